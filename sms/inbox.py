"""What the doors hand in, each in a transaction of its own. Not how a provider words it."""

from dataclasses import dataclass

from kernel.crypto import Keyring
from kernel.database import Database
from sms import inbound, optouts, reports
from sms.contract import Inbound, Report


@dataclass(frozen=True, slots=True)
class Inbox:
    """Every method raises kernel.database.DatabaseUnavailable; the shared doors answer 503 then."""

    database: Database
    keyring: Keyring
    on_inbound: inbound.OnInbound = inbound.ignore

    def message(self, message: Inbound) -> None:
        """A citizen's message, once."""
        with self.database.transaction() as connection:
            inbound.receive(connection, self.keyring, message, self.on_inbound)

    def report(self, report: Report) -> None:
        """A delivery report, whatever its word."""
        with self.database.transaction() as connection:
            reports.take(connection, self.keyring, report)

    def optout(self, provider: str, phone: str) -> None:
        """A phone (E.164) that asked for silence."""
        with self.database.transaction() as connection:
            optouts.remember(connection, self.keyring, provider, phone)

    def optin(self, phone: str) -> None:
        """A phone (E.164) that wants messages again."""
        with self.database.transaction() as connection:
            optouts.forget(connection, self.keyring, phone)
