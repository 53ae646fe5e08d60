"""What a merchant asked an operator for, whatever the wire it came on."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Asked:
    """``payer`` is E.164, or "" while nobody knows; ``amount`` is whole units of ``currency``.

    ``names`` are other ways to find the payment; ``details`` belong to the operator's own wire. ``push`` asks
    the payer's phone for the PIN. ``kind`` is ``payment``, ``merchant`` (dialled by the payer) or ``refund``.
    """

    operator: str
    id: str
    payer: str
    amount: int
    currency: str = "XOF"
    reference: str = ""
    label: str = ""
    callback: str = ""
    kind: str = "payment"
    names: tuple[str, ...] = ()
    details: Mapping[str, object] = field(default_factory=dict)
    expires_s: float = 300.0
    push: bool = True
