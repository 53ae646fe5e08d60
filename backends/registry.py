"""Which connector speaks for which administration, from the catalogue and plain values. Reads no setting."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import redis

from backends.apex import Apex
from backends.breaker import Breaker, LocalBreaker
from backends.contract import Administration
from backends.gate import Gate
from backends.shared_breaker import SharedBreaker
from catalogue.administration import Administration as Described
from kernel.egress import Egress


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a connector calls (base URL) and as whom (INSTANCE/CLASS/MEMBER/APP)."""

    base_url: str
    client: str


Builder = Callable[[Egress, Endpoint, Gate], Administration]

CONNECTORS: Mapping[str, Builder] = {
    "apex": lambda egress, endpoint, gate: Apex(egress, endpoint.base_url, endpoint.client, gate),
}


def connect(
    administrations: Mapping[str, Described],
    endpoints: Mapping[str, Endpoint],
    egress: Egress,
    client: redis.Redis | None = None,
) -> dict[str, Administration]:
    """Administration code -> connector, for those that have one and an endpoint under its name.

    ``client`` shares the circuit breakers between processes. Raises ValueError for a connector that
    nobody wrote: the catalogue promises a system we cannot reach.
    """
    connected: dict[str, Administration] = {}
    for code, described in administrations.items():
        name = described.connector
        if name is None:
            continue
        if name not in CONNECTORS:
            raise ValueError(f"administration {code}: no connector named {name}")
        if name in endpoints:
            connected[code] = CONNECTORS[name](egress, endpoints[name], Gate(_breaker(code, client)))
    return connected


def _breaker(code: str, client: redis.Redis | None) -> Breaker:
    return SharedBreaker(client, code) if client is not None else LocalBreaker()
