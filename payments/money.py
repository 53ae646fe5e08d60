"""Money that an operator says it collected for us: the value that settlement and receipts pass around."""

from dataclasses import dataclass, field
from datetime import datetime

from kernel.money import LARGEST

LONGEST_OPERATOR_ID = 100  # the longest known is an end-to-end id of PI-SPI, 35 characters


@dataclass(frozen=True, slots=True)
class Money:
    """``operator_id`` is the operator's transaction: one receipt for each (``rail``, ``operator_id``), ever.

    ``payer`` is E.164, None when the operator hides it. Raises ValueError for no amount or no id.
    """

    rail: str
    operator_id: str
    amount_xof: int
    payer: str | None = field(repr=False)
    received_at: datetime
    reference: str | None = None

    def __post_init__(self) -> None:
        if not 0 < self.amount_xof <= LARGEST:
            raise ValueError("money is above zero")
        if not 1 <= len(self.operator_id) <= LONGEST_OPERATOR_ID or not self.operator_id.isprintable():
            raise ValueError("money has the operator's id")


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
