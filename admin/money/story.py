"""What happened to one payment, in the order of time: each moment names its words (``money.story.<key>``)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from admin.doors import visitor
from admin.money import names
from admin.money.dossier import Dossier, Facts


@dataclass(frozen=True, slots=True)
class Moment:
    """``values`` are put into the words; ``note`` is a line below them, already in words."""

    at: datetime
    key: str
    values: Mapping[str, object]
    note: str = ""


def story(told: Dossier) -> list[Moment]:
    """All of it, the oldest first."""
    moments = [
        *_invoice(told), *(each for attempt in told.attempts for each in _attempt(attempt)), *_heard(told),
        *(_receipt(each) for each in told.receipts), *_posted(told), *_quittances(told),
        *(each for refund in told.refunds for each in _refund(refund)),
    ]  # fmt: skip
    return sorted(moments, key=lambda moment: moment.at)


def _invoice(told: Dossier) -> Iterator[Moment]:
    yield Moment(told.invoice.opened_at, "opened", {"amount": names.francs(told.invoice.amount_xof)})


def _attempt(attempt: Facts) -> Iterator[Moment]:
    rail = names.rail(attempt["rail"])
    values = {
        "rail": rail, "amount": names.francs(attempt["amount_xof"]), "fee": names.francs(attempt["operator_fee_xof"])
    }  # fmt: skip
    yield Moment(attempt["created_at"], "tried", values)
    ours = names.ours(attempt["rail"])
    dialled = ours is not None and ours.capabilities.customer_dialled
    if attempt["claimed_at"] is not None:
        yield Moment(attempt["claimed_at"], "shown_code" if dialled else "sent", values)
    if attempt["doubted_at"] is not None:
        yield Moment(attempt["doubted_at"], "doubted", values)
    if attempt["settled_at"] is not None and attempt["state"] in ("failed", "expired"):
        yield Moment(attempt["settled_at"], attempt["state"], values, names.reason(attempt["reason"]))


def _heard(told: Dossier) -> Iterator[Moment]:
    for heard in told.heard:
        values = {"rail": names.rail(heard.rail), "times": heard.times}
        yield Moment(heard.received_at, f"heard.{heard.state}", values)


def _receipt(receipt: Facts) -> Moment:
    above = receipt["amount_xof"] - receipt["settled_xof"]
    values = {
        "rail": names.rail(receipt["rail"]), "amount": names.francs(receipt["amount_xof"]),
        "number": receipt["operator_id"],
    }  # fmt: skip
    note = ""
    if receipt["disposition"] in ("overpaid", "credit") and above:
        note = visitor.say("money.story.above", amount=names.francs(above))
    return Moment(
        receipt["received_at"], "spent" if receipt["rail"] == "credit" else "received", values, note
    )


def _posted(told: Dossier) -> Iterator[Moment]:
    """What became of money after it came is dated by the ledger."""
    for row in told.posted:
        if row.kind in ("attribution", "reversal"):
            amount = sum(line.amount_xof for line in row.lines if line.amount_xof > 0)
            yield Moment(row.occurred_at, row.kind, {"amount": names.francs(amount)})


def _quittances(told: Dossier) -> Iterator[Moment]:
    for quittance in told.quittances:
        values = {"number": quittance.shown_number}
        yield Moment(quittance.issued_at, "quittance", values)
        if quittance.voided_at is not None:
            yield Moment(quittance.voided_at, "voided", values)


def _refund(refund: Facts) -> Iterator[Moment]:
    amount = names.francs(refund["amount_xof"])
    yield Moment(
        refund["asked_at"], "refund.asked", {"amount": amount, "by": refund["asked_by"]}, refund["reason"]
    )
    if refund["decided_at"] is not None:
        word = "refused" if refund["state"] == "refused" else "approved"
        yield Moment(refund["decided_at"], f"refund.{word}", {"amount": amount, "by": refund["decided_by"]})
    if refund["ended_at"] is not None and refund["state"] in ("done", "failed"):
        yield Moment(
            refund["ended_at"],
            f"refund.{refund['state']}",
            {"amount": amount},
            names.reason(refund["failure"]),
        )
