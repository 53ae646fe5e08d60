"""Who gets which part of what was collected, and the lines that say so in the ledger."""

from payments.revenue.lines import collected, held
from payments.revenue.split import Share, split

__all__ = ["Share", "collected", "held", "split"]
