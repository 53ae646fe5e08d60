"""What passes between the steps of a hand-over: take (committed), call (no transaction), settle. Values only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sms.contract import Handed, Outgoing, Provider, ProviderError
from sms.purposes import POLICIES, Policy
from sms.routing.rules import Routing
from sms.routing.weights import resting_points


@dataclass(frozen=True, slots=True, repr=False)
class Work:
    """One call to make. ``bell`` is the outbox row that rang; ``ask``: not to send, but to ask what became of it.

    ``tried`` are the providers that have said "not now" since the message was last taken.
    """

    bell: int
    id: UUID
    provider: str
    message: Outgoing
    phone_index: str
    handed_at: datetime
    ask: bool = False
    tried: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, repr=False)
class Result:
    """What came back: ``handed``, or ``error``, or neither: asked about it, the provider says it never came."""

    work: Work
    handed: Handed | None = None
    error: ProviderError | None = None


@dataclass(slots=True, repr=False)
class Turnover:
    """What to do with each bell next: a call, nothing more (``done``), or to ring again after so many seconds."""

    calls: list[Work] = field(default_factory=list)
    done: list[int] = field(default_factory=list)
    later: list[tuple[int, int]] = field(default_factory=list)

    def put(self, bell: int, what: Work | int | None) -> None:
        """File one answer of a step."""
        if isinstance(what, Work):
            self.calls.append(what)
        elif what is None:
            self.done.append(bell)
        else:
            self.later.append((bell, what))


@dataclass(frozen=True)
class Ways:
    """The providers of this process and how one is chosen. ``senders``: provider -> the name or number shown."""

    providers: Mapping[str, Provider]
    senders: Mapping[str, str | None] = field(default_factory=dict)
    routing: Routing = field(default_factory=Routing)
    policies: Mapping[str, Policy] = field(default_factory=lambda: POLICIES)

    @property
    def resting(self) -> dict[str, int]:
        """Points of each provider at rest."""
        return resting_points(self.providers, self.routing.resting)
