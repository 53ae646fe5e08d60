"""The acts by which money goes back: asked by one, granted or refused by another; or spent as a credit.

The rules stand in `payments/refunds/`: to the account that paid, once a cause, by two. Bad-input row 67, control 40.
"""

from collections.abc import Callable

from flask import redirect, url_for
from sqlalchemy import Connection

from admin.doors import form, visitor
from admin.doors.allowed import Answer
from admin.money import names, refunds
from admin.money.causes import CAUSES, key_of
from admin.money.finding import invoice_of, typed_invoice
from admin.parts import parts
from admin.people.person import Scope
from kernel import audit, clock
from kernel.money import AmountRefused, francs
from payments.invoices import Invoice
from payments.refunds import asking
from payments.refunds.errors import NotRefundable
from payments.refunds.listing import list_refunds
from payments.refunds.refundable import payer_of
from payments.refunds.tables import LONGEST_REASON
from payments.refunds.two_persons import SamePerson

Act = Callable[[Connection, Invoice], None]


class NotAsked(ValueError):
    """The form does not say what is needed; ``str()`` names the words."""


def ask(reference: str, scope: Scope) -> Answer:
    """The first of two: which money, how much, one cause of the list, and a reason for the file."""
    return _acted(reference, scope, "money.ask", "asked", _ask)


def grant(reference: str, scope: Scope) -> Answer:
    """The second: it is sent to the account that paid; a failed one is sent anew."""
    return _acted(reference, scope, "money.grant", "granted", _grant, asking.LANE)


def refuse(reference: str, scope: Scope) -> Answer:
    """The second says no."""
    return _acted(reference, scope, "money.grant", "refused", _refuse)


def spend(reference: str, scope: Scope) -> Answer:
    """Instead of a refund: the payer's credit pays another of the payer's own invoices, as the payer wants it."""

    def act(connection: Connection, invoice: Invoice) -> None:
        _spend(connection, invoice, scope)

    return _acted(reference, scope, "money.grant", "spent", act, "events")


def _acted(reference: str, scope: Scope, permission: str, said: str, act: Act, lane: str = "") -> Answer:
    invoice = invoice_of(reference, scope, permission)
    try:
        with parts().database.transaction() as connection:
            act(connection, invoice)
    except SamePerson:
        return refunds.shown(invoice, scope, 409, problem="same_person")
    except NotAsked as problem:
        return refunds.shown(invoice, scope, 400, problem=str(problem))
    except NotRefundable as refused:
        left = names.francs(refused.left_xof or 0)
        return refunds.shown(invoice, scope, 409, problem=refused.reason_code, left=left)
    if lane:
        parts().money.ring((lane,))
    return redirect(url_for("admin.money_refund", reference=invoice.reference, said=said), 303)


def _ask(connection: Connection, invoice: Invoice) -> None:
    cause, reason = form.field("cause"), form.field("reason", LONGEST_REASON).strip()
    if cause not in CAUSES:
        raise NotAsked("no_cause")
    if not reason:
        raise NotAsked("no_reason")
    money = refunds.receipt_of(connection, invoice, form.field("receipt"))
    refund_id = asking.ask(
        connection, receipt_id=money.receipt_id, amount_xof=_amount(), reason=reason, by=visitor.person().name,
        cause=key_of(cause, invoice.reference, money.receipt_id), at=clock.now(),
    )  # fmt: skip
    if _of(connection, invoice, refund_id)["state"] != "asked":
        # The same cause again finds its first request, which somebody has decided.
        raise NotAsked("decided")


def _amount() -> int:
    try:
        return francs(form.field("amount"))
    except AmountRefused:
        raise NotAsked("no_amount") from None


def _grant(connection: Connection, invoice: Invoice) -> None:
    refund = _of(connection, invoice, form.field("refund"))
    asking.approve(connection, str(refund["id"]), by=visitor.person().name, at=clock.now())


def _refuse(connection: Connection, invoice: Invoice) -> None:
    refund = _of(connection, invoice, form.field("refund"))
    asking.refuse(connection, str(refund["id"]), by=visitor.person().name, at=clock.now())


def _of(connection: Connection, invoice: Invoice, refund_id: str) -> dict[str, object]:
    """A refund of this invoice, and of no other that the form may name."""
    rows = list_refunds(connection, invoice_id=invoice.id)
    found = next((row for row in rows if str(row["id"]) == refund_id), None)
    if found is None:
        raise NotRefundable("state")
    return found


def _spend(connection: Connection, invoice: Invoice, scope: Scope) -> None:
    if not form.field("wanted"):
        raise NotAsked("not_wanted")
    money = refunds.receipt_of(connection, invoice, form.field("receipt"))
    other = typed_invoice(connection, form.field("reference"), scope)
    allowed = {each.id for each in refunds.owed(connection, money, invoice, scope)}
    phone = payer_of(connection, parts().keyring, money.receipt_id)
    if other is None or other.id not in allowed or phone is None:
        raise NotRefundable("invoice")
    receipt = parts().money.credits.spend(
        connection, receipt_id=money.receipt_id, invoice_id=other.id, phone=phone, at=clock.now()
    )
    told = {"from": invoice.reference, "to": other.reference, "amount_xof": receipt.settled_xof}
    audit.append(connection, visitor.person().actor, "credit.spend", money.receipt_id, told)
