"""What stands in the columns of a statement, read from a line."""

from collections.abc import Callable

from simulator.operators.statement import moment
from simulator.store import Document

Cell = Callable[[Document], object]

KINDS = {
    "payment": "Paiement marchand",
    "merchant": "Paiement marchand",
    "refund": "Remboursement",
    "reversal": "Annulation",
}


def key(name: str) -> Cell:
    """A field as it is."""
    return lambda line: line[name]


def day(line: Document) -> str:
    """``21/11/2026``, on the operator's clock."""
    return f"{moment(line):%d/%m/%Y}"


def instant(line: Document) -> str:
    """``21/11/2026 21:10:04``."""
    return f"{moment(line):%d/%m/%Y %H:%M:%S}"


def local(line: Document) -> str:
    """The payer without the country code, as the national portals print it."""
    return str(line["payer"])[4:]


def digits(line: Document) -> str:
    """The payer without the plus."""
    return str(line["payer"]).lstrip("+")


def kind(line: Document) -> str:
    """What happened, in French."""
    return KINDS[line["kind"]]
