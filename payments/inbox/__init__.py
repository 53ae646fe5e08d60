"""What operators post to us: kept raw, answered at once, read later. A callback is a hint and moves no money."""

from payments.inbox.notice import CallbackRefused, Hint, Notice, Reader
from payments.inbox.store import KEPT_MAX, forget_old, store

__all__ = ["KEPT_MAX", "CallbackRefused", "Hint", "Notice", "Reader", "forget_old", "store"]
