"""The table of what a typed number can be, and the search that asks each of them. One row, one noun of ``nouns/``."""

from collections.abc import Callable
from dataclasses import dataclass

from admin.search.look import Found, Look
from admin.search.nouns import attempt, case, document, invoice, phone, quittance, transaction

# Seven nouns of at most 20: below the 200 rows of bad-input row 68.
FOUND_MAX = 100


@dataclass(frozen=True, slots=True)
class Recogniser:
    """``read`` gives the keys that the text may mean, () when it is none; ``find`` what bears them."""

    kind: str
    read: Callable[[str], tuple[str, ...]]
    find: Callable[[Look, tuple[str, ...]], list[Found]]


RECOGNISERS = (
    Recogniser("case", case.read, case.find),
    Recogniser("invoice", invoice.read, invoice.find),
    Recogniser("quittance", quittance.read, quittance.find),
    Recogniser("document", document.read, document.find),
    Recogniser("phone", phone.read, phone.find),
    Recogniser("attempt", attempt.read, attempt.find),
    Recogniser("transaction", transaction.read, transaction.find),
)


def understood(text: str) -> dict[str, tuple[str, ...]]:
    """Keys by kind, in the order of the table: what the text could be."""
    read = {each.kind: each.read(text) for each in RECOGNISERS}
    return {kind: keys for kind, keys in read.items() if keys}


def search(look: Look, text: str) -> list[Found]:
    """Everything that bears the number, in the order of the table, a case before its own invoice and instead of it."""
    meant = understood(text)
    found = [each for row in RECOGNISERS if row.kind in meant for each in row.find(look, meant[row.kind])]
    cases = {each.key for each in found if each.kind == "case"}
    return [each for each in found if each.kind != "invoice" or each.key not in cases][:FOUND_MAX]
