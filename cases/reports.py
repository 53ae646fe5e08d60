"""An administration's word on a case, brought into its story. Asked for or pushed, it passes here."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import structlog
from sqlalchemy import Connection, func, select, update

from backends.contract import Report
from cases import lifecycle, seals, statuses
from cases.poll_schedule import next_poll
from cases.tables import CASE_EVENT, CASE_FILE
from kernel.crypto import Keyring

# An administration whose clock runs ahead by more must not make its next words look old.
CLOCK_AHEAD_MAX = timedelta(minutes=5)

log = structlog.get_logger(__name__)


class Outcome(StrEnum):
    """What became of a report; the last two are kept as events of that kind."""

    MOVED = "moved"
    NOTED = "noted"  # same state, another sentence for the citizen
    SAME = "same"
    REPEATED = "repeated"
    IGNORED = "ignored"  # it goes back, or is older than what we know
    UNRECOGNISED = "unrecognised"


@dataclass(frozen=True, slots=True)
class News:
    """A report, who gave it and when. ``event_id`` is the pushed event's, None for an answer we asked for."""

    report: Report
    source: str
    at: datetime
    event_id: str | None = None


def apply(connection: Connection, keyring: Keyring, case_id: str, news: News) -> Outcome:
    """Follow the report where the machine has a way; where it has none, keep it and change nothing."""
    current = lifecycle.hold(connection, case_id)
    if lifecycle.heard(connection, news.source, news.event_id):
        return Outcome.REPEATED
    told = statuses.state_told(news.report)
    if told is None:
        return _keep(connection, keyring, case_id, current, None, news)
    path = lifecycle.route(current, told)
    same = told == current or (current == "a_payer" and told == "en_verification")
    if not same and (not path or _is_old(connection, case_id, news)):
        return _keep(connection, keyring, case_id, current, told, news)
    if same:
        outcome = _note(connection, keyring, case_id, current, news)
    else:
        outcome = _walk(connection, keyring, case_id, path, news)
    _remember(connection, case_id, news)
    return outcome


def _walk(
    connection: Connection, keyring: Keyring, case_id: str, path: tuple[str, ...], news: News
) -> Outcome:
    """Every state on the way gets its event; the citizen hears of the last."""
    for state in path[:-1]:
        lifecycle.advance(connection, case_id, state, news.source, at=news.at, announce=False)
    note = seals.seal_note(keyring, case_id, news.report.note) if news.report.note else None
    lifecycle.advance(
        connection, case_id, path[-1], news.source, note, news.at, external_event_id=news.event_id
    )
    return Outcome.MOVED


def _note(connection: Connection, keyring: Keyring, case_id: str, current: str, news: News) -> Outcome:
    words = news.report.note
    if not words or words == _newest_note(connection, keyring, case_id):
        return Outcome.SAME
    event_id = lifecycle.record(
        connection, case_id, Outcome.NOTED, current, current, news.source, news.at,
        note_sealed=seals.seal_note(keyring, case_id, words), external_event_id=news.event_id,
    )  # fmt: skip
    lifecycle.tell(connection, case_id, event_id)
    return Outcome.NOTED


def _keep(
    connection: Connection, keyring: Keyring, case_id: str, current: str, told: str | None, news: News
) -> Outcome:
    """One event for a person to read, once, however often the same answer comes."""
    outcome = Outcome.IGNORED if told else Outcome.UNRECOGNISED
    words = news.report.note if told else news.report.raw or f"{news.report.status}/{news.report.stage}"
    event_id = (
        news.event_id or f"asked {keyring.index(f'{case_id} {words} {told} {news.report.at}', 'report')}"
    )
    if lifecycle.heard(connection, news.source, event_id):
        return outcome
    lifecycle.record(
        connection, case_id, outcome, current, current, news.source, news.at, told=told,
        note_sealed=seals.seal_note(keyring, case_id, words) if words else None, external_event_id=event_id,
    )  # fmt: skip
    level = log.info if told else log.error
    level(
        "report_not_followed",
        case=case_id,
        source=news.source,
        outcome=str(outcome),
        state=current,
        told=told,
    )
    return outcome


def _newest_note(connection: Connection, keyring: Keyring, case_id: str) -> str | None:
    sealed = connection.execute(
        select(CASE_EVENT.c.note_sealed)
        .where(CASE_EVENT.c.case_id == case_id, CASE_EVENT.c.kind.in_(lifecycle.TOLD))
        .order_by(CASE_EVENT.c.id.desc())
        .limit(1)
    ).scalar()
    return seals.unseal_note(keyring, case_id, sealed)


def _is_old(connection: Connection, case_id: str, news: News) -> bool:
    """Pushed events may overtake each other; the answer to a question is the present."""
    if news.event_id is None or news.report.at is None:
        return False
    known: datetime | None = connection.execute(
        select(CASE_FILE.c.reported_at).where(CASE_FILE.c.id == case_id)
    ).scalar()
    return known is not None and news.report.at < known


def _remember(connection: Connection, case_id: str, news: News) -> None:
    """When we heard, what time the administration gave, and when to ask again."""
    case = connection.execute(
        select(CASE_FILE.c.state, CASE_FILE.c.state_since, CASE_FILE.c.external_id).where(
            CASE_FILE.c.id == case_id
        )
    ).one()
    due = next_poll(case.state, case.state_since, news.at) if case.external_id else None
    values: dict[str, object] = {"checked_at": news.at, "poll_due_at": due}
    if news.report.at is not None and news.report.at <= news.at + CLOCK_AHEAD_MAX:
        values["reported_at"] = func.greatest(CASE_FILE.c.reported_at, news.report.at)
    connection.execute(update(CASE_FILE).where(CASE_FILE.c.id == case_id).values(**values))
