"""A rail left alone while it fails, and never called faster than it bears. What it says is untouched.

Facts: per-rail token bucket and circuit breaker. The wiring gives both: they are shared between processes.
"""

from collections.abc import Callable
from typing import Protocol, TypeVar

from payments.contract import (
    Capabilities,
    Charge,
    NotReached,
    NotTried,
    Rail,
    RailError,
    Refund,
    RefundAsked,
    Requested,
    Standing,
    Unanswered,
)

PACED_S = 1  # the next slot of the bucket
OPEN_S = 30  # the breaker lets one call through every 30 s

Answer = TypeVar("Answer")


class Breaker(Protocol):
    """What is asked before each call and told after it."""

    def allow(self) -> bool:
        """Whether to call now."""
        ...

    def succeeded(self) -> None:
        """An answer came."""
        ...

    def failed(self) -> None:
        """None came."""
        ...


class Restrained:
    """``pace`` is False when this second's calls are used up. Raises NotTried for what is held back."""

    def __init__(self, rail: Rail, breaker: Breaker, pace: Callable[[], bool]) -> None:
        self._rail = rail
        self._breaker = breaker
        self._pace = pace

    @property
    def name(self) -> str:
        return self._rail.name

    @property
    def base_url(self) -> str:
        return self._rail.base_url

    @property
    def capabilities(self) -> Capabilities:
        return self._rail.capabilities

    def fee(self, amount_xof: int) -> int:
        return self._rail.fee(amount_xof)

    def request(self, charge: Charge) -> Requested:
        return self._held_back(lambda: self._rail.request(charge))

    def ask(self, charge: Charge) -> Standing:
        return self._held_back(lambda: self._rail.ask(charge))

    def refund(self, refund: Refund) -> RefundAsked:
        return self._held_back(lambda: self._rail.refund(refund))

    def ask_refund(self, refund: Refund) -> Standing:
        return self._held_back(lambda: self._rail.ask_refund(refund))

    def _held_back(self, call: Callable[[], Answer]) -> Answer:
        if not self._pace():
            raise NotTried("paced", PACED_S)
        if not self._breaker.allow():
            raise NotTried("circuit_open", OPEN_S)
        try:
            answer = call()
        except RailError as error:
            self._tell(error)
            raise
        self._breaker.succeeded()
        return answer

    def _tell(self, error: RailError) -> None:
        # A refusal is an answer: the operator is there. A pause it asked for is neither.
        if isinstance(error, NotTried):
            return
        if isinstance(error, NotReached | Unanswered):
            self._breaker.failed()
        else:
            self._breaker.succeeded()
