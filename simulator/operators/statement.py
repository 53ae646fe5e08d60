"""What each operator says it did: lines by day, on the clock of the operator's country."""

from datetime import date, datetime

from simulator import clock
from simulator.operators.operator import OPERATORS
from simulator.store import Document, Store

KEPT = 100_000  # Lines remembered: the payments kept, their refunds, and some again.
TRIM_EACH = 500
DAY_S = 86_400.0


class Statement:
    """Lines are never changed: a mistake is a second line."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def post(self, payment: Document, fault: str = "") -> None:
        """Write the line of a settled payment; ``fault`` is a ``statement-line-*`` order, or nothing."""
        if fault == "statement-line-missing":
            return
        self._line(payment, late_s=DAY_S if fault == "statement-line-late" else 0.0)
        if fault == "statement-line-duplicated":
            self._line(payment)
        if fault == "statement-line-reversed":
            self.reverse(payment)

    def reverse(self, payment: Document) -> None:
        """The operator takes a payment back: the same line with the opposite signs."""
        opposite = {"settled_amount": -payment["settled_amount"], "fee": -payment["fee"], "kind": "reversal"}
        self._line({**payment, **opposite})

    def of(self, operator: str, day: date, prefix: str = "") -> tuple[int, list[Document]]:
        """The opening balance of a day and its lines, oldest first; of payers whose phones begin with ``prefix``."""
        opening, lines = 0, []
        for each in self._store.all("statement"):
            if each["operator"] != operator or each["day"] > day.isoformat():
                continue
            if not each["payer"].startswith(prefix):
                continue
            if each["day"] == day.isoformat():
                lines.append(each)
            else:
                opening += int(each["amount"]) - int(each["fee"])
        return opening, lines

    def _line(self, payment: Document, late_s: float = 0.0) -> None:
        operator = OPERATORS[payment["operator"]]
        at = clock.epoch() + late_s
        line = {
            "operator": operator.name,
            "day": operator.day(at).isoformat(),
            "at": at,
            "id": payment["operator_id"],
            "payer": payment["payer"],
            "amount": payment["settled_amount"],
            "currency": payment["settled_currency"],
            "fee": payment["fee"],
            "kind": payment["kind"],
            "reference": payment["reference"],
        }
        added = self._store.add("statement", line)
        if added["serial"] % TRIM_EACH == 0:
            self._store.trim("statement", KEPT)


def moment(line: Document) -> datetime:
    """When a line was written, on the operator's clock."""
    return datetime.fromtimestamp(line["at"], OPERATORS[line["operator"]].zone)


def today(operator: str) -> date:
    """The operator's present day."""
    return OPERATORS[operator].day(clock.epoch())
