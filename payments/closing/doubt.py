"""What of a regie's day is still in doubt: money that may yet move, and money on which a statement differs.

Decides nothing: that a day in doubt is closed only by somebody who says so is the rule of `day.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select

from kernel import clock
from payments.reconciliation import ours_only
from payments.reconciliation.classes import EXPLAINABLE
from payments.reconciliation.tables import STATEMENT_FILE, STATEMENT_LINE
from payments.refunds.states import ASKED_ABOUT
from payments.refunds.tables import REFUND
from payments.states import LIVE
from payments.tables import INVOICE, MONEY_RECEIPT, PAYMENT_ATTEMPT

# A busy regie has some dozens of charges under way at once; of more than that nobody reads the list.
ROWS_MAX = 500
KINDS = ("charge", "refund", "difference")


@dataclass(frozen=True, slots=True)
class Doubtful:
    """One thing; ``kind`` is one of KINDS. ``reference``: of its invoice. ``statement``: on which it differs."""

    kind: str
    reference: str
    rail: str
    amount_xof: int
    since: datetime
    statement: int | None = None


@dataclass(frozen=True, slots=True)
class Sum:
    """How many of one kind, and their francs."""

    kind: str
    count: int
    amount_xof: int


def doubts(connection: Connection, regie: str, country: str, day: date) -> tuple[Doubtful, ...]:
    """Charges and refunds begun until the end of the day without a verdict, then differences of that very day.

    As small as what is under way: partial indexes are read, never the history. At most 500 of a kind.
    """
    since, until = clock.day_bounds(country, day)
    return (
        *_charges(connection, regie, until),
        *_refunds(connection, regie, until),
        *_differing_lines(connection, regie, since, until),
        *_missing_receipts(connection, regie, country, since, until),
    )


def sums(found: tuple[Doubtful, ...]) -> list[Sum]:
    """By kind, those that there are."""
    kinds = [(kind, [each.amount_xof for each in found if each.kind == kind]) for kind in KINDS]
    return [Sum(kind, len(francs), sum(francs)) for kind, francs in kinds if francs]


def _charges(connection: Connection, regie: str, until: datetime) -> Iterator[Doubtful]:
    """Without the codes that payers dial themselves: no platform (``base_url``) was asked to debit anybody.

    A code lives 24 hours, so that some are open every night; money that they bring is posted when its statement comes.
    """
    attempt = PAYMENT_ATTEMPT.c
    rows = connection.execute(
        select(INVOICE.c.reference, attempt.rail, attempt.amount_xof, attempt.created_at)
        .join(INVOICE, INVOICE.c.id == attempt.invoice_id)
        .where(
            attempt.state.in_(LIVE),
            attempt.base_url != "",
            INVOICE.c.regie == regie,
            attempt.created_at < until,
        )
        .order_by(attempt.created_at)
        .limit(ROWS_MAX)
    )
    return (Doubtful("charge", *row) for row in rows.all())


def _refunds(connection: Connection, regie: str, until: datetime) -> Iterator[Doubtful]:
    refund = REFUND.c
    rows = connection.execute(
        select(INVOICE.c.reference, refund.rail, refund.amount_xof, refund.sent_at)
        .join(INVOICE, INVOICE.c.id == refund.invoice_id)
        .where(refund.state.in_(ASKED_ABOUT), INVOICE.c.regie == regie, refund.sent_at < until)
        .order_by(refund.sent_at)
        .limit(ROWS_MAX)
    )
    return (Doubtful("refund", *row) for row in rows.all())


def _differing_lines(
    connection: Connection, regie: str, since: datetime, until: datetime
) -> Iterator[Doubtful]:
    line = STATEMENT_LINE.c
    rows = connection.execute(
        select(INVOICE.c.reference, line.rail, line.amount_xof, line.at, line.file_id)
        .join(MONEY_RECEIPT, MONEY_RECEIPT.c.id == line.receipt_id)
        .join(INVOICE, INVOICE.c.id == MONEY_RECEIPT.c.invoice_id)
        .where(
            line.resolved_at.is_(None), line.class_.in_(EXPLAINABLE), INVOICE.c.regie == regie,
            line.at >= since, line.at < until,
        )
        .order_by(line.at)
        .limit(ROWS_MAX)
    )  # fmt: skip
    return (Doubtful("difference", *row) for row in rows.all())


def _missing_receipts(
    connection: Connection, regie: str, country: str, since: datetime, until: datetime
) -> Iterator[Doubtful]:
    """Receipts of the day that no statement knows which covers it; one a book, as a rule."""
    file = STATEMENT_FILE.c
    files = connection.execute(
        select(STATEMENT_FILE)
        .where(file.country == country, file.state == "done", file.starts_at < until, file.ends_at > since)
        .order_by(file.id)
        .limit(ROWS_MAX)
    ).all()
    missing = {
        str(row.id): (row, each.id)
        for each in files
        for row in ours_only.between(connection, each, since, until)
    }
    references = connection.execute(
        select(MONEY_RECEIPT.c.id, INVOICE.c.reference)
        .join(INVOICE, INVOICE.c.id == MONEY_RECEIPT.c.invoice_id)
        .where(MONEY_RECEIPT.c.id.in_(list(missing)), INVOICE.c.regie == regie)
        .order_by(MONEY_RECEIPT.c.received_at)
    ).all()
    for name, reference in references:
        row, file_id = missing[name]
        yield Doubtful("difference", reference, row.rail, row.amount_xof, row.received_at, file_id)
