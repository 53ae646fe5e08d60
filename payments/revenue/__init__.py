"""Who gets which part of what was collected."""

from payments.revenue.split import Share, split

__all__ = ["Share", "split"]
