"""Differences of one statement with what people said of them: those that stand, and those that two persons explained.

Changes nothing. Saying and confirming: `explaining.py`; a statement's lines of any class: `reviewing.py`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, or_, select

from payments.reconciliation import ours_only, reviewing
from payments.reconciliation.classes import EXPLAINABLE
from payments.reconciliation.tables import DIFFERENCE, STATEMENT_LINE
from payments.tables import INVOICE, MONEY_RECEIPT

# What a person looks through at once; the next ones come when these are done.
SHOWN_MAX = 50


@dataclass(frozen=True, slots=True)
class Said:
    """One explanation. ``state``: proposed, confirmed or refused; the last two have who decided, and when."""

    id: int
    why: str
    proposed_by: str
    proposed_at: datetime
    state: str
    decided_by: str | None
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class Difference:
    """A line (``line_id``), or a receipt of ours that no line has (``receipt_id``).

    ``ours_xof``: the francs of our receipt, ``invoice`` the reference it paid; None where there is none. ``said`` is
    the newest explanation.
    """

    line_id: int | None
    receipt_id: str | None
    number: int | None
    class_: str
    operator_id: str
    at: datetime
    amount_xof: int
    foreign_amount: str | None
    reference: str | None
    ours_xof: int | None
    invoice: str | None
    said: Said | None


def standing(
    connection: Connection, file: Row[Any], regies: Collection[str] | None, limit: int = SHOWN_MAX
) -> list[Difference]:
    """What nobody has resolved yet, lines in their order and then receipts; ``regies`` None: everybody's."""
    line = STATEMENT_LINE.c
    rows = _lines(connection, file, regies, [line.resolved_at.is_(None)], limit)
    missing = reviewing.missing(connection, file, regies)[:limit]
    return _told(connection, rows, missing)[:limit]


def explained(
    connection: Connection, file: Row[Any], regies: Collection[str] | None, limit: int = SHOWN_MAX
) -> list[Difference]:
    """What two persons have explained, as above."""
    line = STATEMENT_LINE.c
    confirmed = select(DIFFERENCE.c.line_id).where(
        DIFFERENCE.c.line_id == line.id, DIFFERENCE.c.state == "confirmed"
    )
    rows = _lines(connection, file, regies, [confirmed.exists()], limit)
    receipts = reviewing.receipts_of(connection, ours_only.explained(connection, file, limit), regies)
    return _told(connection, rows, receipts)[:limit]


def one(
    connection: Connection, file: Row[Any], regies: Collection[str] | None, *, line_id: int | None = None,
    receipt_id: str | None = None,
) -> Difference | None:  # fmt: skip
    """One that stands on this file; None for what does not, or is of none of ``regies``."""
    if line_id is not None:
        line = STATEMENT_LINE.c
        rows = _lines(connection, file, regies, [line.id == line_id, line.resolved_at.is_(None)], 1)
        return next(iter(_told(connection, rows, [])), None)
    missing = reviewing.missing(connection, file, regies)
    return next(iter(_told(connection, [], [row for row in missing if str(row.id) == receipt_id])), None)


def subject(connection: Connection, explanation: int) -> dict[str, Any]:
    """What an explanation is about, as ``one`` takes it; empty for an explanation that nobody gave."""
    row = connection.execute(
        select(DIFFERENCE.c.line_id, DIFFERENCE.c.receipt_id).where(DIFFERENCE.c.id == explanation)
    ).one_or_none()
    return {} if row is None else dict(row._mapping)


def _lines(
    connection: Connection, file: Row[Any], regies: Collection[str] | None, which: Sequence[ColumnElement[bool]],
    limit: int,
) -> Sequence[Row[Any]]:  # fmt: skip
    line = STATEMENT_LINE.c
    query = (
        select(
            STATEMENT_LINE, MONEY_RECEIPT.c.amount_xof.label("ours_xof"), INVOICE.c.reference.label("invoice")
        )
        .join(MONEY_RECEIPT, MONEY_RECEIPT.c.id == line.receipt_id, isouter=True)
        .join(INVOICE, INVOICE.c.id == MONEY_RECEIPT.c.invoice_id, isouter=True)
        .where(line.file_id == file.id, line.class_.in_(EXPLAINABLE), *which)
    )
    if regies is not None:
        query = query.where(INVOICE.c.regie.in_(regies))
    return connection.execute(query.order_by(line.number).limit(limit)).all()


def _told(
    connection: Connection, lines: Sequence[Row[Any]], receipts: Sequence[Row[Any]]
) -> list[Difference]:
    """With the newest explanation of each."""
    names = [str(row.id) for row in receipts]
    said, invoices = _said(connection, [row.id for row in lines], names), _invoices(connection, names)
    return [
        Difference(row.id, None, row.number, row.class_, row.operator_id, row.at, row.amount_xof, row.foreign_amount,
                   row.reference, row.ours_xof, row.invoice, said.get(row.id))
        for row in lines
    ] + [
        Difference(None, name, None, "ours_only", row.operator_id, row.received_at, row.amount_xof, None, None,
                   row.amount_xof, invoices.get(name), said.get(name))
        for name, row in zip(names, receipts, strict=True)
    ]  # fmt: skip


def _said(connection: Connection, lines: Sequence[int], receipts: Sequence[str]) -> dict[int | str, Said]:
    difference = DIFFERENCE.c
    query = select(DIFFERENCE).where(or_(difference.line_id.in_(lines), difference.receipt_id.in_(receipts)))
    return {
        row.line_id or str(row.receipt_id): Said(
            row.id, row.why, row.proposed_by, row.proposed_at, row.state, row.decided_by, row.decided_at
        )
        for row in connection.execute(query.order_by(difference.id))
    }


def _invoices(connection: Connection, receipts: Sequence[str]) -> dict[str, str]:
    query = (
        select(MONEY_RECEIPT.c.id, INVOICE.c.reference)
        .join(INVOICE, INVOICE.c.id == MONEY_RECEIPT.c.invoice_id)
        .where(MONEY_RECEIPT.c.id.in_(receipts))
    )
    return {str(row.id): row.reference for row in connection.execute(query)}
