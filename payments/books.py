"""What charging asks of the chart of accounts, and the journal lines it builds with it. Holds no account."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from payments.ledger import Line


class Books(Protocol):
    """Account codes as of a day, by rail and regie. The wiring gives them from dated data."""

    def operator(self, rail: str, on: date) -> str:
        """What the operator owes us until it pays out: debited by every receipt."""
        ...

    def revenue(self, regie: str, revenue_line: str, amount_xof: int, on: date) -> Sequence[Line]:
        """The credits of collected money, one a beneficiary, exact to the franc: they sum to minus the amount."""
        ...

    def credit(self, regie: str, on: date) -> str:
        """What we owe payers: paid twice, too much or too late."""
        ...

    def suspense(self, rail: str, on: date) -> str:
        """Collected and not yet attributed (recettes a classer)."""
        ...


def received(
    books: Books, rail: str, regie: str, revenue_line: str, *, settled_xof: int, amount_xof: int, on: date
) -> list[Line]:
    """Money that came for an invoice: ``settled_xof`` of it is revenue, the rest the payer's credit."""
    return [Line(books.operator(rail, on), amount_xof), *_earned(
        books, regie, revenue_line, settled_xof=settled_xof, amount_xof=amount_xof, on=on
    )]  # fmt: skip


def unattributed(books: Books, rail: str, *, amount_xof: int, on: date) -> list[Line]:
    """Money that came for we do not know what."""
    return [Line(books.operator(rail, on), amount_xof), Line(books.suspense(rail, on), -amount_xof)]


def attributed(
    books: Books, rail: str, regie: str, revenue_line: str, *, settled_xof: int, amount_xof: int, on: date
) -> list[Line]:
    """Money in suspense whose invoice was found."""
    return [Line(books.suspense(rail, on), amount_xof), *_earned(
        books, regie, revenue_line, settled_xof=settled_xof, amount_xof=amount_xof, on=on
    )]  # fmt: skip


def _earned(
    books: Books, regie: str, revenue_line: str, *, settled_xof: int, amount_xof: int, on: date
) -> list[Line]:
    lines = list(books.revenue(regie, revenue_line, settled_xof, on)) if settled_xof else []
    rest = amount_xof - settled_xof
    return [*lines, Line(books.credit(regie, on), -rest)] if rest else lines
