"""The lane of documents and the counters that check papers, as the tests of this room drive them."""

from dataclasses import dataclass
from typing import Any

import time_machine
from sqlalchemy import select, text

from cases.tables import CASE_FILE
from kernel import outbox
from kernel.audit import AUDIT_LOG
from tests.cast import AWA
from tests.gateway.sealed_town import SealedTown
from verification.registry.papers import Paper
from verification.web.ports import Visit

PROCESSED = {"regime": "ZLECAF", "criterion": "TRANSFORME", "destination": "GH"}


def work(town: SealedTown) -> None:
    """Everything due; what fails is given back as the workers give it back."""
    town.held.clear()
    town.work()
    with town.guichet.database.transaction() as connection:
        for event, error in town.held:
            outbox.fail(connection, event, type(error).__name__)


@dataclass
class Office:
    """``town`` has the keys, ``day`` the clock."""

    town: SealedTown
    day: time_machine.Traveller

    def case(self, answers: dict[str, str] | None = None) -> str:
        """The reference of a certificate of origin that was granted."""
        case_id = self.town.granted(answers, AWA)
        with self.town.guichet.database.transaction() as connection:
            query = select(CASE_FILE.c.reference).where(CASE_FILE.c.id == case_id)
            return str(connection.execute(query).scalar_one())

    def work(self) -> None:
        """What the workers do."""
        work(self.town)

    def sealed(self, answers: dict[str, str] | None = None) -> Paper:
        """A certificate, sealed by itself."""
        reference = self.case(answers)
        self.work()
        return next(paper for paper in self.town.documents() if paper.subject == reference)

    def paper(self, number: str) -> Paper:
        return next(paper for paper in self.town.documents() if paper.number == number)

    def present(self, paper: Paper, place: str, who: str = "10.0.0.1") -> str:
        """An officer at a post scans it as it is used there; the word of the answer."""
        sealed = self.town.guichet.sealed
        visit = Visit(who, "web", place, "presentation")
        self.day.shift(60)
        word = sealed.readers.judge(self.text_of(paper), visit).verdict.word
        self.work()
        return str(word)

    def later(self) -> None:
        """Past the five minutes for which a code is fresh."""
        self.day.shift(400)

    def text_of(self, paper: Paper) -> str:
        from gateway.sealing import acts

        return acts.text_of(self.town.guichet.sealed.seals, paper)

    def trail(self, act: str) -> list[Any]:
        """The lines of one act, oldest first."""
        with self.town.guichet.database.transaction() as connection:
            query = select(AUDIT_LOG).where(AUDIT_LOG.c.act == act).order_by(AUDIT_LOG.c.id)
            return list(connection.execute(query))

    def count(self, what: str) -> int:
        with self.town.guichet.database.transaction() as connection:
            return int(connection.execute(text(f"SELECT count(*) FROM {what}")).scalar_one())  # noqa: S608
