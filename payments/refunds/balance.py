"""How much of a receipt may still go back, held still while somebody decides. Moves nothing."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, select

from payments.refunds import standing
from payments.refunds.errors import NotRefundable
from payments.refunds.states import PENDING
from payments.refunds.tables import REFUND
from payments.tables import MONEY_RECEIPT

CREDIT_RAIL = "credit"
OPEN = ("settled", "overpaid", "credit", "suspense")


@dataclass(frozen=True, slots=True)
class Balance:
    """``free_xof`` and ``revenue_xof`` could go back, if nothing of them is pending already."""

    receipt: Row[Any]
    free_xof: int
    revenue_xof: int

    @property
    def total_xof(self) -> int:
        """The most that one refund may give back."""
        return self.free_xof + self.revenue_xof

    def check(self, amount_xof: int) -> None:
        """Raises NotRefundable: more than there is, or a part of what paid an invoice."""
        if amount_xof <= 0:
            raise NotRefundable("amount")
        if amount_xof > self.total_xof:
            raise NotRefundable("balance", self.total_xof)
        if self.free_xof < amount_xof < self.total_xof:
            raise NotRefundable("part", self.total_xof)


def hold(connection: Connection, receipt_id: str) -> Balance:
    """The balance of a receipt that nobody changes until the transaction ends.

    Raises NotRefundable for money that is unknown, gone, or itself paid from a credit.
    """
    receipt = connection.execute(
        select(MONEY_RECEIPT).where(MONEY_RECEIPT.c.id == receipt_id).with_for_update()
    ).one_or_none()
    if receipt is None:
        raise NotRefundable("receipt")
    if receipt.rail == CREDIT_RAIL:
        raise NotRefundable("credit")
    if receipt.disposition not in OPEN:
        raise NotRefundable("disposition")
    return _balance(connection, receipt)


def _balance(connection: Connection, receipt: Row[Any]) -> Balance:
    pending = int(
        connection.execute(
            select(func.coalesce(func.sum(REFUND.c.amount_xof), 0)).where(
                REFUND.c.receipt_id == receipt.id,
                REFUND.c.state.in_(PENDING),
            )
        ).scalar_one()
    )
    stands = standing.of(connection, receipt.id)
    # A refund takes the payer's own first, then all the revenue at once.
    free = max(stands.free_xof - pending, 0)
    return Balance(receipt, free, stands.revenue_xof if pending <= stands.free_xof else 0)
