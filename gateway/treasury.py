"""The parts that concern money, made once a process: rails, charging, polls, callbacks, refunds, the suspense desk."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import redis
from flask import Blueprint

from backends.shared_breaker import SharedBreaker
from catalogue import accounting_loader
from catalogue.accounting_plan import Accounting
from gateway import production, rails
from gateway.invoicing import Invoicing
from gateway.part import part
from gateway.settings import Settings
from kernel.crypto import Keyring
from kernel.database import Database
from kernel.egress import Egress
from kernel.limits import Limits
from payments import doors
from payments.biller.biller import Biller
from payments.biller.clients import Client
from payments.biller.doors import blueprint as biller_door
from payments.books import Books
from payments.charging import Charging
from payments.contract import Rail
from payments.gsma import callback as gsma_callback
from payments.gsma.doors import door as gsma_door
from payments.inbox import Reader
from payments.inbox.handler import Callbacks
from payments.movement import Statements
from payments.mtn import callback as mtn_callback
from payments.orange import callback as orange_callback
from payments.orange.doors import door as orange_door
from payments.pispi import callback as pispi_callback
from payments.pispi.doors import door as pispi_door
from payments.polling import Polls
from payments.rails import Rails, table
from payments.refunds.sending import Refunds
from payments.restrained import Restrained
from payments.settlement import Settlement
from payments.suspense.claims import Arrivals
from payments.wave import callback as wave_callback
from payments.wave.doors import door as wave_door

READERS: Mapping[str, Reader] = {
    "mtn": mtn_callback.notices,
    "orange": orange_callback.notices,
    "wave": wave_callback.notices,
    "gsma": gsma_callback.notices,
    "pispi": pispi_callback.notices,
}
# Operators cut clients off at some tens of calls a second; none publishes its limit for Mali or Benin.
CALLS_A_SECOND = 50


@dataclass
class Treasury:
    """Everything money needs of the wiring; nothing here knows what is bought."""

    settings: Settings
    database: Database
    keyring: Keyring
    egress: Egress
    redis: redis.Redis
    limits: Limits

    @part
    def reference_key(self) -> bytes:
        return production.key_bytes(self.settings.reference_key.get_secret_value())

    @part
    def accounting(self) -> Accounting:
        root = self.settings.catalogue_dir
        return accounting_loader.load(root) if root else accounting_loader.load()

    @part
    def rails(self) -> Rails:
        """Each left alone while it fails and called no faster than it bears; merchant codes call nobody."""
        return table(
            rail if rail.capabilities.customer_dialled else self._restrained(rail)
            for rail in self._built.values()
        )

    @part
    def statements(self) -> Mapping[str, Statements]:
        """The rails whose statement can be fetched. A person waits: nobody holds these calls back."""
        return {name: rail for name, rail in self._built.items() if isinstance(rail, Statements)}

    @part
    def _built(self) -> Mapping[str, Rail]:
        return rails.build(self.settings, self.egress, self.accounting)

    def _restrained(self, rail: Rail) -> Rail:
        pace = partial(self.limits.allow, "rail", rail.name, CALLS_A_SECOND, 1, open_when_down=True)
        return Restrained(rail, SharedBreaker(self.redis, f"rail:{rail.name}"), pace)

    @part
    def settlement(self) -> Settlement:
        return Settlement(self.keyring, self.reference_key, Books(self.accounting))

    @part
    def invoicing(self) -> Invoicing:
        return Invoicing(self.keyring, self.reference_key, self.accounting)

    @part
    def charging(self) -> Charging:
        return Charging(self.database, self.keyring, self.rails)

    @part
    def polls(self) -> Polls:
        return Polls(self.database, self.keyring, self.rails, self.settlement)

    @part
    def callbacks(self) -> Callbacks:
        return Callbacks(self.database, self.keyring, self.polls, READERS)

    @part
    def refunds(self) -> Refunds:
        return Refunds(self.database, self.keyring, self.rails)

    @part
    def arrivals(self) -> Arrivals:
        return Arrivals(self.database, self.settlement)

    @part
    def doors(self) -> tuple[Blueprint, ...]:
        """Where operators post, for the rails that are on, and the bills API when it has a key."""
        token = self.settings.channel_token.get_secret_value()
        made: Mapping[str, Callable[[], Blueprint]] = {
            "mtn": lambda: doors.mtn_door(self.database, self.keyring, token),
            "orange": lambda: orange_door(self.database, self.keyring, token),
            "wave": lambda: wave_door(
                self.database, self.keyring, _listed(self.settings, "wave_webhook_secrets")
            ),
            "gsma": lambda: gsma_door(self.database, self.keyring, token),
            "pispi": lambda: pispi_door(
                self.database, self.keyring, _listed(self.settings, "pispi_webhook_secrets")
            ),
        }
        opened = [make() for rail, make in made.items() if rail in self.rails]
        key = self.settings.biller_api_key.get_secret_value()
        if key:
            dialled = frozenset(
                name for name, rail in self.rails.items() if rail.capabilities.customer_dialled
            )
            clients = [Client("biller", key)]
            opened.append(biller_door(Biller(self.database, self.keyring, self.settlement, clients, dialled)))
        return tuple(opened)


def _listed(settings: Settings, name: str) -> list[str]:
    value: str = getattr(settings, name).get_secret_value()
    return [part.strip() for part in value.split(",") if part.strip()]
