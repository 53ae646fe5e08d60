"""PAdES over a finished paper by pyHanko: the file is proof by itself for those who hold the file. Not the seal."""

import asyncio
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO

from asn1crypto import x509
from asn1crypto.algos import SignedDigestAlgorithm
from asn1crypto.cms import ContentInfo
from cryptography.hazmat.primitives.asymmetric import utils
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko_certvalidator.registry import SimpleCertificateStore

from verification.keys import ES256, SIGNATURE_BYTES
from verification.pdf.asn1 import TURN
from verification.pdf.cms import PLACE, Form
from verification.signer import Signer

FIELD = "Signature"
REASON = "Document délivré par l'administration"
DIGEST = "sha256"
# Certificates that sign at one time: 12 KiB each, and an office has one for a kind of paper.
FORMS_MAX = 64


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
        return _signed(pdf, seal.signer, form(seal.certificate, seal.chain))


@lru_cache(FORMS_MAX)
def form(certificate: bytes, chain: tuple[bytes, ...]) -> Form:
    """For the holder of ``certificate`` (DER, P-256); ``chain`` goes with it. Call it while it is your turn: `asn1`."""
    held = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    held.register_multiple([x509.Certificate.load(each) for each in chain])
    own = x509.Certificate.load(certificate)
    mechanism = SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"})
    nobody = _Nobody(signing_cert=own, cert_registry=held, signature_mechanism=mechanism)
    return Form.of(own, asyncio.run(nobody.async_sign(PLACE, DIGEST, use_pades=True)))


def _signed(pdf: bytes, signer: Signer, form: Form) -> bytes:
    file = BytesIO(pdf)
    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD, md_algorithm=DIGEST, subfilter=SigSeedSubFilter.PADES, certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES, reason=REASON,
    )  # fmt: skip
    # In place, because pyHanko writes the metadata twice into another file. It is told the room, in hexadecimal digits,
    # because it signs twice to find out.
    signers.PdfSigner(metadata, _Signer(signer, form)).sign_pdf(
        IncrementalPdfFileWriter(file), bytes_reserved=2 * form.room, in_place=True
    )
    return file.getvalue()


class _Nobody(signers.Signer):
    """A form is not signed."""

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        return b""


class _Signer(signers.Signer):
    """Our signer where pyHanko asks for one: a key in a file and a key in a device look the same."""

    def __init__(self, signer: Signer, form: Form) -> None:
        super().__init__(signing_cert=form.certificate)
        self._signer, self._form = signer, form

    async def async_sign(
        self, data_digest: bytes, digest_algorithm: str, *_: object, **__: object
    ) -> ContentInfo:
        """The CMS over a paper of ``data_digest``. pyHanko's other wishes are those that the form was made with."""
        raw, half = self._signer.sign(self._form.to_sign(data_digest)), SIGNATURE_BYTES // 2
        signature = utils.encode_dss_signature(
            int.from_bytes(raw[:half], "big"), int.from_bytes(raw[half:], "big")
        )
        return ContentInfo.load(self._form.filled(data_digest, signature))
