"""Messages of one deployment: the providers that are on, how one is chosen, the doors they come back by."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time

from flask import Blueprint

from catalogue.catalogue import Catalogue
from gateway import sms_commands, sms_providers
from gateway.part import part
from gateway.settings import Settings
from kernel.crypto import Keyring
from kernel.database import Database
from kernel.egress import Egress
from kernel.network import network_of
from sms.budgets.limits import Budgets
from sms.contract import Provider
from sms.delivery import Delivery
from sms.quiet import QuietHours
from sms.routing.rules import Routing

THOUSANDTHS = 1000  # Prices of messages are kept in thousandths of a franc.


@dataclass
class Messaging:
    """Made when first asked for: the web process never makes a provider, nor imports its SDK."""

    settings: Settings
    database: Database
    keyring: Keyring
    egress: Egress
    catalogue: Catalogue

    @part
    def providers(self) -> Mapping[str, Provider]:
        return sms_providers.build(self.settings, self.egress)

    @part
    def delivery(self) -> Delivery:
        return Delivery(
            self.database,
            self.keyring,
            self.providers,
            senders=sms_providers.senders(self.settings),
            routing=self._routing,
            budgets=Budgets(),
            quiet=quiet_hours(self.settings.sms_quiet_hours),
        )

    @part
    def doors(self) -> tuple[Blueprint, ...]:
        return tuple(sms_providers.doors(self.settings, self.database, self.keyring, sms_commands.arrived))

    @part
    def _routing(self) -> Routing:
        return Routing(
            prices=self.catalogue.sms_prices,
            network_of=network_of,
            cap=self.settings.sms_price_cap_xof * THOUSANDTHS,
        )


def quiet_hours(text: str) -> QuietHours | None:
    """The hours of "21:00-07:00"; None for "": phones are woken at any time."""
    if not text:
        return None
    begin, _, end = text.partition("-")
    return QuietHours(time.fromisoformat(begin), time.fromisoformat(end))
