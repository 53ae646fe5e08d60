"""Payments flow for minutes while every operator does its worst; then every promise is looked at."""

import json
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from random import Random

import pytest
from pydantic import SecretStr

from gateway.settings import Settings
from gateway.wiring import Guichet, build
from kernel import clock
from tests import servers
from tests.chaos.hostile import comparison, operator_books, our_books, statements
from tests.chaos.hostile.our_books import LIVE, PUSHED, TO_DO, UNBOUND, UNDISPUTED, WAITING
from tests.chaos.hostile.payers import Payers
from tests.chaos.hostile.weather import Weather
from tests.journeys.running import Running, running
from tests.waiting import until

pytestmark = pytest.mark.chaos
CHANGE_S = 4
IN_FLIGHT_MAX = 8
# A charge that an operator says it never got is given up when its payer's five minutes are over; one question more
# is asked up to 66 s later. A lease of a minute and late callbacks of a minute fit in as well.
PUSH_LIMIT_S = 540
# A question is put within 20 s of its time; PI-SPI's half hour is moved back before.
POLL_LIMIT_S = 180
# What was ordered late comes within a minute, and some time for eight hands that wait for the gateway.
LATE_LIMIT_S = 150
PAYERS_TIME = "35 minutes"


@dataclass
class Ground:
    """What the proof stands on."""

    town: Running
    guichet: Guichet
    weather: Weather
    payers: Payers
    rng: Random

    @property
    def url(self) -> str:
        """The database's."""
        return self.town.urls["database_url"]


@pytest.fixture
def ground(request: pytest.FixtureRequest) -> Iterator[Ground]:
    """A Guichet of its own, as `make run` starts it: its operators' whole books are this proof's."""
    rng = Random(request.config.getoption("--hostile-seed"))
    with servers.folder() as folder, running(folder) as town:
        guichet = build(
            Settings(
                database_url=SecretStr(town.urls["database_url"]), redis_url=SecretStr(town.urls["redis_url"])
            )
        )
        yield Ground(town, guichet, Weather(town, rng), Payers(town, guichet, rng), rng)
        guichet.close()


def test_no_franc_is_lost_and_none_taken_twice_among_hostile_operators(
    ground: Ground, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    """Fault rows 25 to 32, on the real processes."""
    seed = request.config.getoption("--hostile-seed")
    with capsys.disabled():
        print(f"\nseed {seed}")
    _hostility(ground, request.config.getoption("--hostile-s"))
    calm_at = clock.now()
    _calm(ground)
    unknown, imported = _unknown(ground), clock.now()
    files = statements.import_all(ground.town)
    _disputes_end(ground)
    with capsys.disabled():
        _tell(ground, calm_at, imported, unknown, files)
    _assert_every_promise(ground, imported)


def _hostility(ground: Ground, seconds: float) -> None:
    """Payers come as fast as they are served; the faults change all the while."""
    ends, change, pause = clock.monotonic() + seconds, 0.0, threading.Event()
    while clock.monotonic() < ends:
        if clock.monotonic() >= change:
            ground.weather.change()
            ground.payers.answer_prompts()
            change = clock.monotonic() + CHANGE_S
        if our_books.count(ground.url, WAITING) < IN_FLIGHT_MAX:
            ground.payers.pay()
        else:
            pause.wait(0.05)


def _calm(ground: Ground) -> None:
    """No new harm: what is in doubt must now be resolved by itself."""
    ground.weather.clear()
    ground.payers.answer_prompts()
    until(lambda: operator_books.coming(ground.town.folder) == 0, LATE_LIMIT_S)
    undisputed = LIVE + PUSHED + UNDISPUTED
    until(lambda: our_books.count(ground.url, undisputed + " AND rail <> 'pispi'") == 0, PUSH_LIMIT_S)
    our_books.let_time_pass(ground.url, PAYERS_TIME, "rail = 'pispi'")
    until(lambda: our_books.count(ground.url, undisputed) == 0, POLL_LIMIT_S)
    until(lambda: our_books.count(ground.url, TO_DO) == 0, POLL_LIMIT_S)


def _unknown(ground: Ground) -> int:
    """Debits of which only the statement can tell: they came after a no, and no callback told of them."""
    ours = {(each.rail, each.operator_id) for each in our_books.receipts(ground.url)}
    return sum(each.key not in ours for each in operator_books.debits(ground.town.folder))


def _disputes_end(ground: Ground) -> None:
    """What was paid with another amount stands on the statement: the next question finds it there."""
    our_books.let_time_pass(ground.url, PAYERS_TIME, "mismatch IS NOT NULL")
    until(lambda: our_books.count(ground.url, UNBOUND) == 0, POLL_LIMIT_S)


def _disputed(ground: Ground) -> list[our_books.Attempt]:
    live = ("created", "claimed", "pending", "unknown")
    return [each for each in our_books.attempts(ground.url) if each.mismatch and each.state in live]


def _assert_every_promise(ground: Ground, imported: datetime) -> None:
    debits = operator_books.debits(ground.town.folder)
    receipts, attempts = our_books.receipts(ground.url), our_books.attempts(ground.url)
    assert comparison.books_differ(debits, receipts) == []
    assert comparison.documents_differ(our_books.invoices(ground.url), receipts) == []
    assert all(each <= comparison.PROMPT for each in comparison.waits(debits, attempts, imported))
    checked = ground.town.guichet("check", "--json")
    broken = [row for row in json.loads(checked.stdout) if row["broken"] and not row["warning"]]
    assert broken == []


def _tell(
    ground: Ground, calm_at: datetime, imported: datetime, unknown: int, files: list[statements.Imported]
) -> None:
    debits, attempts = operator_books.debits(ground.town.folder), our_books.attempts(ground.url)
    receipts = our_books.receipts(ground.url)
    waited = [each.total_seconds() for each in comparison.waits(debits, attempts, imported)]
    ordered = ground.weather.ordered
    never = ground.weather.possible() - set(ordered)
    print(f"{ground.payers.begun} walks to the last screen, {ground.payers.dialled} merchant codes dialled")
    print(f"{sum(ordered.values())} faults ordered of {len(ordered)} kinds; not drawn: {sorted(never)}")
    print("attempts:", sorted(Counter((each.rail, each.state) for each in attempts).items()))
    print("receipts:", sorted(Counter((each.rail, each.disposition) for each in receipts).items()))
    print(f"{len(debits)} debits, {unknown} of them unknown to us until the statements,", end=" ")
    print(f"{comparison.paid_twice(receipts)} invoices with money more than once")
    print(
        f"calm after {(imported - calm_at).total_seconds():.0f} s; left to a person: {len(_disputed(ground))}"
    )
    for each in files:
        classes = {name: tally["count"] for name, tally in each.report["classes"].items() if tally["count"]}
        print(f"statement {each.operator} {each.day}: {classes}, open: {each.report['open']}")
        if each.refused:
            print(f"statement refused: {each.operator} {each.day}: {each.refused}")
    if waited:
        picked = [waited[int((len(waited) - 1) * part)] for part in (0.5, 0.95, 0.99, 1)]
        print("from debit to verdict, s: p50 {:.1f}, p95 {:.1f}, p99 {:.1f}, max {:.1f}".format(*picked))
