"""Refunds: all of them by state, and those of one payment with what of it may still go back. Moves nothing."""

from flask import abort
from sqlalchemy import Connection

from admin.cursor import Cursor, behind
from admin.doors import form, visitor
from admin.doors.allowed import Answer
from admin.money import names
from admin.money.causes import CAUSES, cause_of
from admin.money.finding import invoice_of
from admin.money.reach import reach
from admin.money.sheet import sheet
from admin.overview.wording import next_question
from admin.parts import parts
from admin.people.person import Scope
from kernel import audit, clock
from payments import quittances
from payments.invoices import Invoice
from payments.refunds import paging
from payments.refunds.listing import list_refunds
from payments.refunds.refundable import Refundable, owed_by_payer, refundable
from payments.refunds.states import ASKED_ABOUT, REFUND_STATES

STATES = (*REFUND_STATES.edges, *sorted(REFUND_STATES.final))


def listing(scope: Scope) -> Answer:
    """Newest first; ``state`` is chosen from a list, ``from`` is a cursor."""
    state = form.asked("state") if form.asked("state") in REFUND_STATES.states else ""
    with parts().database.transaction() as connection:
        found = paging.page(connection, (state,) if state else (), reach(scope).regies, behind())
    shown = found[: paging.PAGE_ROWS]
    more = Cursor(shown[-1].asked_at, str(shown[-1].id)) if len(found) > len(shown) else None
    return sheet("refunds", shown=shown, more=more, state=state, states=STATES, cause_of=cause_of)


def one(reference: str, scope: Scope) -> Answer:
    """What of this payment may go back, what was asked, and what may be done instead."""
    return shown(invoice_of(reference, scope, "money.read"), scope)


def shown(
    invoice: Invoice, scope: Scope, status: int = 200, *, problem: str = "", **values: object
) -> Answer:
    """The page; ``problem`` names its words (``money.refused.<problem>``), ``values`` are put into them."""
    person = visitor.person()
    with parts().database.transaction() as connection:
        money = refundable(connection, parts().keyring, invoice.id)
        asked = list_refunds(connection, invoice_id=invoice.id)
        payable = {each.receipt_id: owed(connection, each, invoice, scope) for each in money}
        quittance = quittances.of_invoice(connection, parts().keyring, invoice.id)
        audit.append(connection, person.actor, "refund.read", f"payment:{invoice.reference}", {})
    return sheet(
        "refund", status, invoice=invoice, money=money, asked=asked, owed=payable, quittance=quittance,
        problem=problem, values=values, said=_said(), causes=CAUSES, cause_of=cause_of, by_hand=by_hand,
        doubted=ASKED_ABOUT, next_question=next_question, at=clock.now(),
    )  # fmt: skip


def by_hand(rail: str) -> bool:
    """Whether the operator gives money back only at its own desk: no machine of ours can send it."""
    found = names.ours(rail)
    return found is None or not found.capabilities.refund


def receipt_of(connection: Connection, invoice: Invoice, receipt_id: str) -> Refundable:
    """The money of this invoice that a form names; 404 for any other."""
    money = refundable(connection, parts().keyring, invoice.id)
    found = next((each for each in money if each.receipt_id == receipt_id), None)
    if found is None:
        abort(404)
    return found


def owed(connection: Connection, money: Refundable, invoice: Invoice, scope: Scope) -> list[Invoice]:
    """What the credit could pay instead: open invoices of the same payer that the visitor may see."""
    if not money.free_xof or money.disposition not in ("credit", "overpaid"):
        return []
    found = owed_by_payer(connection, money.receipt_id)
    return [each for each in found if each.id != invoice.id and reach(scope).covers(each.regie)]


def _said() -> str:
    word = form.asked("said")
    return word if word in ("asked", "granted", "refused", "spent") else ""
