"""What one posted body says: which charges it is about, and what it claims of them. Believes nothing of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from payments.contract import Standing


class CallbackRefused(ValueError):
    """Not what this operator sends. ``reason`` is one fixed word: the body is kept and answered 400."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Hint:
    """How a body names a charge: our attempt's id, the invoice's 12 digits, the operator's transaction, or a
    token that the rail gave as ``Requested.hint``."""

    kind: Literal["attempt", "reference", "operator_id", "token"]
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Notice:
    """One charge a body is about. ``claim`` is what it says: compared to find forgeries, never acted on."""

    hint: Hint
    claim: Standing | None = None


# The whole body -> its notices, [] for one that names no charge. Raises CallbackRefused.
Reader = Callable[[bytes], list[Notice]]
