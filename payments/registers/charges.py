"""The list of payments as they were asked for, whatever became of them: one row a try, phones masked."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from kernel.crypto import Keyring
from kernel.redaction import masked_phone
from payments import seals
from payments.registers.period import Period
from payments.registers.reading import stream

# Needs an index on payment_attempt (created_at, id): without it every page sorts the whole table.
_CHARGES = text("""
SELECT a.id, a.created_at, i.reference, i.regie, i.revenue_line, i.label, a.rail, a.state, a.amount_xof,
       a.operator_fee_xof, a.operator_id, a.settled_at, a.reason, a.payer_sealed
FROM payment_attempt a JOIN invoice i ON i.id = a.invoice_id
WHERE a.created_at >= :start AND a.created_at < :stop AND (CAST(:regie AS text) IS NULL OR i.regie = :regie)
ORDER BY a.created_at, a.id
""")


@dataclass(frozen=True, slots=True)
class _Row:
    id: Any
    created_at: datetime
    reference: str
    regie: str
    revenue_line: str
    label: str
    rail: str
    state: str
    amount_xof: int
    operator_fee_xof: int
    operator_id: str | None
    settled_at: datetime | None
    reason: str | None
    payer_sealed: bytes


@dataclass(frozen=True, slots=True)
class ChargeRow:
    """One try. ``phone`` is masked: "+223******01"."""

    created_at: datetime
    reference: str
    regie: str
    revenue_line: str
    label: str
    rail: str
    state: str
    amount_xof: int
    operator_fee_xof: int
    operator_id: str | None
    settled_at: datetime | None
    reason: str | None
    phone: str


def charges(
    connection: Connection, keyring: Keyring, period: Period, regie: str | None = None
) -> Iterator[ChargeRow]:
    """Tries begun in ``period``, of one regie or of all, oldest first."""
    start, stop = period.bounds
    for row in stream(connection, _Row, _CHARGES, {"start": start, "stop": stop, "regie": regie}):
        phone = seals.unseal(keyring, "payment_attempt.payer", str(row.id), bytes(row.payer_sealed))
        yield ChargeRow(
            row.created_at, row.reference, row.regie, row.revenue_line, row.label, row.rail, row.state,
            row.amount_xof, row.operator_fee_xof, row.operator_id, row.settled_at, row.reason, masked_phone(phone),
        )  # fmt: skip
