"""The choice of one provider for one message. Pure: weights and the hour are given."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from kernel import clock
from kernel.phone import country_of
from sms.contract import Via
from sms.routing.rules import Routing
from sms.routing.weights import Weight

# Twice the price gets a quarter of the messages: dear providers are kept warm, not used.
PRICE_POWER = 2


@dataclass(frozen=True, slots=True)
class Route:
    """``price`` in thousandths of a franc a part, None when not known."""

    provider: str
    price: int | None


@dataclass(frozen=True, slots=True)
class Closed:
    """No way out. ``wait_s``: until the first pause ends, None when waiting does not help; ``reason`` is a code."""

    reason: str
    wait_s: int | None = None


def choose(
    routing: Routing,
    weights: Mapping[str, Weight],
    phone: str,
    at: datetime,
    *,
    allowed: Collection[str],
    seed: bytes,
    via: Via | None = None,
) -> Route | Closed:
    """One of ``allowed``. The same ``seed`` makes the same choice, so that a choice can be explained.

    ``via`` leaves one provider: the number that the citizen wrote to is his alone.
    """
    if via is not None:
        allowed = [name for name in allowed if name == via.provider]
    priced = _priced(routing, phone, at, allowed)
    if not priced:
        return Closed("no_route")
    payable = [route for route in priced if route.price is None or route.price <= routing.cap]
    if not payable:
        return Closed("price_cap")
    ready = [route for route in payable if weights[route.provider].seconds_paused(at) == 0]
    if not ready:
        return Closed("paused", min(weights[route.provider].seconds_paused(at) for route in payable))
    return _drawn(ready, weights, seed)


def _priced(routing: Routing, phone: str, at: datetime, allowed: Collection[str]) -> list[Route]:
    if routing.prices is None:
        return [Route(name, None) for name in allowed]
    network, day = routing.network_of(phone), clock.local_day(country_of(phone), at)
    known = ((name, routing.prices.price(name, network, day)) for name in allowed)
    return [Route(name, price) for name, price in known if price is not None]


def _drawn(routes: list[Route], weights: Mapping[str, Weight], seed: bytes) -> Route:
    cheapest = min((route.price for route in routes if route.price), default=0)
    shares = [
        weights[route.provider].points * (cheapest / route.price if route.price else 1.0) ** PRICE_POWER
        for route in routes
    ]
    if not sum(shares):
        shares = [1.0] * len(routes)
    point = int.from_bytes(blake2b(seed, digest_size=8).digest()) / 2**64 * sum(shares)
    for route, share in zip(routes, shares, strict=True):
        point -= share
        if point < 0:
            return route
    return routes[-1]
