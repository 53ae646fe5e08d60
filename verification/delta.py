"""What changed in a revocation list since an older one, small enough for a few SMS or a colleague's screen.

Four sets of indices, one for each status, Golomb-coded and signed. It carries no document and no person.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from verification import cbor, claims, cose, golomb, status_list
from verification.cbor import Limits, Malformed
from verification.cose import Envelope
from verification.fields import number
from verification.keys import KID_BYTES
from verification.signer import Signer
from verification.status_list import BITS, BYTES_MAX, ListRefused, Status, StatusList, status_at

# Not in the header, where it would cost 30 bytes: it is signed with the rest and sent with none (RFC 9052 4.3).
AAD = b"guichet-delta"
# 64 KiB: a delta of a hundred thousand changes, far above what any SMS or screen carries.
PER_BYTE = 8 // BITS
LIMITS = Limits(1 << 16, 6, frozenset({18}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Delta:
    """The changes of the list of key ``list_kid`` after list ``base`` up to list ``number``, made at ``iat``."""

    list_kid: bytes
    base: int
    number: int
    iat: datetime
    changes: Mapping[int, Status]


def between(old: StatusList, new: StatusList, list_kid: bytes) -> Delta:
    """From the older to the newer list of one key. Raises ValueError when they are not."""
    if old.uri != new.uri or old.number >= new.number or old.size > new.size:
        raise ValueError("not an older and a newer list of one key")
    before = old.statuses.ljust(len(new.statuses), b"\0")
    bytes_changed = (
        at for at, (one, other) in enumerate(zip(before, new.statuses, strict=True)) if one != other
    )
    indices = (at * PER_BYTE + place for at in bytes_changed for place in range(PER_BYTE))
    changes = {
        index: new.get(index) or Status.VALID
        for index in indices
        if status_at(before, BITS, index) != new.get(index)
    }
    if new.size > old.size:
        # The last place, whatever its status, says how long the list has become: ten bytes, and only then.
        changes.setdefault(new.size - 1, Status.VALID)
    return Delta(list_kid=list_kid, base=old.number, number=new.number, iat=new.iat, changes=changes)


def seal(delta: Delta, signer: Signer, universe: int) -> bytes:
    """COSE_Sign1 of [list kid, base, number, iat, {status: [rice, count, set]}]; ``universe`` is the list's size.

    The kid is empty in the usual case, a key speaking of its own list: 4 bytes that decide between two SMS and three.
    """
    sets = {}
    for status in Status:
        indices = [index for index, found in delta.changes.items() if found is status]
        if indices:
            rice = golomb.best_rice(len(indices), universe)
            sets[int(status)] = [rice, len(indices), golomb.encode(indices, rice)]
    kid = b"" if delta.list_kid == signer.kid else delta.list_kid
    payload = [kid, number(delta.base), number(delta.number), claims.seconds(delta.iat), sets]
    return cose.sign1(signer, cbor.dumps(payload), aad=AAD)


def take_apart(data: bytes) -> tuple[Envelope, Delta]:
    """Not believed yet: `admission` says whether its signer may. Raises ListRefused ("shape")."""
    try:
        envelope = cose.take_apart(data, LIMITS)
        return envelope, _delta(envelope)
    except Malformed:
        raise ListRefused("shape") from None


def apply(delta: Delta, statuses: StatusList) -> StatusList:
    """The list brought up to date. Raises ListRefused: "older" than the list, "gap" when it follows another, "shape".

    Only the very list it follows takes it: what was suspended after that and restored before the end is not in it.
    A place beyond the end makes the list longer, up to what a list may hold; the places between are valid.
    """
    if statuses.number >= delta.number:
        raise ListRefused("older")
    if statuses.number != delta.base:
        raise ListRefused("gap")
    reach = max(delta.changes, default=0) // PER_BYTE + 1
    if reach > BYTES_MAX:
        raise ListRefused("shape")
    longer = replace(statuses, statuses=statuses.statuses.ljust(reach, b"\0"))
    changed = longer.with_status(delta.changes)
    life: timedelta = statuses.exp - statuses.iat
    return replace(changed, number=delta.number, iat=delta.iat, exp=delta.iat + life)


def kind_of(data: bytes) -> Literal["list", "delta", ""]:
    """What comes to bring lists up to date; "" for anything else. Nothing of it is believed."""
    try:
        return kind(cose.take_apart(data, cbor.REGISTER))
    except Malformed:
        return ""


def kind(envelope: Envelope) -> Literal["list", "delta", ""]:
    """The same of what was taken apart."""
    if envelope.typ:
        return "list" if envelope.typ == status_list.TYP else ""
    # The claims of a document are a map: no delta was ever a document, whoever signed it.
    return "delta" if envelope.payload[:1] and envelope.payload[0] >> 5 == cbor.ARRAY else ""


def _delta(envelope: Envelope) -> Delta:
    match cbor.loads_strict(envelope.payload, LIMITS):
        case [bytes(kid), base, count, iat, dict(sets)] if len(kid) in {0, KID_BYTES}:
            return Delta(
                list_kid=kid or envelope.kid,
                base=number(base),
                number=number(count),
                iat=claims.moment(iat),
                changes=_changes(sets),
            )
    raise Malformed("delta")


def _changes(sets: Mapping[object, object]) -> dict[int, Status]:
    found: dict[int, Status] = {}
    for status, coded in sets.items():
        match coded:
            case [int(rice), int(count), bytes(data)] if status in frozenset(Status):
                indices = golomb.decode(data, count, rice)
            case _:
                raise Malformed("delta")
        if found.keys() & set(indices):
            raise Malformed("delta")
        found |= dict.fromkeys(indices, Status(number(status)))
    return found
