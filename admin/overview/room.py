"""What this room of the console is handed by the wiring."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from catalogue.accounting_plan import Accounting


class NetworkCost(Protocol):
    """What the messages of one request cost on one network, at the catalogue's price of a day."""

    @property
    def network(self) -> str: ...
    @property
    def provider(self) -> str | None: ...
    @property
    def request_xof(self) -> int: ...


class ServiceCost(Protocol):
    """The messages of one request of a service, from deposit to document, in the worst case."""

    @property
    def service(self) -> str: ...
    @property
    def messages(self) -> int: ...
    @property
    def parts(self) -> int: ...
    @property
    def networks(self) -> Sequence[NetworkCost]: ...


@dataclass(frozen=True, slots=True)
class OverviewRoom:
    """Filled by `gateway/console/overview.py`.

    ``rails``: name -> whether we call it (a merchant code calls nobody). ``providers``: those of SMS that are on.
    ``connected``: codes of administrations with a system. ``breaker``: name -> "closed", "open" or "half-open";
    rails are named "rail:<name>". ``message_costs(language, day)``; ``ring(lanes)`` wakes the workers.
    """

    accounting: Accounting
    rails: Mapping[str, bool]
    providers: Sequence[str]
    connected: Sequence[str]
    lanes: Sequence[str]
    breaker: Callable[[str], str]
    message_costs: Callable[[str, date], Sequence[ServiceCost]]
    ring: Callable[[Iterable[str]], None]
