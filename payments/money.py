"""Money that an operator says it collected for us: the values that settlement and receipts pass around."""

from dataclasses import dataclass, field
from datetime import datetime

from kernel.money import LARGEST

LONGEST_OPERATOR_ID = 100  # the longest known is an end-to-end id of PI-SPI, 35 characters


@dataclass(frozen=True, slots=True)
class Money:
    """``operator_id`` is the operator's transaction: one receipt for each (``rail``, ``operator_id``), ever.

    ``country`` is where it is booked; ``payer`` E.164, None when the operator hides it; ``reference`` the 12
    digits written on it, if they are. Raises ValueError for no amount or no id.
    """

    rail: str
    operator_id: str
    country: str
    amount_xof: int
    payer: str | None = field(repr=False)
    received_at: datetime
    reference: str | None = None

    def __post_init__(self) -> None:
        if not 0 < self.amount_xof <= LARGEST:
            raise ValueError("money is above zero")
        if not sound_id(self.operator_id):
            raise ValueError("money has the operator's id")


@dataclass(frozen=True, slots=True)
class Share:
    """What of the money pays which invoice by which attempt, and the word for it (a disposition)."""

    settled_xof: int
    disposition: str
    invoice_id: str | None = None
    attempt_id: str | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """Money as recorded. ``new`` is False when it was recorded before and nothing changed now.

    ``settled_xof`` of it went to ``invoice_id``; ``quittance_id`` is set when that paid the invoice whole.
    """

    id: str
    disposition: str
    settled_xof: int
    invoice_id: str | None
    attempt_id: str | None
    new: bool
    quittance_id: int | None = None


def sound_id(operator_id: str) -> bool:
    """Whether it can be the operator's own id of a transaction: 1 to 100 printable characters."""
    return 1 <= len(operator_id) <= LONGEST_OPERATOR_ID and operator_id.isprintable()
