"""What every SMS provider is to this room: one method, one answer, one tree of errors, two arrivals.

ProviderError           retry  sent
|-- Refused             no     no    this message will never be accepted: number, sender, blacklist
|   `-- OptedOut        no     no    the phone asked this provider for silence: its STOP, to be written down
|-- NotNow              yes    no    nothing was sent: unreachable, busy, out of credit; maybe ``after_s``
`-- Unanswered          no     yes   it may have been sent: time ran out, half or unreadable answer
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, repr=False)
class Outgoing:
    """One message to hand over. ``id`` is ours and goes wherever a provider can carry it back in its reports.

    ``phone`` is E.164, ``text`` folded; ``sender`` None is the account's default; ``expires_at`` (UTC) is passed
    on to providers that know a validity.
    """

    id: str
    phone: str
    text: str
    sender: str | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Via:
    """The way that a message must leave by: an answer comes from the number that the citizen wrote to.

    ``provider`` is its name in our tables, ``sender`` the number or short code; None is the account's default.
    """

    provider: str
    sender: str | None = None


@dataclass(frozen=True, slots=True)
class Handed:
    """The provider took it. ``cost`` as it words it ("KES 0.8000"); ``provider_id`` is in its reports."""

    provider_id: str | None
    cost: str | None = None
    parts: int | None = None


class ProviderError(Exception):
    """Base of all. ``code`` is one snake_case word, never the provider's text: that may hold the number."""

    retry = False
    sent = False

    def __init__(self, code: str, *, after_s: int | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.after_s = after_s


class Refused(ProviderError):
    """Permanent, for this message."""


class OptedOut(Refused):
    """The phone said STOP to the provider, which refuses for us and will say it by no other way."""


class NotNow(ProviderError):
    """Nothing was sent; the same message may be handed over again."""

    retry = True


class Unanswered(ProviderError):
    """The outcome is unknown."""

    sent = True


class Provider(Protocol):
    """One way out. Thread-safe; a call takes at most half of ``kernel.outbox.LEASE_S``."""

    @property
    def name(self) -> str:
        """The word in our tables, at most 20 characters."""

    @property
    def can_find(self) -> bool:
        """Whether ``find`` can tell what became of a hand-over that was not answered."""

    def send(self, message: Outgoing) -> Handed:
        """Hand ``message`` over, once. Raises Refused, NotNow or Unanswered, no other."""

    def find(self, message: Outgoing, handed_at: datetime) -> Handed | None:
        """What became of a hand-over begun at ``handed_at``; None: the provider says that it never came.

        Only where ``can_find``. Raises NotNow when the provider cannot tell now.
        """


@dataclass(frozen=True, slots=True, repr=False)
class Report:
    """One delivery report. ``state`` is ours, None for a status that the provider's table does not have."""

    provider: str
    provider_id: str
    status: str
    state: str | None
    reason: str | None
    phone: str | None
    raw: Mapping[str, str]
    # Our own id where the provider carries it back: it settles a message whose provider id was never learnt.
    message_id: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Inbound:
    """One message from a citizen. ``phone`` is E.164, None for a sender that cannot be answered."""

    provider: str
    external_id: str
    sender: str
    phone: str | None
    text: str
    recipient: str
