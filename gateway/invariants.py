"""Everything that must be true of the data at any moment, from every room, for ``guichet check``."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from cases import invariants as cases
from gateway.wiring import Guichet
from kernel import audit, clock
from kernel.outbox import OUTBOX
from sms import invariants as sms

SHOWN_MAX = 20


@dataclass(frozen=True, slots=True)
class Result:
    """One invariant, and the rows that break it. A warning is shown and does not fail the check."""

    room: str
    name: str
    broken: list[str] = field(default_factory=list)
    warning: bool = False


def examine(guichet: Guichet) -> list[Result]:
    """Look at every invariant now."""
    with guichet.database.transaction() as connection:
        return [result for look in LOOKS for result in look(connection)]


def _cases(connection: Connection) -> Iterator[Result]:
    for invariant in cases.INVARIANTS:
        yield Result("cases", invariant.name, invariant.broken(connection), invariant.warning)


def _messages(connection: Connection) -> Iterator[Result]:
    found = sms.broken(connection)
    for name in sms.queries(clock.now()):
        yield Result("sms", name, found.get(name, []))


def _outbox(connection: Connection) -> Iterator[Result]:
    parked = connection.execute(
        select(OUTBOX.c.id, OUTBOX.c.topic)
        .where(OUTBOX.c.parked_at.is_not(None), OUTBOX.c.done_at.is_(None))
        .order_by(OUTBOX.c.id)
        .limit(SHOWN_MAX)
    )
    yield Result(
        "outbox", "nothing is parked for a person", [f"{row.id} {row.topic}" for row in parked], warning=True
    )


def _audit(connection: Connection) -> Iterator[Result]:
    bad = audit.verify(connection)
    yield Result("audit", "the hash chain is whole", [] if bad is None else [str(bad)])


LOOKS: tuple[Callable[[Connection], Iterator[Result]], ...] = (_cases, _messages, _outbox, _audit)
