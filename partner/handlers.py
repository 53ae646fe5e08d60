"""Reads a kept event and brings it into its case. The rules of the case are in `cases/`."""

from typing import Any

import structlog
from sqlalchemy import Connection, Row, select, update

from backends import govstack
from backends.contract import Report
from cases import reports
from cases.reports import Outcome
from cases.tables import CASE_FILE
from kernel import clock, strict_json
from kernel.crypto import Keyring
from kernel.database import Database
from kernel.ids import ReferenceRefused, parse_reference
from kernel.outbox import Event
from partner import inbox
from partner.tables import PARTNER_EVENT

# What a report that changed nothing leaves on the event; all other outcomes leave "applied".
SETTLED = {Outcome.IGNORED: "ignored", Outcome.UNRECOGNISED: "ignored", Outcome.REPEATED: "ignored"}

log = structlog.get_logger(__name__)


class PartnerEvents:
    """Handlers of the events that administrations push."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._keyring = keyring

    def apply(self, event: Event) -> None:
        """Handler of "partner.status"; the subject is the row of partner_event. Twice is once."""
        with self._database.transaction() as connection:
            row = connection.execute(
                select(PARTNER_EVENT).where(PARTNER_EVENT.c.id == int(event.subject)).with_for_update()
            ).one_or_none()
            if row is None or row.state != "received":
                return
            state = self._settle(connection, row)
            connection.execute(
                update(PARTNER_EVENT)
                .where(PARTNER_EVENT.c.id == row.id)
                .values(state=state, settled_at=clock.now())
            )
        log.info("partner_event_settled", row=row.id, administration=row.administration, state=state)

    def _settle(self, connection: Connection, row: Row[tuple[Any, ...]]) -> str:
        case_id = _case_id(connection, row)
        if case_id is None:
            log.warning("partner_event_orphan", row=row.id, administration=row.administration)
            return "orphan"
        try:
            report = self._report(row)
        except govstack.Unreadable:
            log.exception("partner_event_unreadable", row=row.id, administration=row.administration)
            return "unreadable"
        news = reports.News(report, row.administration, clock.now(), f"{row.source}#{row.event_id}")
        return SETTLED.get(reports.apply(connection, self._keyring, case_id, news), "applied")

    def _report(self, row: Row[tuple[Any, ...]]) -> Report:
        """The event's data; the time of the event where the data has none."""
        sealed_for = inbox.context(row.administration, row.source, row.event_id)
        value = strict_json.loads(self._keyring.open(row.raw_sealed, sealed_for))
        data = value.get("data")
        if isinstance(data, dict) and row.sent_at is not None:
            data = {"updatedAt": row.sent_at.isoformat(), **data}
        return govstack.report(data)


def _case_id(connection: Connection, row: Row[tuple[Any, ...]]) -> str | None:
    """The case named by the subject, if it is one of the administration whose token the event came with."""
    try:
        reference = parse_reference(row.subject)
    except ReferenceRefused:
        return None
    case_id: str | None = connection.execute(
        select(CASE_FILE.c.id).where(
            CASE_FILE.c.reference == reference, CASE_FILE.c.administration == row.administration
        )
    ).scalar()
    return case_id
