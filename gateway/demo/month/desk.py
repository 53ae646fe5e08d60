"""Told acts of two persons about money: suspense, refunds, credits."""

from sqlalchemy import Row, select

from admin.money.causes import key_of
from gateway.demo.month import news
from gateway.demo.month.moment import Moment
from gateway.demo.month.paying import invoice_of, subject_of
from gateway.demo.month.town import Town
from kernel.outbox import Event
from payments import invoices, receipts
from payments.refunds import asking
from payments.refunds.errors import NotRefundable
from payments.refunds.sending import POLL
from payments.refunds.tables import REFUND
from payments.refunds.two_persons import SamePerson
from payments.suspense import claims, matching
from payments.suspense.matching import NotMatched
from payments.tables import MONEY_RECEIPT

Found = Row[tuple[object, ...]]


def match(town: Town, moment: Moment) -> None:
    """Somebody proposes the invoice that money in suspense is for. ``details``: operator_id, by."""
    receipt = _receipt(town, moment.details["operator_id"])
    if receipt is None or receipt.disposition != "suspense" or moment.subject is None:
        return
    invoice_id = invoice_of(town, moment.subject)
    if invoice_id is not None and matching.proposed(town.connection, receipt.id) is None:
        try:
            matching.match(
                town.connection,
                receipt_id=receipt.id,
                invoice_id=invoice_id,
                by=moment.details["by"],
                at=moment.at,
            )
        except NotMatched:
            return


def release(town: Town, moment: Moment) -> None:
    """Another person posts it there. ``details``: operator_id, by."""
    receipt = _receipt(town, moment.details["operator_id"])
    if receipt is None or receipt.disposition != "suspense":
        return
    try:
        matching.release(
            town.connection,
            town.treasury.settlement,
            receipt_id=receipt.id,
            by=moment.details["by"],
            at=moment.at,
        )
    except (NotMatched, SamePerson):
        return
    news.settle(town)


def claim(town: Town, moment: Moment) -> None:
    """The citizen types the operator's transaction: a person looks at it. ``details``: operator_id."""
    subject = subject_of(moment)
    invoice_id = invoice_of(town, subject)
    if invoice_id is not None:
        claims.claim(
            town.connection, town.guichet.keyring, town.treasury.settlement, phone=subject.citizen.phone,
            operator_id=moment.details["operator_id"], invoice_id=invoice_id, at=moment.at,
        )  # fmt: skip
        news.settle(town)


def receive(town: Town, moment: Moment) -> None:
    """Money with our reference that no try of ours asked for. ``details``: rail, operator_id, more_xof."""
    subject = subject_of(moment)
    invoice_id = invoice_of(town, subject)
    invoice = invoices.find(town.connection, invoice_id) if invoice_id else None
    if invoice is None:
        return
    receipts.receive(
        town.connection, town.guichet.keyring, town.treasury.settlement, rail=moment.details["rail"],
        operator_id=moment.details["operator_id"], amount_xof=invoice.amount_xof + moment.details["more_xof"],
        payer=subject.citizen.phone, at=moment.at, reference=invoice.reference, country=invoice.country,
    )  # fmt: skip
    news.settle(town)


def ask_refund(town: Town, moment: Moment) -> None:
    """A rejected request was paid: its money goes back. ``details``: reason, by."""
    receipt = _paid_by(town, moment)
    if receipt is None:
        return
    try:
        asking.ask(
            town.connection, receipt_id=receipt.id, amount_xof=receipt.amount_xof, cause=_cause(receipt),
            reason=moment.details["reason"], by=moment.details["by"], at=moment.at,
        )  # fmt: skip
    except NotRefundable:
        return


def decide_refund(town: Town, moment: Moment) -> None:
    """``details``: by, approve. The operator has it a minute later."""
    receipt = _paid_by(town, moment)
    refund_id = _refund_of(town, receipt) if receipt is not None else None
    if refund_id is None:
        return
    decide = asking.approve if moment.details["approve"] else asking.refuse
    decide(town.connection, refund_id, by=moment.details["by"], at=moment.at)
    news.settle(town)
    if moment.details["approve"]:
        town.treasury.refunds.poll(Event(0, "payments", POLL, refund_id, {}, 1))
        news.settle(town)


def _receipt(town: Town, operator_id: str) -> Found | None:
    return town.connection.execute(
        select(MONEY_RECEIPT).where(MONEY_RECEIPT.c.operator_id == operator_id)
    ).one_or_none()


def _paid_by(town: Town, moment: Moment) -> Found | None:
    """The money that paid the whole invoice, None when nothing did."""
    invoice_id = invoice_of(town, subject_of(moment))
    if invoice_id is None:
        return None
    return town.connection.execute(
        select(MONEY_RECEIPT)
        .where(MONEY_RECEIPT.c.invoice_id == invoice_id, MONEY_RECEIPT.c.disposition == "settled")
        .limit(1)
    ).one_or_none()


def _cause(receipt: Found) -> str:
    """As the console keys it: what was paid for was not delivered."""
    return key_of("not_delivered", str(receipt.reference or ""), str(receipt.id))


def _refund_of(town: Town, receipt: Found) -> str | None:
    found: str | None = town.connection.execute(
        select(REFUND.c.id).where(REFUND.c.cause == _cause(receipt), REFUND.c.state == "asked")
    ).scalar()
    return found
