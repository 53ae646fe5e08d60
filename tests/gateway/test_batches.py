"""The lane of messages is drained in batches: few commits, one turn for each kind, and no row spoils the others."""

import threading
from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
from pydantic import SecretStr
from sqlalchemy import Connection, func, select, text, update
from sqlalchemy import event as events

from gateway import batches, flights, jobs
from gateway.batches import Drain, Share
from gateway.settings import Settings
from gateway.wiring import Guichet, build
from kernel import clock, outbox
from kernel.database import Database, DatabaseUnavailable
from kernel.outbox import OUTBOX
from sms.purposes import LANES
from sms.tables import SMS_MESSAGE
from tests.sms.africastalking_wire import Wire, line, recipients, serving
from tests.sms.cases import message, queued
from tests.waiting import until

WAIT_S = 60
OK = recipients(line(message_id="None"))


@pytest.fixture
def wire() -> Iterator[Wire]:
    with serving(OK) as served:
        yield served


@pytest.fixture
def office(
    database: Database, redis: object, database_url: str, redis_url: str, wire: Wire
) -> Iterator[Guichet]:
    """The gateway with its messages going to the wire."""
    del database, redis
    wired = build(
        Settings(
            database_url=SecretStr(database_url), redis_url=SecretStr(redis_url), africastalking_base_url=wire.url,
            allow_private=("127.0.0.0/8",), sms_quiet_hours="",
        )
    )  # fmt: skip
    yield wired
    wired.egress.close()
    wired.close()


def _queued(office: Guichet, count: int, purpose: str, first: int = 0) -> list[str]:
    return [
        queued(office.database, office.keyring, purpose=purpose, phone=f"+2237{first + each:07d}")
        for each in range(count)
    ]


def _states(database: Database) -> dict[str, int]:
    with database.transaction() as connection:
        rows = connection.execute(select(SMS_MESSAGE.c.state, func.count()).group_by(SMS_MESSAGE.c.state))
        return {state: count for state, count in rows}  # noqa: C416 - rows of two are no pairs to mypy


def _open_bells(database: Database) -> int:
    with database.transaction() as connection:
        return connection.execute(
            select(func.count()).select_from(OUTBOX).where(OUTBOX.c.done_at.is_(None))
        ).scalar_one()


def test_every_kind_of_message_is_drained_by_the_one_worker(office: Guichet, wire: Wire) -> None:
    for first, purpose in enumerate(("sms.quittance", "sms.moved", "broadcast")):
        _queued(office, 20, purpose, first * 100)
    assert jobs.drain_with(office, "sms") == 60
    assert (_states(office.database), _open_bells(office.database)) == ({"sent": 60}, 0)
    assert len({request["to"] for request in wire.requests}) == len(wire.requests) == 60


