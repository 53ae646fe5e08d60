"""The money that came from a phone, or for what it owes: with its quittance, or why it has none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, or_, select, union

from admin.search.citizen.bills import Bill
from admin.search.look import ROWS_MAX, Look
from payments.quittances.tables import QUITTANCE
from payments.suspense.tables import SUSPENSE_MATCH
from payments.tables import INVOICE, MONEY_RECEIPT


@dataclass(frozen=True, slots=True)
class Money:
    """``state`` is what became of it. ``quittance`` ("2026-000123") is in force, "" when there is none.

    ``reference`` is of what it pays, "" in suspense, where ``proposed`` says that a second person is waited for.
    """

    id: str
    invoice_id: str
    attempt_id: str
    reference: str
    label: str
    case_id: str
    rail: str
    operator_id: str
    state: str
    amount_xof: int
    settled_xof: int
    due_xof: int
    at: datetime
    quittance: str
    proposed: bool


def money(look: Look, payer: str, owed: Sequence[Bill]) -> list[Money]:
    """The newest 20 of the payer, and 20 of the bills (``ix_money_receipt_invoice``).

    The payer's own by ``ix_money_receipt_payer`` (payer_index, received_at).
    """
    receipt, reach = MONEY_RECEIPT.c, look.reach
    visible = (
        select(receipt.id)
        .join(INVOICE, INVOICE.c.id == receipt.invoice_id, isouter=True)
        .where(
            or_(
                receipt.invoice_id.is_not(None) & reach.invoices(),
                receipt.invoice_id.is_(None) & reach.unassigned(),
            )
        )
    )
    newest = visible.order_by(receipt.received_at.desc()).limit(ROWS_MAX)
    wanted = union(
        newest.where(receipt.payer_index == payer).subquery().select(),
        newest.where(receipt.invoice_id.in_([bill.id for bill in owed])).subquery().select(),
    )
    query = _WHOLE.where(receipt.id.in_(wanted)).order_by(receipt.received_at.desc()).limit(ROWS_MAX)
    return [_money(look, row) for row in look.connection.execute(query)]


def _money(look: Look, row: Row[Any]) -> Money:
    settles = row.disposition in ("settled", "overpaid") and row.number is not None
    return Money(
        row.id, row.invoice_id or "", row.attempt_id or "", row.pays or "", look.due_for(row),
        row.subject if row.subject_kind == "case" else "", row.rail, row.operator_id, row.disposition, row.amount_xof,
        row.settled_xof, row.due if row.invoice_state == "open" else 0, row.received_at,
        f"{row.exercice}-{row.number:06}" if settles else "", row.proposed is not None,
    )  # fmt: skip


_WHOLE: Select[Any] = (
    select(
        MONEY_RECEIPT,
        INVOICE.c.reference.label("pays"),
        INVOICE.c.label,
        INVOICE.c.service,
        INVOICE.c.subject_kind,
        INVOICE.c.subject,
        INVOICE.c.state.label("invoice_state"),
        (INVOICE.c.amount_xof - INVOICE.c.paid_xof).label("due"),
        QUITTANCE.c.exercice,
        QUITTANCE.c.number,
        SUSPENSE_MATCH.c.id.label("proposed"),
    )
    .join(INVOICE, INVOICE.c.id == MONEY_RECEIPT.c.invoice_id, isouter=True)
    .join(
        QUITTANCE,
        (QUITTANCE.c.invoice_id == MONEY_RECEIPT.c.invoice_id) & QUITTANCE.c.voided_at.is_(None),
        isouter=True,
    )
    .join(
        SUSPENSE_MATCH,
        (SUSPENSE_MATCH.c.receipt_id == MONEY_RECEIPT.c.id) & (SUSPENSE_MATCH.c.state == "proposed"),
        isouter=True,
    )
)
