"""What is put into a form is what pyHanko itself would have made of the same digest, byte for byte."""

import asyncio
from datetime import timedelta

import pytest
from asn1crypto import core, x509
from asn1crypto.algos import SignedDigestAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, utils
from hypothesis import given
from hypothesis import strategies as st
from pyhanko.sign import signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tests.verification.core.office import APEX, NOON
from tests.verification.pdf.papers import SEAL
from verification.pdf.certificate import self_signed
from verification.pdf.cms import _der
from verification.pdf.signing import DIGEST, form
from verification.signer import FileSigner

ISSUER = FileSigner(ec.derive_private_key(11, ec.SECP256R1()))
# Longer than any state's: its length takes two bytes, that of the whole chain three.
LONG = "Direction " + "n" * 300
CHAIN = tuple(self_signed(ISSUER, LONG, f"Racine {n}", NOON, NOON + timedelta(days=n)) for n in range(1, 4))
DIGESTS = st.binary(min_size=32, max_size=32)


def der(data: bytes) -> bytes:
    """A signature that depends on no random number."""
    raw = APEX.sign(data)
    return utils.encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))


class Plain(signers.Signer):
    """As pyHanko's manual has one, with the same key."""

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        return der(data)


def of_pyhanko(digest: bytes, chain: tuple[bytes, ...]) -> bytes:
    held = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    held.register_multiple([x509.Certificate.load(each) for each in chain])
    signer = Plain(
        signing_cert=x509.Certificate.load(SEAL.certificate), cert_registry=held,
        signature_mechanism=SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
    )  # fmt: skip
    made: bytes = asyncio.run(signer.async_sign(digest, DIGEST, use_pades=True)).dump()
    return made


@pytest.mark.parametrize("chain", [(), CHAIN], ids=["alone", "with those that issued it"])
@given(digest=DIGESTS)
def test_a_filled_form_is_the_cms_of_pyhanko(chain: tuple[bytes, ...], digest: bytes) -> None:
    made = form(SEAL.certificate, chain)
    filled = made.filled(digest, der(made.to_sign(digest)))
    assert filled == of_pyhanko(digest, chain)
    assert len(filled) <= made.room


def test_a_form_is_made_once_for_a_certificate() -> None:
    other = self_signed(APEX, "APEX-Mali", "Un autre", NOON, NOON + timedelta(days=1))
    assert form(SEAL.certificate, ()) is form(SEAL.certificate, ())
    assert form(other, ()).certificate.subject.native["common_name"] == "Un autre"


@pytest.mark.parametrize("length", [0, 127, 128, 255, 256, 65_535, 65_536])
def test_a_length_is_written_as_der_has_it(length: int) -> None:
    assert _der(0x04, bytes(length)) == core.OctetString(bytes(length)).dump()
