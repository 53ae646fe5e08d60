"""A broadcast from the first look to its approval: the holders of cases/, the words and the rows of sms/."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from cases import holders
from catalogue.service import Service
from gateway.wiring import Guichet
from kernel import clock
from kernel.database import Database
from sms.broadcasts import filling
from sms.broadcasts.estimate import Estimate, Tally
from sms.broadcasts.recipient import Recipient, listening
from sms.broadcasts.wording import Wording

# A page may read past a million cases of other services before it is full: a command may wait for that, a screen never.
PATIENCE_MS = 30_000
SAMPLES = 3
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Audience:
    """Who is meant: the holders of a service, in a state of their case, who read a language (None: any)."""

    service: Service
    case_state: str | None = None
    language: str | None = None

    def filters(self) -> tuple[int, str | None, str | None]:
        """For ``cases.holders``."""
        return self.service.number, self.case_state, self.language


@dataclass(slots=True)
class Survey:
    """What a look at the whole audience gave. ``samples`` are its first recipients."""

    estimate: Estimate
    samples: list[Recipient] = field(repr=False)


def patient(guichet: Guichet) -> Database:
    """A connection of its own for long reads; the caller closes it."""
    return Database(guichet.database.url, pool_size=1, statement_timeout_ms=PATIENCE_MS)


def survey(
    guichet: Guichet, database: Database, audience: Audience, wording: Wording, *,
    progress: Progress, allowed: Collection[str] | None = None,
) -> Survey:  # fmt: skip
    """Count everybody who would get it and what it would cost. Stores nothing; ``progress`` hears of each page."""
    tally, samples = Tally(), list[Recipient]()
    for page in _pages(guichet, database, audience):
        with database.transaction() as connection:
            heard = [one for _, one in listening(connection, guichet.keyring, page)]
        tally.add(heard)
        samples += heard[: SAMPLES - len(samples)]
        progress(len(page))
    return Survey(tally.estimate(wording, guichet.catalogue.sms_prices, _today(audience), allowed), samples)


def prepare(
    guichet: Guichet, database: Database, audience: Audience, wording: Wording, *,
    by: str, progress: Progress, allowed: Collection[str] | None = None,
) -> tuple[int, Estimate]:  # fmt: skip
    """Write the draft and its recipients; its id and what it really comes to. Raises sms NotAllowed."""
    tally = Tally()
    with database.transaction() as connection:
        broadcast_id = filling.draft(
            connection, service=audience.service.number, wording=wording, by=by, at=clock.now(),
            case_state=audience.case_state, language=audience.language,
        )  # fmt: skip
    for page in filling.fill(database, guichet.keyring, broadcast_id, _pages(guichet, database, audience)):
        tally.add(page)
        progress(len(page))
    estimate = tally.estimate(wording, guichet.catalogue.sms_prices, _today(audience), allowed)
    with database.transaction() as connection:
        filling.close(connection, broadcast_id, estimate, clock.now())
    return broadcast_id, estimate


def _pages(guichet: Guichet, database: Database, audience: Audience) -> Iterator[list[Recipient]]:
    for page in holders.pages(database, guichet.keyring, *audience.filters()):
        yield [Recipient(*holder) for holder in page]


def _today(audience: Audience) -> date:
    at: datetime = clock.now()
    return clock.local_day(audience.service.country, at)
