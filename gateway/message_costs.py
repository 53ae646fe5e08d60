"""What messages cost: a service's in a month on each network, and those really sent. Prices are the catalogue's."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select

from catalogue.catalogue import Catalogue
from catalogue.service import Service
from catalogue.sms_prices import Prices, francs
from gateway.message_plan import Planned, life
from kernel.crypto import Keyring
from kernel.network import NETWORKS, country_of_network, network_of
from sms.sealing import unseal
from sms.tables import SMS_MESSAGE

# Rows in memory while the month's messages are read.
PAGE = 1000


@dataclass(frozen=True, slots=True)
class OnNetwork:
    """One service on one network, all its requests on it. ``provider`` None: nobody gave a price."""

    network: str
    provider: str | None
    thousandths: int | None
    request_xof: int
    month_xof: int


@dataclass(frozen=True, slots=True)
class ServiceCost:
    """``messages`` and ``parts`` of one request; ``letters`` are what they are."""

    service: str
    title: str
    messages: int
    parts: int
    letters: tuple[Planned, ...]
    networks: tuple[OnNetwork, ...]


@dataclass(frozen=True, slots=True)
class Spent:
    """What one purpose really sent to one network ("" when we do not know it)."""

    purpose: str
    network: str
    messages: int
    parts: int
    provider: str | None
    cost_xof: int


def of_services(
    catalogue: Catalogue, language: str, day: date, volume: int, allowed: Collection[str] | None = None
) -> list[ServiceCost]:
    """Each service that takes requests, ``volume`` of them a month, at the cheapest price of ``allowed``."""
    return [
        _of_service(catalogue.sms_prices, service, letters, language, day, volume, allowed)
        for service in catalogue.services.values()
        if (letters := life(catalogue, service, language, day))
    ]


def spent(
    connection: Connection, keyring: Keyring, prices: Prices, since: datetime, day: date,
    allowed: Collection[str] | None = None,
) -> list[Spent]:  # fmt: skip
    """The messages written since, by purpose and network, priced as of ``day``. Reads through a server-side cursor."""
    messages: Counter[tuple[str, str]] = Counter()
    parts: Counter[tuple[str, str]] = Counter()
    for purpose, network, size in _sent(connection, keyring, since):
        messages[purpose, network] += 1
        parts[purpose, network] += size
    return [
        Spent(
            purpose,
            network,
            messages[purpose, network],
            total,
            *_priced(prices, network, day, total, allowed),
        )
        for (purpose, network), total in sorted(parts.items())
    ]


def _of_service(
    prices: Prices, service: Service, letters: tuple[Planned, ...], language: str, day: date, volume: int,
    allowed: Collection[str] | None,
) -> ServiceCost:  # fmt: skip
    parts = sum(letter.times * letter.size.parts for letter in letters)
    networks = []
    for network in NETWORKS:
        if country_of_network(network) == service.country:
            provider, thousandths = prices.cheapest(network, day, allowed) or (None, None)
            each = parts * (thousandths or 0)
            networks.append(OnNetwork(network, provider, thousandths, francs(each), francs(each * volume)))
    return ServiceCost(
        service.code, service.title.of(language), sum(letter.times for letter in letters), parts, letters,
        tuple(networks),
    )  # fmt: skip


def _priced(
    prices: Prices, network: str, day: date, parts: int, allowed: Collection[str] | None
) -> tuple[str | None, int]:
    provider, thousandths = prices.cheapest(network, day, allowed) or (None, 0)
    return provider, francs(parts * thousandths)


def _sent(connection: Connection, keyring: Keyring, since: datetime) -> Iterator[tuple[str, str, int]]:
    message = SMS_MESSAGE.c
    query = select(message.id, message.purpose, message.phone_sealed, message.parts).where(
        message.created_at >= since, message.handed_at.is_not(None)
    )
    for row in connection.execute(query.execution_options(yield_per=PAGE)):
        phone = unseal(keyring, "sms_message", "phone_sealed", row.id, row.phone_sealed)
        yield row.purpose.partition(":")[0], network_of(phone), row.parts
