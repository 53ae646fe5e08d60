"""What a desk or a citizen learns of a quittance by its number, and by its code."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, Row, or_, select, update
from sqlalchemy import case as case_when

from kernel import clock
from kernel.crypto import Keyring
from kernel.ids import ReferenceRefused, parse_reference
from payments.quittances.quittance import opened
from payments.quittances.tables import QUITTANCE

# 10 000 codes: 20 wrong tries a day leave a guesser one chance in 500 a day for one quittance.
WRONG_A_DAY = 20
DAY = timedelta(days=1)
LONGEST_CODE = 16


@dataclass(frozen=True, slots=True)
class Standing:
    """``status`` is all that the number tells. ``fields`` is there for the right code only; a wrong code, a
    missing one and one try too many look the same. ``issued_at`` comes with the fields."""

    status: Literal["valid", "voided", "unknown"]
    fields: Mapping[str, str] | None = None
    issued_at: datetime | None = None
    payer_name: str | None = None


UNKNOWN = Standing("unknown")


def check(connection: Connection, keyring: Keyring, number: str, code: str | None = None) -> Standing:
    """Look up the 12 digits of a document, however they were typed. Never raises for what was typed."""
    try:
        digits = parse_reference(number)
    except ReferenceRefused:
        return UNKNOWN
    row = connection.execute(select(QUITTANCE).where(QUITTANCE.c.document_number == digits)).one_or_none()
    if row is None:
        return UNKNOWN
    status: Literal["valid", "voided"] = "valid" if row.voided_at is None else "voided"
    if not code or not _opens(connection, keyring, row, code, clock.now()):
        return Standing(status)
    quittance = opened(keyring, row)
    return Standing(status, quittance.fields(), quittance.issued_at, quittance.payer_name)


def _opens(connection: Connection, keyring: Keyring, row: Row[Any], code: str, at: datetime) -> bool:
    """The try is taken before the comparison and given back when right: guesses made at once all count."""
    if not _take_try(connection, row.id, at):
        return False
    own = opened(keyring, row).check_code
    right = hmac.compare_digest(own.encode(), code.strip()[:LONGEST_CODE].encode())
    if right:
        connection.execute(
            update(QUITTANCE).where(QUITTANCE.c.id == row.id).values(wrong_codes=QUITTANCE.c.wrong_codes - 1)
        )
    return right


def _take_try(connection: Connection, quittance_id: int, at: datetime) -> bool:
    since, count = QUITTANCE.c.wrong_codes_since, QUITTANCE.c.wrong_codes
    fresh = or_(since.is_(None), since <= at - DAY)
    changed = connection.execute(
        update(QUITTANCE)
        .where(QUITTANCE.c.id == quittance_id, or_(fresh, count < WRONG_A_DAY))
        .values(
            wrong_codes=case_when((fresh, 1), else_=count + 1),
            wrong_codes_since=case_when((fresh, at), else_=since),
        )
    )
    return changed.rowcount == 1
