"""The same certificate in our seal and in what others print: one key, the same fields, the text of the QR code."""

import base64
import hashlib
import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import qrcode
from cryptography.hazmat.primitives.asymmetric import ec
from qrcode.constants import ERROR_CORRECT_M
from qrcode.exceptions import DataOverflowError

from kernel import ids
from verification import base45, cbor, cose, link, token
from verification.doc_type import DocType
from verification.document import Document
from verification.qr.symbol import TooLong, symbol
from verification.signer import FileSigner

HOST = "v.example.ml"
SIGNER = FileSigner(ec.derive_private_key(2026, ec.SECP256R1()))
ISSUED = datetime(2026, 11, 21, 12, tzinfo=UTC)
EIGHT = Document(
    index=123_456, doc_type=DocType.CERTIFICATE_OF_ORIGIN, serial=ids.reference(421, 2026, b"k" * 16),
    issued_at=ISSUED, expires_at=ISSUED + timedelta(days=182), exporter="COOPERATIVE KARITE DU MANDE", dest="BJ",
    hs6="120740", criterion="WO", gross_kg=24_500,
)  # fmt: skip
SIXTEEN = replace(
    EIGHT, tax_id="086112345K", consignee="SOCIETE BENINOISE DE NEGOCE", goods="AMANDES DE KARITE", packages=490,
    package_code="BG", invoice="F-2026-0412", approval="UEMOA-ML-0087", replaces=EIGHT.serial,
)  # fmt: skip
NAMES = {
    "number": "serial", "exporter": "exporter", "taxId": "tax_id", "consignee": "consignee", "destination": "dest",
    "hsCode": "hs6", "goods": "goods", "originCriterion": "criterion", "grossWeightKg": "gross_kg",
    "packages": "packages", "packageCode": "package_code", "invoice": "invoice", "approval": "approval",
    "replaces": "replaces",
}  # fmt: skip


@dataclass(frozen=True)
class Printed:
    """``bytes`` is the signed object, ``text`` what the symbol holds. ``version`` None: no symbol holds it."""

    name: str
    bytes: int
    text: str
    version: int | None
    link: bool


def fields(document: Document) -> dict[str, str | int]:
    """What the paper says, by the names that a JSON schema would use."""
    values = {name: getattr(document, attribute) for name, attribute in NAMES.items()}
    return {name: value for name, value in values.items() if value not in ("", None)}


def drawn(text: str) -> tuple[tuple[bool, ...], ...] | None:
    """The smallest symbol at error correction M, modes mixed as ours are; None when no symbol holds it."""
    try:
        return symbol(text).matrix
    except TooLong:
        pass
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(text, optimize=10)
    try:
        code.make(fit=True)
    except (DataOverflowError, ValueError):
        return None
    return tuple(tuple(map(bool, row)) for row in code.get_matrix())


def version_of(text: str) -> int | None:
    """ISO/IEC 18004: a version more is four modules more a side, and version 1 has 21."""
    matrix = drawn(text)
    return None if matrix is None else (len(matrix) - 17) // 4


def ours(document: Document) -> tuple[int, str]:
    sealed = token.issue(document, SIGNER)
    return len(sealed), link.compose(HOST, sealed)


def hc1(document: Document) -> tuple[int, str]:
    """EU DCC hcert_spec 1.3: claim -260, an 8-byte kid, zlib, base45."""
    claims = {1: "ML", 4: _end(document), 6: _start(document), -260: {1: fields(document)}}
    signer = _LongKid()
    sealed = cose.sign1(signer, cbor.dumps(claims))
    return len(sealed), "HC1:" + base45.encode(zlib.compress(sealed, 9))


def jws(document: Document) -> tuple[int, str]:
    """RFC 7515 compact, ES256."""
    header = {"alg": "ES256", "kid": SIGNER.kid.hex()}
    text = _jws(header, {"iat": _start(document), "exp": _end(document), **fields(document)})
    return len(text), text


def sd_jwt(document: Document) -> tuple[int, str]:
    """RFC 9901 with a disclosure of 128-bit salt for each field, none bound to a holder's key."""
    disclosures = [
        _b64(json.dumps([_b64(hashlib.sha256(name.encode()).digest()[:16]), name, value]).encode())
        for name, value in fields(document).items()
    ]
    digests = sorted(_b64(hashlib.sha256(one.encode()).digest()) for one in disclosures)
    payload = {
        "iss": f"https://{HOST}", "iat": _start(document), "exp": _end(document), "vct": f"https://{HOST}/origin",
        "_sd": digests, "_sd_alg": "sha-256",
    }  # fmt: skip
    text = "~".join(
        [_jws({"alg": "ES256", "typ": "dc+sd-jwt", "kid": SIGNER.kid.hex()}, payload), *disclosures, ""]
    )
    return len(text), text


def vc_jwt(document: Document) -> tuple[int, str]:
    """W3C Verifiable Credentials 2.0 secured by JOSE, with a status list entry."""
    credential = {
        "@context": ["https://www.w3.org/ns/credentials/v2", f"https://{HOST}/contexts/origin/v1"],
        "id": f"urn:certificate:{document.serial}",
        "type": ["VerifiableCredential", "CertificateOfOriginCredential"],
        "issuer": f"did:web:{HOST}",
        "validFrom": f"{document.issued_at:%Y-%m-%dT%H:%M:%SZ}",
        "validUntil": f"{document.expires_at:%Y-%m-%dT%H:%M:%SZ}",
        "credentialStatus": {
            "type": "BitstringStatusListEntry", "statusPurpose": "revocation",
            "statusListIndex": str(document.index), "statusListCredential": f"https://{HOST}/status/1",
        },
        "credentialSubject": {"type": "CertificateOfOrigin", **fields(document)},
    }  # fmt: skip
    text = _jws({"alg": "ES256", "typ": "vc+jwt", "kid": f"did:web:{HOST}#{SIGNER.kid.hex()}"}, credential)
    return len(text), text


FORMATS: Mapping[str, Callable[[Document], tuple[int, str]]] = {
    "ours": ours,
    "HC1": hc1,
    "JWS": jws,
    "SD-JWT": sd_jwt,
    "VC-JWT": vc_jwt,
}


def printed(name: str, document: Document) -> Printed:
    size, text = FORMATS[name](document)
    return Printed(name, size, text, version_of(text), text.upper().startswith("HTTPS://"))


class _LongKid:
    """The same key under the eight-byte id of HC1."""

    kid, alg, public = SIGNER.public.thumbprint[:8], SIGNER.alg, SIGNER.public

    def sign(self, data: bytes) -> bytes:
        return SIGNER.sign(data)


def _jws(header: Mapping[str, object], payload: Mapping[str, object]) -> str:
    signed = ".".join(_b64(json.dumps(part, separators=(",", ":")).encode()) for part in (header, payload))
    return f"{signed}.{_b64(SIGNER.sign(signed.encode()))}"


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _start(document: Document) -> int:
    return int(document.issued_at.timestamp())


def _end(document: Document) -> int:
    return int(document.expires_at.timestamp()) if document.expires_at else 0
