"""PAdES over a finished paper by pyHanko: the file is proof by itself for those who hold the file. Not the seal."""

from dataclasses import dataclass, field
from io import BytesIO

from asn1crypto import x509
from asn1crypto.algos import SignedDigestAlgorithm
from cryptography.hazmat.primitives.asymmetric import utils
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko_certvalidator.registry import SimpleCertificateStore

from verification.keys import ES256, SIGNATURE_BYTES
from verification.pdf.asn1 import TURN
from verification.signer import Signer

FIELD = "Signature"
REASON = "Document délivré par l'administration"
# Bytes of a CMS beside its certificates, 550 measured. Told beforehand: pyHanko else signs twice to find out.
CMS_MAX = 1024
# DER of two 32-byte integers, each with a sign byte: what pyHanko must leave room for.
DER_MAX = 72


@dataclass(frozen=True, slots=True)
class Seal:
    """Who signs papers: ``signer`` (P-256) and the DER of its certificate, then of those that issued it."""

    signer: Signer
    certificate: bytes = field(repr=False)
    chain: tuple[bytes, ...] = field(default=(), repr=False)


def sign(pdf: bytes, seal: Seal) -> bytes:
    """The paper with a PAdES-B-B signature that certifies it: no change is allowed (ISO 32000-2 12.8.2.2, P = 1).

    Raises ValueError for a key other than P-256, SigningFailed.
    """
    if seal.signer.alg != ES256:
        raise ValueError("papers are signed with P-256")
    with TURN:
        return _signed(pdf, seal)


def _signed(pdf: bytes, seal: Seal) -> bytes:
    held = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    held.register_multiple([x509.Certificate.load(each) for each in seal.chain])
    out = BytesIO()
    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES, reason=REASON,
    )  # fmt: skip
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    room = CMS_MAX + sum(map(len, (seal.certificate, *seal.chain)))
    signers.PdfSigner(metadata, _Signer(seal, held)).sign_pdf(writer, bytes_reserved=2 * room, output=out)
    return out.getvalue()


class _Signer(signers.Signer):
    """Our signer where pyHanko asks for one: a key in a file and a key in a device look the same."""

    def __init__(self, seal: Seal, held: SimpleCertificateStore) -> None:
        super().__init__(
            signing_cert=x509.Certificate.load(seal.certificate),
            cert_registry=held,
            signature_mechanism=SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
        )
        self._seal = seal

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        if dry_run:
            return bytes(DER_MAX)
        raw = self._seal.signer.sign(data)
        half = SIGNATURE_BYTES // 2
        return utils.encode_dss_signature(
            int.from_bytes(raw[:half], "big"), int.from_bytes(raw[half:], "big")
        )
