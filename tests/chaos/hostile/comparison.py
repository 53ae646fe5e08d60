"""The operators' books against ours, franc for franc, and how long each verdict was waited for."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from tests.chaos.hostile.operator_books import XOF, Debit
from tests.chaos.hostile.our_books import Attempt, Invoice, Receipt

# Of a payment that the operator knew to be made (fault row 30).
PROMPT = timedelta(minutes=10)


def books_differ(debits: Sequence[Debit], receipts: Sequence[Receipt]) -> list[str]:
    """Each debit is one receipt of the same amount, and no receipt is without its debit."""
    ours = {(each.rail, each.operator_id): each for each in receipts}
    theirs = {each.key: each for each in debits}
    broken = [f"invented: {each}" for key, each in ours.items() if key not in theirs]
    for debit in debits:
        mine = ours.get(debit.key)
        if mine is None:
            if not excused(debit):
                broken.append(f"lost: {debit}")
        elif mine.amount_xof != debit.amount_xof:
            broken.append(f"amounts differ: {debit}, {mine}")
        elif (mine.disposition == "reversed") != debit.taken_back:
            broken.append(f"taken back on one side only: {debit}, {mine}")
    return broken


def excused(debit: Debit) -> bool:
    """Debits that no machine can take for a payment: in another currency, or told by no statement after a no."""
    return debit.currency != XOF or debit.lines == 0


def documents_differ(invoices: Sequence[Invoice], receipts: Sequence[Receipt]) -> list[str]:
    """A paid invoice has one quittance, no other has any, and what is beyond the price is the payer's."""
    settled: dict[str, int] = defaultdict(int)
    broken = []
    for each in receipts:
        if each.disposition == "reversed":
            continue
        settled[each.invoice_id or ""] += each.settled_xof
        if each.settled_xof < each.amount_xof and each.disposition not in ("credit", "overpaid", "suspense"):
            broken.append(f"francs of nobody: {each}")
    for invoice in invoices:
        paid = settled[invoice.id] == invoice.amount_xof
        if invoice.paid_xof != settled[invoice.id] or paid != (invoice.state == "paid"):
            broken.append(f"{invoice} has {settled[invoice.id]} F in receipts")
        if invoice.quittances != paid:
            broken.append(f"{invoice} has {invoice.quittances} quittances")
    return broken


def waits(debits: Sequence[Debit], attempts: Sequence[Attempt], until: datetime) -> list[timedelta]:
    """From the operator's debit to our verdict, shortest first, of those that were settled before ``until``."""
    knew = {each.key: each.at for each in debits}
    found = [
        each.settled_at - knew[each.rail, each.operator_id]
        for each in attempts
        if each.operator_id
        and each.settled_at
        and each.settled_at < until
        and (each.rail, each.operator_id) in knew
    ]
    return sorted(found)


def paid_twice(receipts: Sequence[Receipt]) -> int:
    """Invoices for which money came more than once: a citizen tried again, and both went through."""
    times = Counter(
        each.invoice_id for each in receipts if each.invoice_id and each.disposition != "reversed"
    )
    return sum(number > 1 for number in times.values())
