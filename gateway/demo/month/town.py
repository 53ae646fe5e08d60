"""The parts that write the past: the gateway's own, on the step's one connection, with told rails and APEX-Mali."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from sqlalchemy import Connection, select

from admin.people.tables import STAFF as TABLE
from cases.notices import Notices
from cases.submission import Submissions
from gateway import rails
from gateway.announcements import Announcements
from gateway.demo.month.one_transaction import OneTransaction
from gateway.demo.month.told_administration import ToldAdministration
from gateway.demo.month.told_rail import Script, told_rails
from gateway.payment_news import PaymentNews
from gateway.preferences import Preferences
from gateway.treasury import Treasury
from gateway.wiring import Guichet
from payments.reconciliation.importing import Imports

# What is under way in the told past is nobody's to ask until the month is written.
HELD_BACK = timedelta(minutes=30)
STAFF = "staff:"


@dataclass
class Town:
    """``queued`` are the messages of this step: (id, when). ``cases`` and ``invoices`` were found before."""

    guichet: Guichet
    anchor: datetime
    now: datetime
    queued: list[tuple[str, datetime]] = field(default_factory=list)
    cases: dict[tuple[str, datetime], str] = field(default_factory=dict)
    invoices: dict[tuple[str, datetime], str] = field(default_factory=dict)
    outbox_before: int = 0
    script: Script = field(default_factory=Script)

    @cached_property
    def one(self) -> OneTransaction:
        return OneTransaction(self.guichet.database.url)

    @property
    def held_until(self) -> datetime:
        """When the real pollers may look at what is under way in the past."""
        return self.now + HELD_BACK

    @cached_property
    def treasury(self) -> Treasury:
        real = self.guichet.treasury
        made = Treasury(real.settings, self.one, real.keyring, real.egress, real.redis, real.limits)
        built = rails.build(real.settings, real.egress, real.accounting)
        vars(made)["accounting"] = real.accounting
        vars(made)["rails"] = told_rails(built, self.script)
        return made

    @cached_property
    def preferences(self) -> Preferences:
        return Preferences(self.one, self.guichet.keyring)

    @cached_property
    def announcements(self) -> Announcements:
        notices = Notices(self.one, self.guichet.keyring)
        return Announcements(self.one, self.guichet.keyring, self.guichet.catalogue, notices)

    @cached_property
    def news(self) -> PaymentNews:
        dial = next(iter(self.guichet.settings.service_codes))
        return PaymentNews(self.treasury, self.guichet.catalogue, self.preferences, dial)

    @cached_property
    def submissions(self) -> Submissions:
        """Filed with what APEX-Mali was."""
        told = {code: ToldAdministration() for code in self.guichet.administrations}
        return Submissions(self.one, self.guichet.keyring, told, self.guichet.catalogue.services)

    @cached_property
    def imports(self) -> Imports:
        return Imports(self.one, self.treasury.settlement, self.treasury.accounting)

    def source(self, by: str) -> str:
        """As events name who moved a case: "staff:12" for "staff:awa", any other word as it is."""
        name = by.removeprefix(STAFF)
        return f"{STAFF}{self._staff[name]}" if by.startswith(STAFF) and name in self._staff else by

    @cached_property
    def _staff(self) -> dict[str, int]:
        with self.one.transaction() as connection:
            return {row.name: row.id for row in connection.execute(select(TABLE.c.id, TABLE.c.name))}

    @property
    def connection(self) -> Connection:
        """Of the step that is being written. Raises LookupError outside of one."""
        with self.one.transaction() as connection:
            return connection
