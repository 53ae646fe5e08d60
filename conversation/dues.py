"""Dues: what is owed, how it can be paid and what a quittance says, as the money port tells it. No rule of payments.

Amounts are whole francs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

# waiting: the payer was prompted, or may have been. to_dial: the payer was given a code to dial.
StandingState = Literal["open", "waiting", "to_dial", "paid", "closed"]
# The place of the payer's own PIN in a code to dial: the screen writes a word of its language there.
SECRET = "{secret}"  # noqa: S105 - a placeholder


@dataclass(frozen=True, slots=True)
class Owed:
    """An invoice as anybody may read it who has its reference: nothing of whom it is for.

    ``state`` is the invoice's own: open, paid, cancelled or expired.
    """

    invoice_id: str
    reference: str
    label: str
    country: str
    amount_xof: int
    paid_xof: int
    state: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Where paying an invoice stands. The rest is of the attempt under way: since when, with whom, how much.

    ``dial`` is the code to dial with SECRET in it. ``quittance`` is the document number once paid, "" before.
    """

    state: StandingState
    since: datetime | None = None
    operator: str = ""
    amount_xof: int = 0
    dial: str = ""
    quittance: str = ""


class Way(NamedTuple):
    """A rail that a basic phone can use. ``name`` is read by citizens ("MTN MoMo", 20 septets at most).

    ``operator_fee_xof`` comes on top of what it ``takes`` of the amount asked about.
    """

    rail: str
    name: str
    operator_fee_xof: int
    how: Literal["push", "dial"]
    max_xof: int

    def takes(self, due_xof: int) -> int:
        """The whole amount, or the most that goes through in one payment."""
        return min(due_xof, self.max_xof)


class Locality(NamedTuple):
    """Where a tax has a tariff: ``code`` of the accounting data, ``name`` for the screen."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class QuittanceView:
    """What a number tells (``status``), and with the right code the ``fields`` amount, day, label, regie, payer.

    ``fields`` is None for a wrong code, none at all and one try too many alike; texts are ready to display, those
    unknown are missing.
    """

    status: Literal["valid", "voided", "unknown"]
    fields: Mapping[str, str] | None = None
