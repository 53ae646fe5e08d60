"""Which sentences answer "I paid and nothing happened": the newest thing first, then whatever is still open."""

from collections.abc import Iterable
from datetime import timedelta

from admin.search.citizen import told
from admin.search.citizen.bills import Bill
from admin.search.citizen.files import File
from admin.search.citizen.payments import Payments
from admin.search.citizen.sentence import Sentence, State, Value
from admin.search.look import Look

# Nobody calls about last month's payment: what ended before is history, what is open never is.
RECENT = timedelta(days=7)
# The answer and what else is open: four sentences are read out in ten seconds.
SENTENCES_MAX = 4
DUES_MAX = 2


def answer(look: Look, files: list[File], paid: Payments) -> list[Sentence]:
    """At least one sentence; the first is the answer."""
    happened = sorted(_happened(look, paid), key=lambda sentence: sentence.at, reverse=True)
    lead = (happened or [_nothing(look, paid)])[:SENTENCES_MAX]
    dues = [_due(look, bill) for bill in _waiting(paid)][:DUES_MAX]
    case = _case(look, files, lead[0].case_id)
    return [*lead, *dues, *([case] if case else [])]


def _happened(look: Look, paid: Payments) -> Iterable[Sentence]:
    """Everything open, and what came to its end within a week."""
    since = look.at - RECENT
    yield from (told.of_try(look, each) for each in paid.tries if each.live)
    yield from (told.of_claim(each) for each in paid.claims if not each.known)
    yield from (
        told.of_money(look, each) for each in paid.money if each.state == "suspense" or each.at >= since
    )
    yield from (told.of_refund(each) for each in paid.refunds if each.at >= since)
    # A refusal counts while nothing better has come of what it was for, and of the last try only.
    better = {each.invoice_id for each in paid.money} | {each.invoice_id for each in paid.tries if each.live}
    for each in paid.tries:
        if each.state in ("failed", "expired") and each.at >= since and each.invoice_id not in better:
            better.add(each.invoice_id)
            yield told.of_try(look, each)


def _nothing(look: Look, paid: Payments) -> Sentence:
    here = "" if look.reach.whole else "_here"
    if not paid.money:
        return Sentence(f"never{here}", look.at, "call")
    last = paid.money[0]
    values: dict[str, Value] = {"amount": last.amount_xof, "at": last.at, "label": last.label}
    return Sentence(f"since{here}", look.at, "call", values, "payment", last.reference)


def _waiting(paid: Payments) -> list[Bill]:
    live = {each.invoice_id for each in paid.tries if each.live}
    return [bill for bill in paid.bills if bill.due_xof and bill.id not in live]


def _due(look: Look, bill: Bill) -> Sentence:
    values: dict[str, Value] = {
        "amount": bill.due_xof,
        "label": bill.label,
        "reference": told.number(bill.reference),
    }
    return Sentence("due", bill.opened_at, "call", values, "payment", bill.reference)


def _case(look: Look, files: list[File], case_id: str) -> Sentence | None:
    """The case that the money is for, else the newest open one."""
    own = [file for file in files if file.id == case_id] or [file for file in files if file.open]
    if not own:
        return None
    file = own[0]
    values: dict[str, Value] = {
        "reference": told.number(file.reference), "title": file.title, "since": file.since,
        "state": State(file.state),
        "next": look.catalogue.text(f"next.{file.state}", look.language),
    }  # fmt: skip
    return Sentence("case", file.since, "wait", values, "case", file.reference)
