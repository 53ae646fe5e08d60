"""The operators as data: what each calls itself, its bounds, its commission, its local day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

BAMAKO = timezone(timedelta(0))
COTONOU = timezone(timedelta(hours=1))  # Benin keeps UTC+1 all year; Mali keeps UTC.


@dataclass(frozen=True, slots=True)
class Operator:
    """Amounts in francs, commission in thousandths of the amount, ``zone`` the clock of its statements."""

    name: str
    label: str
    pusher: str
    least: int
    most: int
    fee_permille: int
    zone: timezone

    def fee(self, amount: int) -> int:
        """What the operator keeps of a payment, rounded up to the franc."""
        return -(-amount * self.fee_permille // 1000)

    def objection(self, amount: int) -> str:
        """``below``, ``above`` or nothing."""
        return "below" if amount < self.least else "above" if amount > self.most else ""

    def day(self, epoch_s: float) -> date:
        """The operator's own day of an instant."""
        return datetime.fromtimestamp(epoch_s, self.zone).date()


# Bounds: one payment of an identified wallet is at most 2 000 000 F (BCEAO instruction 008-05-2015).
# The commissions are examples; no operator publishes those of an administration.
OPERATORS = {
    "mtn": Operator("mtn", "MTN MoMo", "MTN MoMo", 1, 2_000_000, 10, COTONOU),
    "orange": Operator("orange", "Orange Money", "Orange Money", 1, 2_000_000, 10, BAMAKO),
    "moov": Operator("moov", "Moov Money", "Moov Money", 1, 2_000_000, 10, COTONOU),
    "wave": Operator("wave", "Wave", "Wave", 1, 2_000_000, 10, BAMAKO),
    "gsma": Operator("gsma", "GSMA Mobile Money API", "Mobile Money", 1, 2_000_000, 10, COTONOU),
    "pispi": Operator("pispi", "PI-SPI", "PI", 1, 2_000_000, 0, BAMAKO),
}
