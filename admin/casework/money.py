"""The money of a case as moments: each try to charge, what came, the quittance, refunds. It moves none of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, select

from admin.casework.moment import Moment
from kernel.ids import spaced
from kernel.money import show
from payments.quittances.tables import QUITTANCE
from payments.refunds.tables import REFUND
from payments.tables import INVOICE, MONEY_RECEIPT, PAYMENT_ATTEMPT

# A case has one invoice and a handful of tries; more of any kind is a fault that the money room looks at.
ROWS_MAX = 50


@dataclass(frozen=True, slots=True)
class Paid:
    """What messages about this money name, and the sums in francs; ``due_xof`` None: nothing was ever asked for."""

    moments: tuple[Moment, ...] = ()
    references: tuple[str, ...] = ()
    attempts: tuple[str, ...] = ()
    quittances: tuple[str, ...] = ()
    invoice_ids: tuple[str, ...] = ()
    receipts: tuple[str, ...] = ()
    due_xof: int | None = None
    paid_xof: int = 0


def money_of(connection: Connection, case_id: str) -> Paid:
    """Of every invoice of the case; nothing personal is read."""
    invoices = _rows(connection, INVOICE, INVOICE.c.subject_kind == "case", INVOICE.c.subject == str(case_id))
    ids = [row.id for row in invoices]
    if not ids:
        return Paid()
    attempts = _rows(connection, PAYMENT_ATTEMPT, PAYMENT_ATTEMPT.c.invoice_id.in_(ids))
    receipts = _rows(connection, MONEY_RECEIPT, MONEY_RECEIPT.c.invoice_id.in_(ids))
    quittances = _rows(connection, QUITTANCE, QUITTANCE.c.invoice_id.in_(ids))
    refunds = (
        _rows(connection, REFUND, REFUND.c.receipt_id.in_([row.id for row in receipts])) if receipts else []
    )
    moments = [
        *map(_attempt, attempts),
        *map(_receipt, receipts),
        *(moment for row in quittances for moment in _quittance(row)),
        *map(_refund, refunds),
    ]
    return Paid(
        tuple(moments), tuple(row.reference for row in invoices), tuple(row.id for row in attempts),
        tuple(row.document_number for row in quittances), tuple(ids), tuple(row.id for row in receipts),
        sum(row.amount_xof for row in invoices), sum(row.paid_xof for row in invoices),
    )  # fmt: skip


def _rows(connection: Connection, table: Table, *conditions: ColumnElement[bool]) -> list[Row[Any]]:
    return list(connection.execute(select(table).where(*conditions).limit(ROWS_MAX)))


def _attempt(row: Row[Any]) -> Moment:
    ended = ((row.state, row.settled_at),) if row.settled_at else ()
    return Moment(row.created_at, "attempt", row.state, row.rail, show(row.amount_xof), ended, about=row.id)


def _receipt(row: Row[Any]) -> Moment:
    return Moment(row.received_at, "money", row.disposition, row.rail, show(row.amount_xof), about=row.id)


def _quittance(row: Row[Any]) -> Iterator[Moment]:
    number = spaced(row.document_number)
    yield Moment(row.issued_at, "quittance", "issued", row.regie, f"{number} · {show(row.amount_xof)}")
    if row.voided_at is not None:
        yield Moment(row.voided_at, "quittance", "voided", row.regie, f"{number} · {row.void_reason}")


def _refund(row: Row[Any]) -> Moment:
    ends = (("decided", row.decided_at), ("sent", row.sent_at), (row.state, row.ended_at))
    steps = tuple((word, at) for word, at in ends if at is not None)
    return Moment(
        row.asked_at, "refund", row.state, row.asked_by, f"{show(row.amount_xof)} · {row.reason}", steps
    )
