"""An administration's word on a case, brought into its story. Whether polled or pushed, it passes here."""

from datetime import datetime, timedelta
from enum import StrEnum

import structlog
from sqlalchemy import Connection, select, update

from backends.contract import Report
from cases import lifecycle, poll_schedule, seals, statuses
from cases.tables import CASE_EVENT, CASE_FILE
from kernel.crypto import Keyring

# An administration whose clock runs ahead by more must not make its next words look old.
CLOCK_AHEAD_MAX = timedelta(minutes=5)

log = structlog.get_logger(__name__)


class Outcome(StrEnum):
    """What became of a report."""

    MOVED = "moved"
    NOTED = "noted"  # same state, another sentence for the citizen
    SAME = "same"
    IGNORED = "ignored"  # it goes back, or is older than what we know
    UNRECOGNISED = "unrecognised"
    REPEATED = "repeated"


def apply(
    connection: Connection,
    keyring: Keyring,
    case_id: str,
    report: Report,
    source: str,
    at: datetime,
    external_event_id: str | None = None,
) -> Outcome:
    """Follow the report where the machine has a way, keep it as an event where it has none."""
    current = lifecycle.hold(connection, case_id)
    if lifecycle.heard(connection, source, external_event_id):
        return Outcome.REPEATED
    told = statuses.state_told(report)
    if told is None:
        return _keep(connection, keyring, case_id, Outcome.UNRECOGNISED, current, None, report, source, at,
                     external_event_id)  # fmt: skip
    if _is_old(connection, case_id, report):
        return _keep(connection, keyring, case_id, Outcome.IGNORED, current, told, report, source, at,
                     external_event_id)  # fmt: skip
    note = seals.seal_note(keyring, case_id, report.note) if report.note else None
    if told == current or (current == "a_payer" and told == "en_verification"):
        outcome = _note(connection, keyring, case_id, current, report, note, source, at, external_event_id)
    elif path := lifecycle.route(current, told):
        outcome = _walk(connection, case_id, path, source, note, at, external_event_id)
    else:
        return _keep(connection, keyring, case_id, Outcome.IGNORED, current, told, report, source, at,
                     external_event_id)  # fmt: skip
    _remember(connection, case_id, report, at)
    return outcome
