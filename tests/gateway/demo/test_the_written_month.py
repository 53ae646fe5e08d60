"""What stands in the database once the small month is written: once for this file, and not at one go."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
import redis as redis_py
import time_machine
from sqlalchemy import func, select, text

from cases.tables import CASE_FILE
from gateway import invariants
from gateway.demo.month import writer
from gateway.demo.month.moment import Moment
from gateway.demo.month.writer import Writer
from gateway.demo.opening import STORIES
from gateway.wiring import Guichet
from kernel import audit
from kernel.database import Database
from payments.tables import MONEY_RECEIPT, PAYMENT_ATTEMPT
from sms.tables import SMS_MESSAGE
from tests.emptying import empty
from tests.gateway.demo.seeded import seeded
from tests.gateway.demo.small_month import ANCHOR, small
from verification.registry.tables import SEALED_DOCUMENT

# Of some 700 moments: what is written before the end and what is written after it are both worth a look.
KILLED_AFTER = 60


class Ended(BaseException):
    """As if the process had been killed between two steps."""


@dataclass(frozen=True)
class Written:
    """``first`` moments were there when the writer was killed, its successor said that it wrote ``rest``."""

    guichet: Guichet
    month: list[Moment]
    first: int
    rest: int


@pytest.fixture(scope="module")
def written(
    _pool: Database, database_url: str, redis_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Written]:
    """Killed in the middle, gone on with by another process. The tests of this file only read it."""
    with _pool.transaction() as connection:
        empty(connection)
    with redis_py.Redis.from_url(redis_url) as client:
        client.flushdb()
    folder = tmp_path_factory.mktemp("demo")
    # The keys of the demo seal what is of their own time: it is the day after the month, whenever the test runs.
    with (
        time_machine.travel(ANCHOR + timedelta(days=1), tick=True),
        seeded(_pool, database_url, redis_url, folder) as guichet,
        pytest.MonkeyPatch.context() as patch,
    ):
        month = small(guichet)
        patch.setattr("gateway.demo.month.writer.plan", lambda *_: month)
        first = _killed(guichet)
        again = Writer(guichet)
        rest = again.run()
        again.close()
        yield Written(guichet, month, first, rest)


def _killed(guichet: Guichet) -> int:
    """How many moments were written when it was."""
    heard: list[int] = []

    def kill(done: int, _of: int) -> None:
        heard.append(done)
        if done >= KILLED_AFTER:
            raise Ended

    one = Writer(guichet)
    with pytest.MonkeyPatch.context() as patch, pytest.raises(Ended):
        patch.setattr(writer, "STEP_S", 0.05)
        one.run(kill)
    one.close()
    return heard[-1]


def test_ended_in_the_middle_it_goes_on_where_it_stopped(written: Written, _pool: Database) -> None:
    assert KILLED_AFTER <= written.first < len(written.month)
    assert written.rest == len(written.month) - written.first
    handed_in = sum(moment.act == "hand_in" for moment in written.month)
    with _pool.transaction() as connection:
        cases = connection.execute(select(func.count()).select_from(CASE_FILE)).scalar_one()
    assert cases == handed_in + len(STORIES)


def test_a_month_that_is_written_is_not_written_again(written: Written) -> None:
    once_more = Writer(written.guichet)
    assert once_more.run() == 0
    once_more.close()


def test_the_books_balance_and_every_invariant_holds(written: Written, _pool: Database) -> None:
    broken = [each for each in invariants.examine(written.guichet) if each.broken and not each.warning]
    assert broken == []
    with _pool.transaction() as connection:
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


def test_what_was_told_is_dated_in_the_past(written: Written, _pool: Database) -> None:
    newest = (
        "SELECT max(at) FROM case_event WHERE kind = 'deposited' AND case_id IN (SELECT id FROM case_file)"
    )
    with _pool.transaction() as connection:
        recorded = connection.execute(text("SELECT max(recorded_at) FROM ledger_journal")).scalar_one()
        assert connection.execute(text(newest)).scalar_one()
    assert recorded <= ANCHOR + timedelta(hours=1)
