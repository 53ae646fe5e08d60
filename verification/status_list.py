"""The revocation list of one signing key: IETF Token Status List (draft-ietf-oauth-status-list) as a signed CWT."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum

from verification import cbor, claims, cose
from verification.cbor import Malformed
from verification.cose import Envelope
from verification.fields import number, words
from verification.inflate import TooMuch, inflate
from verification.signer import Signer

TYP = "application/statuslist+cwt"
SUB, TTL, STATUS_LIST = 2, 65534, 65533
NUMBER = -70003  # private use: lists of a key are numbered, so that a delta can say what it follows
BITS = 2
SIZES = (1, 2, 4, 8)  # draft, section 4.1
# Two million statuses: more certificates than a key seals in its year, 512 KiB.
BYTES_MAX = 1 << 19


class Status(IntEnum):
    """Draft, section 7.1: 0 to 2 are registered, 3 is for the application."""

    VALID = 0
    REVOKED = 1
    SUSPENDED = 2
    REPLACED = 3


class ListRefused(ValueError):
    """Not a list to go by. ``reason_code``: shape, key, signature, subject, older, gap. Permanent."""

    retry = False

    def __init__(self, reason_code: str) -> None:
        super().__init__(reason_code)
        self.reason_code = reason_code


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusList:
    """``statuses``: two bits a document, lowest bits of the first byte first. ``uri`` is what the bundle says.

    A copy is fresh for ``ttl`` seconds from ``iat``, and says nothing any more after ``exp``.
    """

    uri: str
    number: int
    statuses: bytes
    iat: datetime
    ttl: int
    exp: datetime

    @property
    def size(self) -> int:
        """How many documents it speaks of."""
        return len(self.statuses) * 8 // BITS

    def get(self, index: int) -> Status | None:
        """None for an index that the list does not reach."""
        found = status_at(self.statuses, BITS, index)
        return None if found is None else Status(found)

    def with_status(self, changes: Mapping[int, Status]) -> "StatusList":
        """The same list with other statuses; raises IndexError beyond its size. Number and times are the caller's."""
        found = bytearray(self.statuses)
        for index, status in changes.items():
            if not 0 <= index < self.size:
                raise IndexError(index)
            byte, place = divmod(index * BITS, 8)
            found[byte] = found[byte] & ~(3 << place) | status << place
        return replace(self, statuses=bytes(found))


def blank(size: int) -> bytes:
    """The statuses of ``size`` documents, all valid. Raises ValueError beyond the limit."""
    if not 0 < size <= BYTES_MAX * 8 // BITS:
        raise ValueError("an empty list, or one too long")
    return bytes(-(-size * BITS // 8))


def status_at(statuses: bytes, bits: int, index: int) -> int | None:
    """The status of ``index`` in a list of 1, 2, 4 or 8 bits (draft, section 4.1); None beyond its end."""
    if bits not in SIZES:
        raise Malformed("bits")
    byte, place = divmod(index * bits, 8)
    if not 0 <= byte < len(statuses):
        return None
    return statuses[byte] >> place & (1 << bits) - 1


def unpack(packed: bytes) -> bytes:
    """The bytes of a list from its zlib form. Raises Malformed for a bomb."""
    try:
        return inflate(packed, BYTES_MAX)
    except TooMuch:
        raise Malformed("lst") from None


def seal(statuses: StatusList, signer: Signer) -> bytes:
    """A CWT of type statuslist+cwt."""
    payload = {
        SUB: words(statuses.uri),
        claims.EXP: claims.seconds(statuses.exp),
        claims.IAT: claims.seconds(statuses.iat),
        TTL: number(statuses.ttl),
        STATUS_LIST: {"bits": BITS, "lst": zlib.compress(statuses.statuses, 9)},
        NUMBER: number(statuses.number),
    }
    return cose.sign1(signer, cbor.dumps(payload), typ=TYP)


def take_apart(data: bytes) -> tuple[Envelope, StatusList]:
    """Not believed yet: `admission` says whether its signer may. Raises ListRefused ("shape")."""
    try:
        envelope = cose.take_apart(data, cbor.REGISTER)
        return envelope, _list(envelope)
    except Malformed:
        raise ListRefused("shape") from None


def _list(envelope: Envelope) -> StatusList:
    if envelope.typ != TYP:
        raise Malformed("typ")
    match cbor.loads_strict(envelope.payload, cbor.REGISTER):
        case {
            2: uri, 4: exp, 6: iat, 65534: ttl, -70003: count,
            65533: {"bits": 2, "lst": bytes(packed)},
        }:  # fmt: skip
            return StatusList(
                uri=words(uri),
                number=number(count),
                statuses=unpack(packed),
                iat=claims.moment(iat),
                ttl=number(ttl),
                exp=claims.moment(exp),
            )
    raise Malformed("claims")
