"""Line: one movement of a statement, whatever the portal called it."""

import re
from base64 import b32decode
from binascii import Error as NotBase32
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from kernel import clock, ids
from kernel.phone import PhoneRefused, parse
from payments.attempts.reading import is_id
from payments.contract import XOF
from payments.money import sound_id
from payments.reconciliation.profile import Profile
from payments.reconciliation.refused import StatementRefused, francs

UNKNOWN = "unknown"  # a word of the portal that its profile does not know: a person looks
FOREIGN = "currency"  # a movement in another currency: a person looks
_CURRENCY = re.compile("[A-Z]{3}")  # ISO 4217
LONGEST_FOREIGN = 40
BALANCES = ("opening", "closing")
LONGEST_REFERENCE = 100


@dataclass(frozen=True, slots=True)
class Line:
    """``amount_xof`` is signed, above zero came to us; the balance moves by it less ``fee_xof``.

    ``number`` is the line in the file. ``reference`` is one of ours (12 digits, or an attempt's id) or None;
    of a credit at the Treasury it is whatever the operator wrote. ``foreign`` is the amount as it is written with
    its currency, when that is not the franc: such a line has no francs, and moves no balance of francs.
    """

    number: int
    kind: str
    operator_id: str
    at: datetime
    amount_xof: int
    fee_xof: int
    payer: str | None = field(repr=False)
    reference: str | None
    foreign: str | None = None

    @property
    def moved_xof(self) -> int:
        """What it did to the balance."""
        return self.amount_xof - self.fee_xof


def line(profile: Profile, country: str, number: int, cells: dict[str, str]) -> Line:
    """A row by our names of its columns. A balance has its francs in ``amount_xof``. Raises StatementRefused."""
    kind = profile.kinds.get(cells["kind"].casefold(), UNKNOWN)
    at = _instant(profile, country, number, cells)
    if kind in BALANCES:
        balance = francs(cells.get("balance", ""), profile.thousands, number)
        return Line(number, kind, "", at, balance, 0, None, None)
    if not sound_id(cells["id"]):
        raise StatementRefused("id", number)
    reference = cells.get("reference", "")
    currency = cells.get("currency", XOF).upper() or XOF
    if currency != XOF:
        foreign = _foreign(currency, number, cells)
        payer = _payer(cells.get("payer", ""), country)
        return Line(number, FOREIGN, cells["id"], at, 0, 0, payer, ours(reference), foreign)
    return Line(
        number, kind, cells["id"], at, _amount(profile, number, cells),
        francs(cells.get("fee", ""), profile.thousands, number), _payer(cells.get("payer", ""), country),
        reference[:LONGEST_REFERENCE] or None if kind == "credit" else ours(reference),
    )  # fmt: skip


def ours(reference: str) -> str | None:
    """The invoice's 12 digits or the attempt's id in what an operator gives back; None for other words.

    Orange knows an attempt by the base32 of its 128 bits, PI-SPI by their hex.
    """
    try:
        return ids.parse_reference(reference)
    except ids.ReferenceRefused:
        pass
    if is_id(reference.lower()):
        return reference.lower()
    try:
        if len(reference) == 32:
            return str(UUID(hex=reference))
        if len(reference) == 26:
            return str(UUID(bytes=b32decode(reference + "=" * 6)))
    except (ValueError, NotBase32):
        pass
    return None


def _amount(profile: Profile, number: int, cells: dict[str, str]) -> int:
    if "amount" in cells:
        return francs(cells["amount"], profile.thousands, number)
    credit, debit = (francs(cells.get(name, ""), profile.thousands, number) for name in ("credit", "debit"))
    return credit - abs(debit)


def _foreign(currency: str, number: int, cells: dict[str, str]) -> str:
    """ "12.50 EUR": never read as a number, since a cent is none of ours. Raises StatementRefused for no currency."""
    if not _CURRENCY.fullmatch(currency):
        raise StatementRefused("currency", number)
    written = cells.get("amount") or cells.get("credit") or f"-{cells.get('debit', '').removeprefix('-')}"
    return f"{written[: LONGEST_FOREIGN - 4]} {currency}"


def _instant(profile: Profile, country: str, number: int, cells: dict[str, str]) -> datetime:
    """On the country's own clock: the same instant falls on two days in Bamako and in Porto-Novo."""
    written = f"{cells['at']} {cells.get('time', '')}".strip()
    for shape in profile.dates:
        try:
            return datetime.strptime(written, shape).replace(tzinfo=clock.ZONES[country]).astimezone(UTC)
        except ValueError:
            continue
    raise StatementRefused("date", number)


def _payer(text: str, country: str) -> str | None:
    """E.164, None for an alias or nothing: the portal may hide it."""
    try:
        return parse(text, country) if text else None
    except PhoneRefused:
        return None
