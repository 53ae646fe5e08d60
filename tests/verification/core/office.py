"""An office that seals: keys made from fixed numbers, so that every run signs the same bytes. Never used elsewhere."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import settings

from kernel import ids
from verification import claims, issued_filter, status_list
from verification.bundle import TrustBundle
from verification.doc_type import REGISTERS, DocType
from verification.document import Document
from verification.known import Clocks, Known
from verification.signer import FileSigner
from verification.status_list import Status, StatusList
from verification.trusted_key import TrustedKey

# A machine that is shared by many is slow without being wrong.
PATIENT = settings(deadline=None)
HOST = "v.example.ml"
OURS = frozenset({HOST})
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
DAY = timedelta(days=1)
SERIAL = ids.reference(421, 2026, b"k" * 16)


def p256(number: int) -> FileSigner:
    return FileSigner(ec.derive_private_key(number, ec.SECP256R1()))


ROOT, NEXT_ROOT, APEX, STRANGER, REGISTER = (p256(number) for number in (11, 12, 13, 14, 15))
STATE = FileSigner(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
URI = f"https://{HOST}/.well-known/guichet/revocations/{APEX.kid.hex()}"

ESSENTIAL = Document(
    index=123_456,
    doc_type=DocType.CERTIFICATE_OF_ORIGIN,
    serial=SERIAL,
    issued_at=NOON,
    expires_at=NOON + 182 * DAY,
    exporter="COOPERATIVE KARITE DU MANDE",
    dest="BJ",
    hs6="120740",
    criterion="WO",
    gross_kg=24_500,
)


def trusted(signer: FileSigner = APEX, **changes: Any) -> TrustedKey:
    """APEX's key for certificates of origin, or another."""
    made: dict[str, Any] = {
        "public": signer.public,
        "issuer": "ML-APEX",
        "doc_types": frozenset({int(DocType.CERTIFICATE_OF_ORIGIN)}),
        "nbf": NOON - 300 * DAY,
        "exp": NOON + 65 * DAY,
        "list_uri": URI if signer is APEX else f"https://{HOST}/lists/{signer.kid.hex()}",
    }
    return TrustedKey(**made | changes)


def registers(**changes: Any) -> TrustedKey:
    return trusted(REGISTER, **{"doc_types": frozenset({REGISTERS})} | changes)


def bundle(*keys: TrustedKey, **changes: Any) -> TrustBundle:
    made: dict[str, Any] = {
        "number": 7,
        "keys": keys or (trusted(), registers()),
        "next_root_hash": NEXT_ROOT.public.thumbprint,
        "iat": NOON - 10 * DAY,
        "ttl": 86_400,
        "exp": NOON + 400 * DAY,
        "root": ROOT.public,
    }
    return TrustBundle(**made | changes)


def statuses(changes: Mapping[int, Status] | None = None, size: int = 1 << 17, **others: Any) -> StatusList:
    made: dict[str, Any] = {
        "uri": URI,
        "number": 3,
        "statuses": status_list.blank(size),
        "iat": NOON + timedelta(hours=1),
        "ttl": 86_400,
        "exp": NOON + 30 * DAY,
    }
    return StatusList(**made | others).with_status(changes or {})


def issued(*documents: Document, at: datetime = NOON + DAY) -> issued_filter.IssuedFilter:
    return issued_filter.build(map(claims.encode, documents), 1000, APEX.kid, at)


def known(**changes: Any) -> Known:
    """A reader with everything fresh."""
    made: dict[str, Any] = {"bundle": bundle(), "lists": {APEX.kid: statuses()}}
    return Known(**made | changes)


def clocks(at: datetime = NOON + timedelta(hours=2), heard: datetime | None = None) -> Clocks:
    return Clocks(at, heard)
