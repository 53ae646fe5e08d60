"""What of a regie is still without a verdict on a day: money that may yet come. It would be booked on a later day."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from payments.registers.period import Period
from payments.states import LIVE
from payments.tables import INVOICE, PAYMENT_ATTEMPT


@dataclass(frozen=True, slots=True)
class Pending:
    """Tries begun until the end of the day that the operator has not answered yet, and their francs."""

    charges: int
    amount_xof: int


def pending(connection: Connection, regie: str, country: str, day: date) -> Pending:
    """As small as what is under way: the partial index of live tries is read, never the history."""
    _, stop = Period(day, day, country).bounds
    attempt = PAYMENT_ATTEMPT.c
    row = connection.execute(
        select(func.count().label("charges"), func.coalesce(func.sum(attempt.amount_xof), 0).label("francs"))
        .join(INVOICE, INVOICE.c.id == attempt.invoice_id)
        .where(attempt.state.in_(LIVE), INVOICE.c.regie == regie, attempt.created_at < stop)
    ).one()
    return Pending(int(row.charges), int(row.francs))
