"""A document as the claims of a CWT (RFC 8392) and back. Not the signature around them: see `cose`."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from verification import cbor
from verification.cbor import Malformed
from verification.document import Document
from verification.fields import FIELDS, REQUIRED, number, words

ISS, EXP, IAT = 1, 4, 6  # RFC 8392 3.1
CIVIL = 169  # IANA CWT claims: MOSIP's identity data
DOCUMENT = -70001  # private use: below -65536 (RFC 8392 9.1)
# MOSIP "169 - QR Code Specifications" 1.2.0: 1 to 23 demographic, 50 to 65 biometrics, which we never seal.
CIVIL_KEYS = range(1, 50)
# 9999-12-31, the last second a Python or SQL time can be.
TIME_MAX = 253402300799


def encode(document: Document) -> bytes:
    """Deterministic CBOR. Raises Malformed (a ValueError) naming the kind of field that cannot be sealed."""
    inner = {
        field.key: field.write(value)
        for field in FIELDS
        if (value := getattr(document, field.attribute)) not in ("", b"", None, ())
        or field.attribute in REQUIRED
    }
    claims: dict[int, Any] = {IAT: seconds(document.issued_at), DOCUMENT: inner}
    if document.expires_at is not None:
        claims[EXP] = seconds(document.expires_at)
    if document.issuer:
        claims[ISS] = words(document.issuer)
    if document.civil:
        claims[CIVIL] = _civil(document.civil)
    return cbor.dumps(claims)


def decode(payload: bytes) -> Document:
    """The document of signed claims. Raises Malformed; NewerFormat for a type that came after this version.

    Claims and fields with unknown numbers are passed over: a newer issuer may say more, never less.
    """
    claims = cbor.loads_strict(payload)
    if not isinstance(claims, dict) or not isinstance(claims.get(DOCUMENT), dict):
        raise Malformed("claims")
    inner = claims[DOCUMENT]
    found = {field.attribute: field.read(inner[field.key]) for field in FIELDS if field.key in inner}
    if not found.keys() >= REQUIRED:
        raise Malformed("claims")
    return Document(
        **found,
        issued_at=moment(claims.get(IAT)),
        expires_at=moment(claims[EXP]) if EXP in claims else None,
        issuer=words(claims[ISS]) if ISS in claims else "",
        civil=_civil(claims.get(CIVIL, {})),
    )


def seconds(at: datetime) -> int:
    """NumericDate, RFC 8392 2. Raises ValueError for a time without a zone."""
    if at.tzinfo is None:
        raise ValueError("a time without a zone")
    return int(at.timestamp())


def moment(value: object) -> datetime:
    """The time of a NumericDate. Raises Malformed."""
    found = number(value)
    if found > TIME_MAX:
        raise Malformed("time")
    return datetime.fromtimestamp(found, UTC)


def _civil(value: object) -> Mapping[int, int | str]:
    if not isinstance(value, Mapping) or any(key not in CIVIL_KEYS for key in value):
        raise Malformed("civil")
    return {key: words(item) if isinstance(item, str) else number(item) for key, item in value.items()}