def test_a_batch_needs_far_fewer_commits_than_messages(
    office: Guichet, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However slowly the answers come, those of one batch share a commit."""
    monkeypatch.setattr(flights, "GATHER_S", WAIT_S)
    _queued(office, 100, "sms.quittance")
    commits: list[object] = []
    listener = lambda connection: commits.append(connection)  # noqa: E731 - one line for one listener
    events.listen(office.database.engine, "commit", listener)
    try:
        jobs.drain_with(office, "sms")
    finally:
        events.remove(office.database.engine, "commit", listener)
    assert _states(office.database) == {"sent": 100}
    assert len(commits) < 60


def test_handed_is_committed_before_the_call_and_nothing_is_open_meanwhile(
    office: Guichet, wire: Wire, database: Database
) -> None:
    """Fault rows 2 and 15."""
    ids, seen = _queued(office, 10, "sms.quittance"), []
    wire.before_answer = lambda: seen.append(_states(database).get("queued", 0))
    jobs.drain_with(office, "sms")
    assert (set(seen), len(seen)) == ({0}, len(ids))


def test_a_campaign_holds_half_of_the_calls_at_most(office: Guichet, wire: Wire) -> None:
    in_flight, most, lock, hold = [0], [0], threading.Lock(), threading.Event()
    bulk = next(share.most for share in jobs.SHARES["sms"] if share.lane == LANES["bulk"])

    def count() -> None:
        with lock:
            in_flight[0] += 1
            most[0] = max(most[0], in_flight[0])
            if in_flight[0] == bulk:
                hold.set()
        hold.wait(WAIT_S)
        with lock:
            in_flight[0] -= 1

    wire.before_answer = count
    _queued(office, 60, "broadcast")
    jobs.drain_with(office, "sms")
    assert (most[0], _states(office.database)) == (bulk, {"sent": 60})


def test_a_receipt_is_handed_over_while_every_call_of_a_campaign_hangs(office: Guichet, wire: Wire) -> None:
    hold, receipt_seen = threading.Event(), threading.Event()

    def answer() -> None:
        if wire.requests[-1]["to"] == "+22370099999":
            receipt_seen.set()
        else:
            hold.wait(WAIT_S)

    wire.before_answer = answer
    _queued(office, 60, "broadcast")
    draining = threading.Thread(target=jobs.drain_with, args=(office, "sms"))
    draining.start()
    until(lambda: len(wire.requests) >= 16)
    _queued(office, 1, "sms.quittance", 99_999)
    assert receipt_seen.wait(WAIT_S)
    hold.set()
    draining.join(WAIT_S)
    assert _states(office.database) == {"sent": 61}


def test_a_row_that_cannot_be_opened_does_not_hold_up_the_others(office: Guichet, database: Database) -> None:
    ids = _queued(office, 8, "sms.quittance")
    with database.transaction() as connection:
        connection.execute(
            update(SMS_MESSAGE).where(SMS_MESSAGE.c.id == UUID(ids[3])).values(body_sealed=b"x" * 40)
        )
    jobs.drain_with(office, "sms")
    assert _states(database) == {"sent": 7, "queued": 1}
    assert message(database, ids[3]).state == "queued"
    with database.transaction() as connection:
        row = connection.execute(select(OUTBOX).where(OUTBOX.c.subject == ids[3])).one()
    assert (row.tries, row.done_at, row.last_error) == (1, None, "SealBroken")


@pytest.fixture
def unwritable(database: Database) -> Iterator[str]:
    """A provider's id that PostgreSQL does not take."""
    with database.transaction() as connection:
        connection.execute(
            text("ALTER TABLE sms_message ADD CONSTRAINT unwritable CHECK (provider_id <> 'ATXid_no')")
        )
    yield "ATXid_no"
    with database.transaction() as connection:
        connection.execute(text("ALTER TABLE sms_message DROP CONSTRAINT unwritable"))


def test_an_outcome_that_cannot_be_written_does_not_take_the_others_with_it(
    office: Guichet, wire: Wire, database: Database, unwritable: str
) -> None:
    """It stays in hand, is unknown after its lease, and never leaves again."""
    wire.answers[:] = [recipients(line(message_id=unwritable)), OK]
    _queued(office, 8, "sms.quittance")
    jobs.drain_with(office, "sms")
    assert _states(database) == {"sent": 7, "handed": 1}
    assert len(wire.requests) == 8


def test_a_drain_that_loses_postgresql_raises_and_the_leases_give_its_rows_back(database: Database) -> None:
    class Away:
        def retrying(self, work: object) -> object:
            del work
            raise outbox.Later(1)  # any fault: it is not swallowed when the rows cannot even be claimed

        def transaction(self) -> object:
            raise RuntimeError("away")

    drain = Drain(Away(), None, lambda _: None, {}, (Share("sms", 2),))  # type: ignore[arg-type]
    with pytest.raises(RuntimeError):
        drain.run(clock.monotonic() + 1)
    assert _states(database) == {}


class Coming:
    """PostgreSQL, away for the next ``away`` transactions of a drain; ``at_commit``: only its last word is lost."""

    def __init__(self, real: Database, *, at_commit: bool = False) -> None:
        self._real, self._at_commit = real, at_commit
        self.away = 0

    def __getattr__(self, name: str) -> object:
        return getattr(self._real, name)

    def retrying(self, work: Callable[[Connection], object]) -> object:
        gone, self.away = self.away > 0, max(0, self.away - 1)
        if not gone:
            return self._real.retrying(work)
        if self._at_commit:
            self._real.retrying(work)
        raise DatabaseUnavailable("OperationalError")


def test_what_a_provider_has_answered_waits_for_postgresql_to_come_back(
    office: Guichet, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its outcome would be unknown otherwise: the citizen's answer would count as lost though it was sent."""
    monkeypatch.setattr(batches, "AGAIN_S", 0.0)
    coming = Coming(office.database)
    vars(office)["database"] = coming
    wire.before_answer = lambda: setattr(coming, "away", 3)
    _queued(office, 8, "sms.quittance")
    assert jobs.drain_with(office, "sms") == 8
    assert (_states(office.database), _open_bells(office.database), coming.away) == ({"sent": 8}, 0, 0)
    assert len(wire.requests) == 8


def test_an_outcome_that_was_lost_at_its_commit_is_not_written_twice(
    office: Guichet, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "AGAIN_S", 0.0)
    coming = Coming(office.database, at_commit=True)
    vars(office)["database"] = coming
    wire.before_answer = lambda: setattr(coming, "away", 3)
    _queued(office, 1, "sms.quittance")
    with pytest.raises(DatabaseUnavailable):
        jobs.drain_with(office, "sms")
    assert (_states(office.database), coming.away) == ({"sent": 1}, 2)


def test_a_drain_waits_no_longer_for_postgresql_than_its_rows_are_its_own(
    office: Guichet, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "OUTCOMES_KEPT_S", 0.0)
    coming = Coming(office.database)
    vars(office)["database"] = coming
    wire.before_answer = lambda: setattr(coming, "away", 3)
    _queued(office, 1, "sms.quittance")
    with pytest.raises(DatabaseUnavailable):
        jobs.drain_with(office, "sms")
    assert (_states(office.database), coming.away) == ({"handed": 1}, 2)


def test_a_handler_that_waits_too_long_is_given_back_and_the_others_go_on(
    guichet: Guichet, database: Database
) -> None:
    """A lock that somebody holds is no dead PostgreSQL."""

    def slow(_: outbox.Event) -> None:
        with database.transaction() as connection:
            connection.execute(text("SET LOCAL statement_timeout = '1ms'"))
            connection.execute(text("SELECT pg_sleep(60)"))

    handled: list[str] = []
    vars(guichet)["handlers"] = {"slow": slow, "quick": lambda event: handled.append(event.subject)}
    with database.transaction() as connection:
        for number in range(6):
            outbox.publish(connection, "slow" if number == 0 else "quick", str(number))
    assert jobs.drain_with(guichet, "events") == 6
    assert sorted(handled) == ["1", "2", "3", "4", "5"]
    with database.transaction() as connection:
        (row,) = connection.execute(select(OUTBOX).where(OUTBOX.c.done_at.is_(None)))
    assert (row.topic, row.tries, row.last_error) == ("slow", 1, "DatabaseUnavailable")
