"""The month is written by the rooms' own functions: the books balance, and it may be ended anywhere."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text

from cases.tables import CASE_EVENT, CASE_FILE
from gateway import invariants
from gateway.demo.month import progress, writer
from gateway.demo.month.acts import ACTS
from gateway.demo.month.moment import Moment
from gateway.demo.month.told_clock import told
from gateway.demo.month.writer import Writer
from gateway.demo.opening import STORIES
from gateway.wiring import Guichet
from kernel import audit, clock
from kernel.database import Database
from payments.tables import MONEY_RECEIPT, PAYMENT_ATTEMPT
from sms.tables import SMS_MESSAGE
from tests.gateway.demo.small_month import ANCHOR
from verification.registry.tables import SEALED_DOCUMENT


class Ended(BaseException):
    """As if the process had been killed between two steps."""


@pytest.fixture
def writing(demo: Guichet) -> Iterator[Writer]:
    made = Writer(demo)
    yield made
    made.close()


def test_the_books_balance_and_every_invariant_holds(
    demo: Guichet, month: list[Moment], database: Database, writing: Writer
) -> None:
    assert writing.run() == len(month)
    broken = [each for each in invariants.examine(demo) if each.broken and not each.warning]
    assert broken == []
    with database.transaction() as connection:
        states = set(connection.execute(select(CASE_FILE.c.state)).scalars())
        dispositions = set(connection.execute(select(MONEY_RECEIPT.c.disposition)).scalars())
        attempts = Counter(connection.execute(select(PAYMENT_ATTEMPT.c.state)).scalars())
        messages = Counter(connection.execute(select(SMS_MESSAGE.c.state)).scalars())
        sealed = connection.execute(select(func.count()).select_from(SEALED_DOCUMENT)).scalar_one()
        bad = audit.verify(connection)
    assert {"a_payer", "en_verification", "rejetee", "retiree"} <= states
    assert {"settled", "credit"} <= dispositions
    assert attempts["succeeded"]
    assert attempts["unknown"] >= 3
    assert messages["delivered"] > messages["failed"]
    assert sealed
    assert bad is None


def test_a_month_that_is_written_is_not_written_again(month: list[Moment], writing: Writer) -> None:
    assert writing.run() == len(month)
    assert writing.run() == 0


def test_ended_in_the_middle_it_goes_on_where_it_stopped(
    demo: Guichet, month: list[Moment], database: Database, writing: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[int] = []

    def kill(done: int, _of: int) -> None:
        heard.append(done)
        if done >= 60:
            raise Ended

    monkeypatch.setattr(writer, "STEP_S", 0.05)
    with pytest.raises(Ended):
        writing.run(kill)
    again = Writer(demo)
    assert again.run() == len(month) - heard[-1]
    again.close()
    handed_in = sum(moment.act == "hand_in" for moment in month)
    with database.transaction() as connection:
        cases = connection.execute(select(func.count()).select_from(CASE_FILE)).scalar_one()
    assert cases == handed_in + len(STORIES)


def test_a_step_that_fails_leaves_nothing(
    month: list[Moment], database: Database, writing: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = select(func.count()).select_from(CASE_EVENT)
    with database.transaction() as connection:
        before = connection.execute(count).scalar_one()
    last = next(number for number, moment in enumerate(month) if moment.act == "move")
    acts = {**ACTS, "move": lambda *_: (_ for _ in ()).throw(Ended())}
    monkeypatch.setattr(writer, "ACTS", acts)
    monkeypatch.setattr(writer, "STEP_S", 60.0)
    with pytest.raises(Ended):
        writing.run()
    assert last > 0
    with database.transaction() as connection:
        mark = progress.find(connection)
        assert connection.execute(count).scalar_one() == before
    assert mark is not None
    assert mark.done == 0


def test_a_moment_that_a_rule_refuses_is_left_out_and_the_month_goes_on(
    demo: Guichet, month: list[Moment], writing: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise LookupError("no such rule in the plan")

    spoiled = {id(moment.details) for moment in month if moment.act == "look"}
    assert 0 < len(spoiled) <= writer.SKIPPED_MAX
    monkeypatch.setattr(writer, "ACTS", {**ACTS, "look": refuse})
    assert writing.run() == len(month)
    broken = [each for each in invariants.examine(demo) if each.broken and not each.warning]
    assert broken == []


def test_what_was_told_is_dated_in_the_past(month: list[Moment], database: Database, writing: Writer) -> None:
    writing.run()
    newest = (
        "SELECT max(at) FROM case_event WHERE kind = 'deposited' AND case_id IN (SELECT id FROM case_file)"
    )
    with database.transaction() as connection:
        recorded = connection.execute(text("SELECT max(recorded_at) FROM ledger_journal")).scalar_one()
        assert connection.execute(text(newest)).scalar_one()
    assert recorded <= ANCHOR + timedelta(hours=1)


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
