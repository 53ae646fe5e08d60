"""What happens next with a payment, and who does it, in words (``money.next.<key>``). Decides nothing."""

from collections.abc import Iterator, Mapping

from admin.doors import visitor
from admin.money import names
from admin.money.dossier import Dossier, Facts
from admin.page import when
from payments.refunds.states import PENDING
from payments.states import LIVE

Step = tuple[str, Mapping[str, object]]


def next_steps(told: Dossier) -> list[Step]:
    """The most pressing first; never empty."""
    live = next((each for each in told.attempts if each["state"] in LIVE), None)
    steps = [
        *_mismatches(told),
        *(_refund(each) for each in told.refunds if each["state"] in (*PENDING, "failed")),
    ]
    if live is not None:
        steps.append(_live(live))
    steps += _credits(told)
    return [*steps, *_invoice(told, live)] or [("nothing", {})]


def _mismatches(told: Dossier) -> Iterator[Step]:
    for attempt in told.attempts:
        if attempt["mismatch"] and attempt["state"] != "succeeded":
            yield (
                "mismatch",
                {
                    "rail": names.rail(attempt["rail"]),
                    "what": visitor.say(f"money.mismatch.{attempt['mismatch']}"),
                },
            )


def _refund(refund: Facts) -> Step:
    values = {"amount": names.francs(refund["amount_xof"]), "by": refund["asked_by"]}
    return f"refund.{refund['state']}", values


def _live(attempt: Facts) -> Step:
    ours = names.ours(attempt["rail"])
    values = {
        "rail": names.rail(attempt["rail"]), "until": when(attempt["expires_at"]), "polls": attempt["polls"],
        "at": when(attempt["next_poll_at"]),
    }  # fmt: skip
    if ours is None:
        return "rail_gone", values
    if ours.capabilities.customer_dialled:
        return "dialled", values
    return attempt["state"], values


def _credits(told: Dossier) -> Iterator[Step]:
    for receipt in told.receipts:
        above = receipt["amount_xof"] - receipt["settled_xof"]
        if receipt["disposition"] in ("overpaid", "credit") and above:
            yield "credit", {"amount": names.francs(above)}


def _invoice(told: Dossier, live: Facts | None) -> Iterator[Step]:
    invoice = told.invoice
    left = names.francs(invoice.amount_xof - invoice.paid_xof)
    if invoice.state == "open" and live is None:
        yield ("part" if invoice.paid_xof else "open"), {"amount": left}
    elif invoice.state in ("cancelled", "expired"):
        yield invoice.state, {}
    elif invoice.state == "paid":
        yield ("paid" if told.in_force else "unnumbered"), {}
