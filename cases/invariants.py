"""What must be true of every case at any moment: the questions that `guichet check` puts. Mends nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, text

from cases import filing, lifecycle
from kernel import clock

# A delivery lasts 25 s at most and is taken over after 60: ten minutes mean that no worker runs.
SENDING_MAX = timedelta(minutes=10)
# Polled every 15 or 60 minutes: a day without an answer is a fault on one side or the other.
UNCHECKED_MAX = timedelta(hours=24)
SHOWN_MAX = 20


@dataclass(frozen=True, slots=True)
class Invariant:
    """``broken`` gives at most 20 references for which it does not hold. A warning fails no check."""

    name: str
    broken: Callable[[Connection], list[str]]
    warning: bool = False


def _query(sql: str, **values: object) -> Callable[[Connection], list[str]]:
    """``values`` may be a timedelta: it becomes the instant that long ago."""
    statement = text(f"{sql} ORDER BY reference LIMIT {SHOWN_MAX}")

    def broken(connection: Connection) -> list[str]:
        now = clock.now()
        bound = {
            name: now - value if isinstance(value, timedelta) else value for name, value in values.items()
        }
        return list(connection.execute(statement, bound).scalars())

    return broken


INVARIANTS: tuple[Invariant, ...] = (
    Invariant(
        "case state is one of the machine's",
        _query(
            "SELECT reference FROM case_file WHERE NOT state = ANY(:states)",
            states=sorted(lifecycle.MACHINE.states),
        ),
    ),
    Invariant(
        "case submission is one of its machine's",
        _query(
            "SELECT reference FROM case_file WHERE NOT submission = ANY(:states)",
            states=sorted(filing.MACHINE.states),
        ),
    ),
    Invariant(
        "case has its first event",
        _query(
            "SELECT reference FROM case_file f WHERE NOT EXISTS "
            "(SELECT FROM case_event e WHERE e.case_id = f.id AND e.kind = 'deposited')"
        ),
    ),
    Invariant(
        "case state is that of its last event",
        _query(
            "SELECT reference FROM case_file f WHERE state IS DISTINCT FROM "
            "(SELECT to_state FROM case_event e WHERE e.case_id = f.id ORDER BY e.id DESC LIMIT 1)"
        ),
    ),
    Invariant(
        "case sent has the administration's number",
        _query("SELECT reference FROM case_file WHERE submission = 'sent' AND external_id IS NULL"),
    ),
    Invariant(
        "case is not being sent for more than 10 minutes",
        _query(
            "SELECT reference FROM case_file WHERE submission = 'sending' AND submission_since < :before",
            before=SENDING_MAX,
        ),
    ),
    Invariant(
        "open case was checked within 24 hours",
        _query(
            "SELECT reference FROM case_file WHERE submission = 'sent' AND state = ANY(:open) "
            "AND checked_at < :before",
            open=list(lifecycle.OPEN), before=UNCHECKED_MAX,
        ),
        warning=True,
    ),
    Invariant(
        "case refused by its administration has been looked at",
        _query("SELECT reference FROM case_file WHERE submission = 'refused' AND state = ANY(:open)",
               open=list(lifecycle.OPEN)),
        warning=True,
    ),
)  # fmt: skip
