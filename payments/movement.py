"""Movement: one line of an operator's own list of what moved, whatever its API calls it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol, runtime_checkable


@dataclass(frozen=True, slots=True)
class Movement:
    """``kind`` is a word of `reconciliation/profile.py`, or the operator's own where that is unknown to us.

    ``amount_xof`` is signed, above zero came to us; ``reference`` is what we gave them, or "".
    """

    operator_id: str
    kind: str
    at: datetime
    amount_xof: int
    fee_xof: int
    currency: str
    reference: str
    payer: str = field(repr=False)


@runtime_checkable
class Statements(Protocol):
    """A rail with an API for its statement (``Capabilities.statement_api``)."""

    def movements(self, country: str, day: date) -> Iterator[Movement]:
        """What moved on a day of that country, in their order. Raises RailError, also for a line it cannot read."""
        ...
