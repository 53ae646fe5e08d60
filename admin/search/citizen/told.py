"""Each thing of the page as one sentence: a try, money that came, money that goes back, a claim. Chooses none."""

from collections.abc import Mapping

from admin.search.citizen.claims import Claim
from admin.search.citizen.money import Money
from admin.search.citizen.refunds import Back
from admin.search.citizen.sentence import Again, Hour, Rail, Sentence, Tone, Value
from admin.search.citizen.tries import Try
from admin.search.look import Look
from kernel.ids import spaced

# What became of money, when there is nothing more to say: its sentence, and what is to be done.
CAME: Mapping[str, tuple[str, Tone]] = {
    "credit": ("credit", "look"),
    "refunded": ("refunded", "good"),
    "reversed": ("reversed", "call"),
}
BACK: Mapping[str, Tone] = {"failed": "look", "unknown": "wait", "refused": "call", "done": "good"}


def of_try(look: Look, each: Try) -> Sentence:
    """A try under way or without success."""
    values: dict[str, Value] = {
        "amount": each.amount_xof, "label": each.label, "rail": Rail(each.rail), "at": each.at,
        "span": (look.at - each.created_at).total_seconds(),
    }  # fmt: skip
    key, tone = _standing(look, each)
    if key in ("waiting", "checking"):
        values |= {"again": Again(each.next_poll_at), "until": Hour(each.expires_at or each.at)}
    return Sentence(key, each.at, tone, values, "payment", each.reference)


def _standing(look: Look, each: Try) -> tuple[str, Tone]:
    if each.live and each.mismatch:
        return "mismatch", "look"
    if each.state == "created":
        return "created", "wait"
    if not each.live:
        return each.state, "call"
    approving = each.state != "unknown" and each.expires_at is not None and look.at < each.expires_at
    return ("waiting", "call") if approving else ("checking", "wait")


def of_money(look: Look, each: Money) -> Sentence:
    """Money that came."""
    values: dict[str, Value] = {
        "amount": each.amount_xof, "label": each.label, "rail": Rail(each.rail), "at": each.at,
        "quittance": each.quittance, "due": each.due_xof, "rest": each.amount_xof - each.settled_xof,
        "span": (look.at - each.at).total_seconds(),
    }  # fmt: skip
    if each.state == "suspense":
        key = "proposed" if each.proposed else "suspense"
        return Sentence(key, each.at, "look", values, "suspense", each.id)
    key, tone = CAME.get(each.state) or _settled(each)
    return Sentence(key, each.at, tone, values, "payment", each.reference, each.case_id)


def _settled(each: Money) -> tuple[str, Tone]:
    if each.due_xof:
        return "part", "call"
    if not each.quittance:
        return "received", "good"
    return ("paid", "good") if each.state == "settled" else ("overpaid", "look")


def of_refund(each: Back) -> Sentence:
    """Money that goes back."""
    values: dict[str, Value] = {"amount": each.amount_xof, "rail": Rail(each.rail), "at": each.at}
    return Sentence(
        f"back_{each.state}", each.at, BACK.get(each.state, "wait"), values, "payment", each.reference
    )


def of_claim(each: Claim) -> Sentence:
    """A transaction that the citizen named and no operator told us of yet."""
    values: dict[str, Value] = {"transaction": each.operator_id, "label": each.label, "at": each.at}
    return Sentence("claimed", each.at, "look", values, "payment", each.reference)


def number(reference: str) -> str:
    """A reference as it is read out, on one line."""
    return spaced(reference).replace(" ", "\N{NO-BREAK SPACE}")
