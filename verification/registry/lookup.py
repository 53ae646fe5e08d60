"""A paper looked up by the number and code printed on it: for phones without a camera. The seal itself: `judging`.

A wrong code and a number that nobody has get the same answer after the same statements, whatever was typed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, select

from kernel.crypto import Keyring
from kernel.database import Database
from kernel.ids import ReferenceRefused, parse_reference
from kernel.limits import Limits
from verification.registry import checks, codes, seals, tries
from verification.registry.check_tables import PRESENTATION
from verification.registry.checks import Check, Presented
from verification.registry.errors import TooManyTries
from verification.registry.tables import SEALED_DOCUMENT

Status = Literal["valid", "revoked", "suspended", "replaced", "expired", "unknown"]

MINUTE_S = 60
# A desk that reads numbers from a pile of papers is not faster; one address may be many desks.
A_MINUTE = {"ussd": 30, "sms": 30, "photo": 60, "web": 60, "api": 120}
# All together: ten a second, above a busy day of both countries, far below what a trawl of 10**8 numbers needs.
ALL_A_MINUTE = 600
# What stands for the code when none is given: the comparison is made all the same.
NO_CODE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """``fields`` (what the paper shows) and what follows it are there for the right code only.

    ``status`` is "unknown" also for a wrong code. ``list_age_s`` is 0: the register itself was asked. ``presented``:
    earlier uses of a paper that has one use, oldest first.
    """

    status: Status
    fields: Mapping[str, str] | None = field(default=None, repr=False)
    kind: int | None = None
    copy_kind: int | None = None
    issuer: str = ""
    issued_at: datetime | None = None
    expires_at: datetime | None = None
    replaced_by: str | None = None
    list_age_s: int = 0
    presented: tuple[Presented, ...] = ()


UNKNOWN = Looked(status="unknown")


def check(
    database: Database,
    keyring: Keyring,
    limits: Limits,
    code_key: bytes,
    *,
    phone_or_client: str,
    number: str,
    code: str | None,
    channel: str,
    at: datetime,
    place: str | None = None,
    purpose: str | None = None,
) -> Looked:
    """Look up the 12 digits of a document, however they were typed. ``channel``: web, ussd, sms, api or photo.

    Raises TooManyTries: of this phone (5 wrong an hour, an address 50) or for this number (20 a day), or too many
    look-ups a minute, or no Redis to count them; DatabaseUnavailable.
    """
    asked = Check(who=phone_or_client, channel=channel, at=at, place=place, purpose=purpose)
    _pace(limits, asked)
    typed = _Typed.of(number, code, phone_or_client)
    with database.transaction() as connection:
        return _look(connection, keyring, code_key, typed, asked)


@dataclass(frozen=True, slots=True)
class _Typed:
    """``digits`` is "" for what is no number; ``bucket`` stands for it then, so that it is counted like another."""

    digits: str
    bucket: str
    code: str | None

    @classmethod
    def of(cls, number: str, code: str | None, who: str) -> "_Typed":
        try:
            digits = parse_reference(number)
        except ReferenceRefused:
            return cls("", f"none {who}", code)
        return cls(digits, digits, code)


def _pace(limits: Limits, asked: Check) -> None:
    """Closed without Redis (fault row 8): guessing is what it is there against."""
    own = limits.allow(
        f"document.{asked.channel}", asked.who, A_MINUTE[asked.channel], MINUTE_S, open_when_down=False
    )
    if not own or not limits.allow("document.all", "", ALL_A_MINUTE, MINUTE_S, open_when_down=False):
        raise TooManyTries(MINUTE_S)


def _look(connection: Connection, keyring: Keyring, code_key: bytes, typed: _Typed, asked: Check) -> Looked:
    """The statements are the same ones for a wrong code and for a number that nobody has."""
    taken = tries.buckets(keyring, asked.who, asked.channel, typed.bucket)
    # Two officers with one paper wait here for each other, so that the second sees the first.
    for bucket in taken:
        tries.take(connection, bucket, asked.at)
    row = connection.execute(
        select(SEALED_DOCUMENT).where(SEALED_DOCUMENT.c.number == typed.digits)
    ).one_or_none()
    before = checks.presentations(connection, keyring, typed.bucket)
    right = codes.right(code_key, typed.digits, NO_CODE if typed.code is None else typed.code)
    if row is None or (typed.code is not None and not right):
        checks.record(connection, keyring, _unproven(asked), "unknown", typed.bucket, None)
        return UNKNOWN
    tries.give_back(connection, taken, asked.at)
    status = status_of(row, asked.at)
    if not right:
        checks.record(connection, keyring, _unproven(asked), status, typed.digits, bytes(row.kid))
        return Looked(status=status)
    return _opened(connection, keyring, row, status, asked, checks.earlier(keyring, asked, before))


def status_of(row: Row[Any], at: datetime) -> Status:
    """What became of it outranks its date, as in the order of `verification.rules`."""
    if row.state == "valid" and row.expires_at is not None and at > row.expires_at:
        return "expired"
    state: Status = row.state
    return state


def _unproven(asked: Check) -> Check:
    """Whoever does not know the code has not seen the paper: it was not presented."""
    return Check(who=asked.who, channel=asked.channel, at=asked.at, place=asked.place)


def _opened(
    connection: Connection,
    keyring: Keyring,
    row: Row[Any],
    status: Status,
    asked: Check,
    before: tuple[Presented, ...],
) -> Looked:
    logged = checks.record(connection, keyring, asked, status, row.number, bytes(row.kid))
    presented = before if row.one_use else ()
    if presented and logged and asked.purpose == PRESENTATION:
        checks.alarm(connection, row.id, logged)
    return Looked(
        status=status, fields=seals.unseal_print(keyring, row.id, row.print_sealed), kind=row.kind,
        copy_kind=row.copy_kind, issuer=row.issuer, issued_at=row.issued_at, expires_at=row.expires_at,
        replaced_by=row.replaced_by, presented=presented,
    )  # fmt: skip
