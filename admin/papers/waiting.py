"""What was asked to be sealed or reprinted and is not done: waiting for the worker, tried again, or given up."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from admin.people.person import Scope
from cases.tables import CASE_FILE
from kernel import clock, outbox
from kernel.outbox import OUTBOX, Event

LANE, SEAL, REPRINT = "documents", "document.seal", "document.duplicata"
SHOWN_MAX = 50
# A worker that runs seals within seconds: after a minute something is missing, a key or the worker itself.
LATE = timedelta(minutes=1)
_ROW = OUTBOX.c
_OPEN = (_ROW.parked_at.is_(None), _ROW.parked_at.is_not(None))


@dataclass(frozen=True, slots=True)
class Waiting:
    """``error`` names the error of the last try, "" for none. ``subject``: a case's id, or a document's number."""

    subject: str
    since: datetime
    error: str
    parked: bool
    ordinal: int | None

    @property
    def late(self) -> bool:
        return clock.now() - self.since > LATE

    @property
    def why(self) -> str:
        """Its words: papers.waiting.<why>."""
        if self.error:
            return "refused" if self.error in ("PaperRefused", "Prohibited") else "failed"
        return "late" if self.late else "soon"


def of(connection: Connection, topic: str, subject: str) -> list[Waiting]:
    """What is open about one case or document, oldest first."""
    return _waiting(connection, (_ROW.topic == topic) & (_ROW.subject == subject))


def cases(connection: Connection, scope: Scope) -> list[tuple[Any, Waiting]]:
    """At most 50 cases of this office that wait for their paper, the longest first."""
    found = {
        row.subject: row
        for row in _waiting(connection, _ROW.topic == SEAL, _ROW.payload["of"].astext == "case")
    }
    case = CASE_FILE.c
    query = select(case.id, case.reference, case.service).where(case.id.in_(list(found)))
    if scope.administration is not None:
        query = query.where(case.administration == scope.administration)
    rows = [(row, found[row.id]) for row in connection.execute(query)]
    return sorted(rows, key=lambda pair: pair[1].since)


def supersede(connection: Connection, subject: str) -> None:
    """What was asked about this case before is done: an officer asks anew, with more to go by."""
    for row in _rows(connection, (_ROW.topic == SEAL) & (_ROW.subject == subject)):
        outbox.finish(connection, Event(row.id, LANE, SEAL, subject, row.payload, row.tries))


def _waiting(connection: Connection, *where: ColumnElement[bool]) -> list[Waiting]:
    return [
        Waiting(
            row.subject,
            row.created_at,
            row.last_error or "",
            row.parked_at is not None,
            row.payload.get("ordinal"),
        )
        for row in _rows(connection, *where)
    ]


def _rows(connection: Connection, *where: ColumnElement[bool]) -> Iterable[Any]:
    """In two queries: open rows and parked ones have an index each."""
    found: list[Any] = []
    for state in _OPEN:
        query = select(OUTBOX).where(_ROW.lane == LANE, _ROW.done_at.is_(None), state, *where)
        found += connection.execute(query.order_by(_ROW.id).limit(SHOWN_MAX)).all()
    return sorted(found, key=lambda row: row.id)
