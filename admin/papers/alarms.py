"""Alarms of double use: raised by the lane's worker, looked into by an officer. Which paper: never which holder."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects.postgresql import insert

from admin.papers import offices
from admin.papers.tables import DOCUMENT_ALARM, LONGEST_FINDING
from admin.people.person import Scope
from catalogue.catalogue import Catalogue
from verification.registry.tables import SEALED_DOCUMENT

SHOWN_MAX = 50
Rows = Sequence[Any]


class NoFinding(ValueError):
    """What was found is said in 1 to 200 characters. Nothing was written."""

    retry = False


def sound(connection: Connection, document_id: str, check_id: str, at: datetime) -> bool:
    """Once a presentation, however often its news comes; False for a repeat."""
    values = {"check_id": check_id, "document_id": document_id, "at": at}
    query = (
        insert(DOCUMENT_ALARM).values(values).on_conflict_do_nothing().returning(DOCUMENT_ALARM.c.check_id)
    )
    return connection.execute(query).scalar() is not None


def of_document(connection: Connection, document_id: str) -> Rows:
    """The newest 50."""
    alarm = DOCUMENT_ALARM.c
    query = (
        select(DOCUMENT_ALARM)
        .where(alarm.document_id == document_id)
        .order_by(alarm.at.desc())
        .limit(SHOWN_MAX)
    )
    return connection.execute(query).all()


def waiting(connection: Connection, catalogue: Catalogue, scope: Scope) -> Rows:
    """The oldest 50 that nobody looked into, of the papers that are this office's."""
    alarm, paper = DOCUMENT_ALARM.c, SEALED_DOCUMENT.c
    query = (
        select(alarm.check_id, alarm.at, paper.number, paper.kind, paper.issuer)
        .join(SEALED_DOCUMENT, paper.id == alarm.document_id)
        .where(alarm.seen_by.is_(None), offices.visible(catalogue, scope))
        .order_by(alarm.at, alarm.check_id)
        .limit(SHOWN_MAX)
    )
    return connection.execute(query).all()


def look_into(
    connection: Connection, document_id: str, check_id: str, finding: str, by: str, at: datetime
) -> bool:
    """One person says what it was; False when there is no such alarm, or somebody has. Raises NoFinding."""
    said = finding.strip()
    if not said or len(said) > LONGEST_FINDING:
        raise NoFinding
    alarm = DOCUMENT_ALARM.c
    changed = connection.execute(
        update(DOCUMENT_ALARM)
        .where(alarm.check_id == check_id, alarm.document_id == document_id, alarm.seen_by.is_(None))
        .values(seen_by=by, seen_at=at, finding=said)
    )
    return changed.rowcount == 1
