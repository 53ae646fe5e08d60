"""What this room of the console is handed by the wiring."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from catalogue.accounting_plan import Accounting
from payments.inbox import Reader
from payments.rails import Rails
from payments.refunds.credits import Credits
from payments.settlement import Settlement


@dataclass(frozen=True, slots=True)
class MoneyRoom:
    """Filled by `gateway/console/money.py`. ``ring`` says that lanes of the outbox have work, after the commit."""

    accounting: Accounting
    rails: Rails
    readers: Mapping[str, Reader]
    settlement: Settlement
    credits: Credits
    ring: Callable[[tuple[str, ...]], None]
