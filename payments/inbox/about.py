"""Which kept callbacks were about a payment, and what became of each. Reads the sealed bodies, changes nothing.

A callback names its charge inside its body only, so those of the payment's own time are opened again.
Needs the index (rail, received_at) on payment_callback.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select

from kernel.crypto import KeyMissing, Keyring, SealBroken
from payments import seals
from payments.inbox.notice import CallbackRefused, Hint, Reader
from payments.inbox.store import context
from payments.tables import INVOICE, PAYMENT_ATTEMPT, PAYMENT_CALLBACK

# Bodies opened for one attempt: some 10 ms. A busy operator posts more in an hour; what is beyond is not shown.
LOOKED_MAX = 300
# The newest attempts of an invoice: a payer tries twice or thrice.
ATTEMPTS_MAX = 10
# Operators tell of an end some seconds after it; one that was down tells when it is back.
AFTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Heard:
    """One callback. ``state``: received, asked, mismatch, orphan, unreadable; ``times`` the same came."""

    attempt_id: str
    rail: str
    state: str
    received_at: datetime
    settled_at: datetime | None
    times: int


def about(
    connection: Connection, keyring: Keyring, readers: Mapping[str, Reader], invoice_id: str, at: datetime
) -> list[Heard]:
    """In the order in which they came; of each attempt's time the first and the last 300 are looked at."""
    attempt = PAYMENT_ATTEMPT.c
    charges = connection.execute(
        select(PAYMENT_ATTEMPT, INVOICE.c.reference)
        .join(INVOICE, INVOICE.c.id == attempt.invoice_id)
        .where(attempt.invoice_id == invoice_id)
        .order_by(attempt.created_at.desc())
        .limit(ATTEMPTS_MAX)
    ).all()
    found = [
        Heard(charge.id, row.rail, row.state, row.received_at, row.settled_at, row.times)
        for charge in charges
        if charge.rail in readers
        for row in _of_its_time(connection, charge, at)
        if any(_names(keyring, charge, hint) for hint in _hints(keyring, readers[charge.rail], row))
    ]
    return sorted(found, key=lambda heard: heard.received_at)


def _of_its_time(connection: Connection, charge: Row[Any], at: datetime) -> list[Row[Any]]:
    kept = PAYMENT_CALLBACK.c
    until = (charge.settled_at or at) + AFTER
    query = (
        select(PAYMENT_CALLBACK)
        .where(kept.rail == charge.rail, kept.received_at.between(charge.created_at, until))
        .limit(LOOKED_MAX)
    )
    first = connection.execute(query.order_by(kept.received_at)).all()
    last = (
        connection.execute(query.order_by(kept.received_at.desc())).all() if len(first) == LOOKED_MAX else []
    )
    return list({row.id: row for row in (*first, *last)}.values())


def _hints(keyring: Keyring, reader: Reader, row: Row[Any]) -> Iterator[Hint]:
    try:
        raw = keyring.open(row.raw_sealed, context(row.rail, row.body_hash))
        yield from (notice.hint for notice in reader(raw))
    except (CallbackRefused, SealBroken, KeyMissing):
        return


def _names(keyring: Keyring, charge: Row[Any], hint: Hint) -> bool:
    if hint.kind == "token":
        return bool(seals.hint_index(keyring, charge.rail, hint.value) == charge.hint_index)
    own = {"attempt": charge.id, "reference": charge.reference, "operator_id": charge.operator_id}
    return bool(own[hint.kind] == hint.value)
