"""How the month is written: by steps of all or nothing, past what a rule refuses, and only where one was begun."""

from collections.abc import Iterator

import pytest
from sqlalchemy import func, select

from cases.tables import CASE_EVENT, CASE_FILE
from gateway import invariants
from gateway.demo.month import progress, writer
from gateway.demo.month.acts import ACTS
from gateway.demo.month.moment import Moment
from gateway.demo.month.told_clock import told
from gateway.demo.month.writer import Writer
from gateway.demo.opening import STORIES
from gateway.wiring import Guichet
from kernel import clock
from kernel.database import Database
from tests.gateway.demo.small_month import ANCHOR

# A month that ends here has what is refused twice, and something else between and after it.
BEGINNING = 60


class Ended(BaseException):
    """As if the process had been killed between two steps."""


@pytest.fixture
def writing(demo: Guichet) -> Iterator[Writer]:
    made = Writer(demo)
    yield made
    made.close()


def test_a_step_that_fails_leaves_nothing(
    month: list[Moment], database: Database, writing: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = select(func.count()).select_from(CASE_EVENT)
    with database.transaction() as connection:
        before = connection.execute(count).scalar_one()
    last = next(number for number, moment in enumerate(month) if moment.act == "move")
    acts = {**ACTS, "move": lambda *_: (_ for _ in ()).throw(Ended())}
    monkeypatch.setattr(writer, "ACTS", acts)
    monkeypatch.setattr(writer, "STEP_S", 3600.0)
    with pytest.raises(Ended):
        writing.run()
    assert last > 0
    with database.transaction() as connection:
        mark = progress.find(connection)
        assert connection.execute(count).scalar_one() == before
    assert mark is not None
    assert mark.done == 0


def test_a_moment_that_a_rule_refuses_is_left_out_and_the_month_goes_on(
    demo: Guichet, month: list[Moment], database: Database, writing: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise LookupError("no such rule in the plan")

    del month[BEGINNING:]
    refused = [number for number, moment in enumerate(month) if moment.act == "look"]
    assert 1 < len(refused) <= writer.SKIPPED_MAX
    assert refused[-1] < BEGINNING - 1
    monkeypatch.setattr(writer, "ACTS", {**ACTS, "look": refuse})
    assert writing.run() == len(month)
    broken = [each for each in invariants.examine(demo) if each.broken and not each.warning]
    assert broken == []
    handed_in = sum(moment.act == "hand_in" for moment in month)
    with database.transaction() as connection:
        cases = connection.execute(select(func.count()).select_from(CASE_FILE)).scalar_one()
    assert cases == handed_in + len(STORIES)


def test_the_clock_is_only_told_for_the_time_of_the_block() -> None:
    before = clock.now()
    with told(ANCHOR):
        assert clock.now() == ANCHOR
    assert clock.now() >= before


def test_without_a_mark_nothing_is_written(guichet: Guichet, database: Database) -> None:
    """A database that was there before the demo is left alone."""
    idle = Writer(guichet)
    assert idle.run() == 0
    idle.close()
    with database.transaction() as connection:
        assert connection.execute(select(func.count()).select_from(CASE_FILE)).scalar_one() == 0
