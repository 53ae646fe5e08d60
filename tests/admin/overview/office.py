"""What happens outside the console: requests, decisions, money and calls, each at a time of its own."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from admin.overview import summing
from admin.overview.reach import by_country
from cases import lifecycle
from cases.deposit import Request, deposit
from gateway.wiring import Guichet
from kernel import clock
from kernel.audit import AUDIT_LOG
from kernel.outbox import OUTBOX
from payments import ledger
from payments.ledger import Line
from tests.cast import AWA, ORANGE_MALI
from ussd.call import SessionEvent, Status
from ussd.events import store

ORIGIN, RECORD_BENIN = 17, 20
ANSWERS = {"exporter_name": "Karite du Mali SARL"}


@dataclass
class Office:
    """Real rooms, one act a line."""

    guichet: Guichet

    def deposits(self, service: int, at: datetime) -> str:
        # A service of the counter is taken in there: the story of its case is the same.
        wanted = self.guichet.catalogue.services[service].model_copy(update={"deposit": "open"})
        answers = ANSWERS if service == ORIGIN else {}
        request = Request(wanted, AWA, answers, "fr", ORANGE_MALI)
        with self.guichet.database.transaction() as connection:
            return deposit(connection, self.guichet.keyring, b"r" * 32, request, at).case_id

    def moves(self, case_id: str, at: datetime, *states: str) -> None:
        with self.guichet.database.transaction() as connection:
            for state in states:
                assert lifecycle.advance(connection, case_id, state, "apex", at=at)

    def collects(self, regie: str, line: str, amount_xof: int, at: datetime, key: str) -> None:
        lines = [Line("OPERATOR", amount_xof), Line("REVENUE", -amount_xof, line, "etat")]
        with self.guichet.database.transaction() as connection:
            ledger.post(
                connection, kind="settlement", idem_key=key, occurred_at=at, lines=lines, regie=regie,
                exercice=at.year, rail="mtn",
            )  # fmt: skip

    def calls(self, screen: str, at: datetime, dropped: int, ended: int, network: str = ORANGE_MALI) -> None:
        with self.guichet.database.transaction() as connection:
            for number in range(ended):
                status = Status.INCOMPLETE if number < dropped else Status.SUCCESS
                session = f"{screen} {at} {network} {number}"
                event = SessionEvent("africastalking", "*384#", session, status, network, screen, at=at)
                assert store(connection, self.guichet.keyring, event)

    def sums(self) -> int:
        """What the ticker does."""
        regies = by_country(self.guichet.treasury.accounting)
        return summing.sum_days(self.guichet.database, regies, clock.now())

    def acts(self, act: str) -> list[tuple[str, str]]:
        query = (
            select(AUDIT_LOG.c.actor, AUDIT_LOG.c.subject)
            .where(AUDIT_LOG.c.act == act)
            .order_by(AUDIT_LOG.c.id)
        )
        with self.guichet.database.transaction() as connection:
            return [(row.actor, row.subject) for row in connection.execute(query)]

    def published(self, topic: str) -> int:
        with self.guichet.database.transaction() as connection:
            found: int = connection.execute(
                select(func.count()).select_from(OUTBOX).where(OUTBOX.c.topic == topic)
            ).scalar_one()
        return found
