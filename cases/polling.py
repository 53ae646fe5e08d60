"""Asks an administration where a case stands, when the citizen wants to know and by the clock."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection, Row, select, update

from backends.contract import Administration, AdministrationError, NotTried, Refused, Report
from cases import lifecycle, reports
from cases.carried import carried
from cases.poll_schedule import FRESH_EVERY, next_poll
from cases.tables import CASE_FILE
from kernel import clock, outbox
from kernel.crypto import Keyring
from kernel.database import Database
from kernel.outbox import Event, Later

LANE = "administrations"

log = structlog.get_logger(__name__)


def sweep_due(connection: Connection, at: datetime, limit: int) -> int:
    """Publish "case.refresh" for open cases whose news is old, one open request a case. How many."""
    due = (
        connection.execute(
            select(CASE_FILE.c.id)
            .where(
                CASE_FILE.c.poll_due_at <= at,
                CASE_FILE.c.state.in_(lifecycle.OPEN),
                ~carried("case.refresh", LANE),
            )
            .order_by(CASE_FILE.c.poll_due_at)
            .limit(limit)
            .with_for_update(skip_locked=True, key_share=True)
        )
        .scalars()
        .all()
    )
    if due:
        # Moved on at once: two tickers in a row ask once, and a lost row is asked again an interval later.
        later = {"poll_due_at": at + FRESH_EVERY}
        connection.execute(update(CASE_FILE).where(CASE_FILE.c.id.in_(due)).values(**later))
    for case_id in due:
        outbox.publish(connection, "case.refresh", case_id, lane=LANE)
    return len(due)


class Polls:
    """``administrations`` by code: those that can be asked."""

    def __init__(
        self, database: Database, keyring: Keyring, administrations: Mapping[str, Administration]
    ) -> None:
        self._database = database
        self._keyring = keyring
        self._administrations = administrations

    def poll(self, event: Event) -> None:
        """Handler of "case.refresh" on lane "administrations"; the subject is the case id.

        With payload {"answer": true} it publishes "case.answer" (subject case id, payload {"refresh": event
        id, "told": whether this same answer also caused a "case.moved"}) even when the administration is
        away: the citizen then reads what we hold, with its age. Without it, raises Unavailable, Unknown, or
        Later while the circuit is open.
        """
        answer = event.payload.get("answer") is True
        case = self._case(event.subject)
        if case is None:
            return
        administration = self._administrations.get(case.administration)
        report: Report | None = None
        if administration is not None and case.external_id is not None and case.state in lifecycle.OPEN:
            report = self._ask(administration, case, answer)
        with self._database.transaction() as connection:
            told = report is not None and self._take(connection, case, report)
            if answer:
                news = {"refresh": event.id, "told": told}
                outbox.publish(connection, "case.answer", case.id, payload=news)

    def _case(self, case_id: str) -> Row[tuple[object, ...]] | None:
        with self._database.transaction() as connection:
            return connection.execute(select(CASE_FILE).where(CASE_FILE.c.id == case_id)).one_or_none()

    def _ask(
        self, administration: Administration, case: Row[tuple[object, ...]], answer: bool
    ) -> Report | None:
        try:
            return administration.status(case.external_id)
        except Refused as refusal:
            # It holds no such file any more: the age of what we show grows until a person looks.
            log.error("status_refused", case=case.id, reason=refusal.reason)  # noqa: TRY400 - no trace is needed.
            return None
        except AdministrationError as error:
            if answer:
                return None
            if isinstance(error, NotTried):
                raise Later(error.retry_in_s) from None
            raise

    def _take(self, connection: Connection, case: Row[tuple[object, ...]], report: Report) -> bool:
        """Bring the report into the story. True when the citizen is told of a change by it."""
        at = clock.now()
        lifecycle.hold(connection, case.id)
        now = connection.execute(select(CASE_FILE).where(CASE_FILE.c.id == case.id)).one()
        if now.checked_at != case.checked_at or now.state != case.state:
            # A push arrived while we asked: our answer may be the older one. The next poll tells.
            soon = next_poll(now.state, now.state_since, at) and at + timedelta(minutes=1)
            connection.execute(update(CASE_FILE).where(CASE_FILE.c.id == case.id).values(poll_due_at=soon))
            return False
        news = reports.News(report, case.administration, at)
        outcome = reports.apply(connection, self._keyring, case.id, news)
        return outcome in (reports.Outcome.MOVED, reports.Outcome.NOTED)
