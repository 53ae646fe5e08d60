"""What every mobile-money operator ("rail") offers to charging. Not a wire format: those are in directories.

Its errors are in `rail_errors.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from payments.rail_errors import (
    Declined,
    Misconfigured,
    NotReached,
    NotSupported,
    NotTried,
    RailError,
    Unanswered,
)

__all__ = [
    "XOF", "Capabilities", "Charge", "Declined", "Misconfigured", "NotReached", "NotSupported", "NotTried", "Rail",
    "RailError", "Refund", "RefundAsked", "Requested", "Standing", "Unanswered", "Word",
]  # fmt: skip

XOF = "XOF"
Word = Literal["pending", "succeeded", "failed", "expired", "absent"]


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a rail can do, and for whom. Exactly one of ``push``, ``browser``, ``customer_dialled`` is true.

    ``push`` prompts the handset, ``browser`` needs a page, ``customer_dialled`` has the payer dial a code.
    ``networks`` are MCC+MNC ("61603"), empty when any network will do; ``countries`` ISO 3166. ``poll_s`` are
    the waits between questions until ``approval_s``, in which the payer may approve.
    """

    push: bool
    browser: bool
    customer_dialled: bool
    callback: bool
    refund: bool
    statement_api: bool
    networks: frozenset[str]
    countries: frozenset[str]
    min_xof: int
    max_xof: int
    approval_s: int
    poll_s: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Charge:
    """One charge, the same at every call about it. ``attempt_id`` (uuid4) is the idempotency key.

    ``base_url`` is the platform that it was first sent to: the only one that knows it. ``tokens`` are what
    the operator gave at the request, {} before. ``label`` is GSM-7 without apostrophe.
    """

    attempt_id: str
    amount_xof: int
    phone: str = field(repr=False)
    invoice_reference: str
    label: str
    base_url: str
    tokens: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Requested:
    """The operator has taken the charge; the payer has ``expires_s`` to approve.

    ``tokens`` are kept sealed. ``hint`` is what a callback of this rail will name (a session id, a notify
    token): kept as a blind index, it finds the attempt again. None when callbacks name our own ids.
    """

    tokens: Mapping[str, str] = field(default_factory=dict, repr=False)
    expires_s: int = 300
    hint: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Standing:
    """The operator's word on a charge. Amount and currency are what it says was paid, None when it is silent.

    ``absent``: it knows no such charge (conclusive only after a grace time). A word nobody knows is
    ``pending``. ``amount_xof`` -1 is an amount that is not whole francs: it matches nothing. ``raw`` is the
    status word as it came. ``operator_id`` is the operator's transaction, of which there is one an attempt.
    """

    state: Word
    operator_id: str | None = None
    amount_xof: int | None = None
    currency: str | None = None
    payer: str | None = field(default=None, repr=False)
    reference: str | None = None
    reason: str | None = None
    raw: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Refund:
    """Give money back to the account that paid. ``refund_id`` (uuid4) is the idempotency key.

    ``attempt_id`` and ``operator_id`` name the charge; ``tokens`` are the charge's.
    """

    refund_id: str
    attempt_id: str
    operator_id: str
    amount_xof: int
    phone: str = field(repr=False)
    invoice_reference: str
    base_url: str
    tokens: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class RefundAsked:
    """The operator has taken the refund; ``operator_ref`` is its own name for it, "" when it gives none."""

    operator_ref: str = ""


class Rail(Protocol):
    """One operator. Every call is bounded in time (20 s as a rule, 60 s at most) and raises RailError only."""

    @property
    def name(self) -> str:
        """Its name in tables, addresses and settings ("mtn")."""
        ...

    @property
    def base_url(self) -> str:
        """Where new charges go; stored with the attempt."""
        ...

    @property
    def capabilities(self) -> Capabilities:
        """What it can do."""
        ...

    def request(self, charge: Charge) -> Requested:
        """Ask the payer for the money. The same charge twice is one charge."""
        ...

    def ask(self, charge: Charge) -> Standing:
        """Where the charge stands now, ``absent`` when the operator never got it."""
        ...

    def fee(self, amount_xof: int) -> int:
        """What the operator takes from the payer on top, in francs: shown before consent."""
        ...

    def refund(self, refund: Refund) -> RefundAsked:
        """Give money back. The same refund twice is one refund. Raises NotSupported."""
        ...

    def ask_refund(self, refund: Refund) -> Standing:
        """Where a refund stands. Raises NotSupported."""
        ...
