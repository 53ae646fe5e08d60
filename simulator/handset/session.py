"""One USSD session between a phone and the gateway, and what a dialect must know to speak it."""

from dataclasses import dataclass, field
from typing import Protocol

from simulator.handset.phones import Phone
from simulator.wire import Reply, Request

# What the network itself shows when the application fails it.
LOST = "Erreur de connexion."
FAILED = "Le service ne répond pas. Réessayez plus tard."
EXPIRED = "Délai dépassé. La session est terminée."


@dataclass(slots=True)
class Session:
    """``inputs`` are the dial-through digits (when any), then every answer typed."""

    id: str
    phone: Phone
    dialled: str
    started: float
    inputs: list[str] = field(default_factory=list)
    requests: int = 0
    hops: list[str] = field(default_factory=list)
    last_screen: str = ""
    waiting: bool = False

    @property
    def transcript(self) -> str:
        """All inputs so far, joined with ``*``."""
        return "*".join(self.inputs)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the phone shows. ``error`` is empty when the text is the application's own screen."""

    text: str
    more: bool
    error: str = ""


class Dialect(Protocol):
    """One USSD wire format, seen from the operator's side."""

    system: str

    def new_session_id(self) -> str:
        """A session id as this operator writes them."""

    def request(self, session: Session) -> Request:
        """The HTTP request for the session's last input."""

    def read(self, reply: Reply) -> Shown:
        """The screen in an answer; an error screen when the answer is not one."""

    def hop(self, reply: Reply) -> str:
        """The state name the application left with its answer; empty where there is no such thing."""

    def farewell(self, session: Session, outcome: str, error: str) -> Request | None:
        """The news that a session ended, or None when this operator tells nothing.

        ``outcome`` is ``finished`` (the application ended it), ``cancelled``, ``timeout`` or ``failed``.
        """
