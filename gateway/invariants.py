"""Everything that must be true of the data at any moment, from every room, for ``guichet check``."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from sqlalchemy import Connection, select

from cases import invariants as cases
from catalogue.catalogue import Catalogue
from gateway import closed_cases, old_answers
from gateway.privileges import watching
from gateway.sealing.keys import KeyFolder
from gateway.settings import Mode
from gateway.wiring import Guichet
from kernel import audit, clock
from kernel.crypto import Keyring
from kernel.database import Database
from kernel.outbox import OUTBOX
from payments import invariants as payments
from payments.closing import invariants as closing
from payments.ledger import invariants as ledger
from payments.quittances import invariants as quittances
from payments.refunds import invariants as refunds
from sms import invariants as sms
from verification.registry import invariants as register

SHOWN_MAX = 20
# Ten million rows are walked within minutes; a check is run by night or by a worried person, never by a citizen.
WALK_MS_MAX = 600_000


class Invariant(Protocol):
    """How the rooms write theirs."""

    @property
    def name(self) -> str: ...
    @property
    def warning(self) -> bool: ...
    @property
    def broken(self) -> Callable[[Connection], list[str]]: ...


ROOMS: Mapping[str, Sequence[Invariant]] = {
    "cases": (*cases.INVARIANTS, *closed_cases.INVARIANTS),
    "payments": payments.INVARIANTS,
    "ledger": ledger.INVARIANTS,
    "quittances": quittances.INVARIANTS,
    "refunds": refunds.INVARIANTS,
    "closing": closing.INVARIANTS,
}


@dataclass(frozen=True, slots=True)
class Result:
    """One invariant, and the rows that break it. A warning is shown and does not fail the check."""

    room: str
    name: str
    broken: list[str] = field(default_factory=list)
    warning: bool = False


def examine(guichet: Guichet) -> list[Result]:
    """Look at every invariant now. Some walk whole tables, so this pool has its own patience."""
    database = Database(guichet.database.url, pool_size=1, statement_timeout_ms=WALK_MS_MAX)
    try:
        with database.transaction() as connection:
            seen = [result for look in LOOKS for result in look(connection)]
            seen += _register(connection, guichet.keyring)
            seen += _answers(connection, guichet.catalogue)
            return [*seen, _roles(connection, guichet.settings.mode), _keys(guichet.sealed.seals.folder)]
    finally:
        database.close()


def _rooms(connection: Connection) -> Iterator[Result]:
    for room, invariants in ROOMS.items():
        for invariant in invariants:
            yield Result(room, invariant.name, invariant.broken(connection), invariant.warning)


def _register(connection: Connection, keyring: Keyring) -> Iterator[Result]:
    """Sealed documents: what is sealed is opened, so these alone need the keys."""
    for invariant in register.INVARIANTS:
        yield Result("register", invariant.name, invariant.broken(connection, keyring), invariant.warning)


def _answers(connection: Connection, catalogue: Catalogue) -> Iterator[Result]:
    """How long answers are kept is the administrations' rule, so that this alone needs the catalogue."""
    offices, at = catalogue.administrations, clock.now()
    late = old_answers.late(connection, offices, at)
    yield Result("cases", "answers are erased when their administration's time is over", late, warning=True)
    silent = old_answers.without_rule(connection, offices, at)
    yield Result("cases", "each administration says how long answers are kept", silent, warning=True)


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


def _roles(connection: Connection, mode: Mode) -> Result:
    """In a demo one role is everything. Elsewhere that is work for a person: the data itself is not wrong."""
    found = [] if mode is Mode.DEMO else watching.too_strong(connection)
    return Result("roles", "no process may rewrite history", found, warning=True)


def _keys(folder: KeyFolder) -> Result:
    """An older version's PBKDF2 is weaker and still opens: work for a person, once after an upgrade."""
    name = "signing keys are sealed in today's form"
    try:
        return Result("keys", name, folder.old_form(), warning=True)
    except OSError as error:
        return Result("keys", name, [f"not readable here: {error.filename}"], warning=True)


LOOKS: tuple[Callable[[Connection], Iterator[Result]], ...] = (_rooms, _messages, _outbox, _audit)
