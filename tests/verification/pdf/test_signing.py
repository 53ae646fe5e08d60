"""The signature over the file: independent readers accept it, and nothing can be changed below it."""

import subprocess
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from asn1crypto import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from tests import needs
from tests.verification.core.office import NOON, STATE
from tests.verification.pdf.papers import SEAL, sheet, shipped
from verification.pdf import Seal, prove, render, sign
from verification.pdf.certificate import self_signed
from verification.signer import FileSigner


@pytest.fixture(scope="module")
def signed() -> bytes:
    return sign(render(shipped(), sheet("co")), SEAL)


def intact(pdf: bytes) -> bool:
    """Whether pyHanko finds one valid signature of our key over the whole file."""
    try:
        reader = PdfFileReader(BytesIO(pdf), strict=False)
        [signature] = reader.embedded_signatures
        roots = [x509.Certificate.load(SEAL.certificate)]
        context = ValidationContext(trust_roots=roots, moment=NOON)
        status = validate_pdf_signature(signature, context)
    except Exception:  # noqa: BLE001 - whatever a changed byte does to the reader, the file is not intact
        return False
    return bool(
        status.intact
        and status.valid
        and status.docmdp_ok
        and status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    )


def test_pyhanko_finds_the_whole_file_signed(signed: bytes) -> None:
    assert intact(signed)
    prove(signed, sheet("co").link)


def test_poppler_accepts_the_signature(signed: bytes, tmp_path: Path) -> None:
    pdfsig = needs.program("pdfsig")
    file = tmp_path / "paper.pdf"
    file.write_bytes(signed)
    said = subprocess.run([pdfsig, "-nocert", file], capture_output=True, text=True, check=True).stdout
    assert "Signature Validation: Signature is Valid." in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said


@pytest.mark.parametrize("place", [0.02, 0.2, 0.5, 0.8, 0.95])
def test_one_changed_bit_is_no_signed_paper(signed: bytes, place: float) -> None:
    at = int(len(signed) * place)
    changed = signed[:at] + bytes([signed[at] ^ 1]) + signed[at + 1 :]
    assert not intact(changed)


def test_what_is_added_behind_is_not_covered(signed: bytes) -> None:
    assert not intact(signed + b"\n% one more line\n")


def test_the_paper_below_the_signature_is_untouched(signed: bytes) -> None:
    made = render(shipped(), sheet("co"))
    assert signed.startswith(made)


def test_only_a_p256_key_signs_papers() -> None:
    other = FileSigner(Ed25519PrivateKey.generate())
    with pytest.raises(ValueError, match="P-256"):
        sign(b"", Seal(other, SEAL.certificate))
    with pytest.raises(ValueError, match="P-256"):
        self_signed(STATE, "Mali", "Racine", NOON, NOON + timedelta(days=1))


def test_the_certificate_is_for_signing_documents_and_for_nothing_else() -> None:
    found = x509.Certificate.load(SEAL.certificate)
    assert found.ca is False
    assert found.key_usage_value.native == {"digital_signature", "non_repudiation"}
    assert found.not_valid_before == NOON - timedelta(days=365)
    assert found.self_signed == "maybe"
