"""What is past its time is deleted in short transactions, however much of it there is, and one kind by itself."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import Connection, func, select, text
from sqlalchemy import event as events
from structlog.testing import capture_logs

from cases import screens
from cases.screen_tables import SHOWN_SCREEN
from gateway import receipts, retention
from gateway.receipts import RECEIPT
from kernel import oldest
from kernel.database import Database, DatabaseUnavailable
from kernel.outbox import OUTBOX
from partner.tables import PARTNER_EVENT
from ussd.events import KEPT as EVENTS_KEPT
from ussd.tables import USSD_EVENT

NOON = datetime(2026, 2, 9, 12, tzinfo=UTC)
BATCH = 10
MANY = 3 * BATCH + 1

SCREENS = text("""
INSERT INTO shown_screen (at, phone_index, session, step, name, text_sealed)
SELECT :at, repeat('0', 32), repeat('0', 32), lpad(CAST(:first + n AS text), 32, '0'), 'menu', ''
FROM generate_series(1, :many) n
""")
RECEIPTS = text("""
INSERT INTO step_receipt (session_key, transcript_key, sealed, created_at)
SELECT CAST(:first + n AS text), '', '', :at FROM generate_series(1, :many) n
""")
ENDS = text("""
INSERT INTO ussd_event (at, dialect, network, service_code, session_hash, screen, status, cost)
SELECT :at, 'mtn', '61603', '*384#', CAST(:first + n AS text), 'menu', 'Success', '' FROM generate_series(1, :many) n
""")
FINISHED = text("""
INSERT INTO outbox (lane, topic, subject, created_at, due_at, done_at)
SELECT 'events', 'case.moved', CAST(:first + n AS text), :at, :at, :at FROM generate_series(1, :many) n
""")
SETTLED = text("""
INSERT INTO partner_event (administration, source, event_id, type, subject, received_at, raw_sealed, state, settled_at)
SELECT 'apex', 'apex', CAST(:first + n AS text), 't', 's', :at, '', 'applied', :at FROM generate_series(1, :many) n
""")
KINDS = (
    pytest.param("shown_screens", SHOWN_SCREEN, SCREENS, screens.KEPT, id="screens"),
    pytest.param("receipts", RECEIPT, RECEIPTS, receipts.KEPT, id="receipts"),
    pytest.param("ussd_events", USSD_EVENT, ENDS, EVENTS_KEPT, id="ends of sessions"),
    pytest.param("outbox", OUTBOX, FINISHED, retention.OUTBOX_KEPT, id="finished work"),
    pytest.param("partner_events", PARTNER_EVENT, SETTLED, retention.EVENT_KEPT, id="pushed events"),
)


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A batch of ten, at noon, however long the machine takes."""
    for module in (oldest, retention):
        monkeypatch.setattr(module, "ROWS_MAX", BATCH)
    monkeypatch.setattr(retention, "SECONDS_MAX", 600.0)
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def deleted(database: Database) -> Iterator[list[int]]:
    """How many rows each statement deleted, of those that deleted any."""
    found: list[int] = []

    def seen(_connection: object, cursor: object, statement: str, *_: object) -> None:
        rows: int = getattr(cursor, "rowcount", 0)
        if statement.startswith("DELETE") and rows:
            found.append(rows)

    events.listen(database.engine, "after_cursor_execute", seen)
    yield found
    events.remove(database.engine, "after_cursor_execute", seen)


def _left(connection: Connection, table: object) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())  # type: ignore[arg-type]


@pytest.mark.parametrize(("kind", "table", "write", "kept"), KINDS)
def test_all_that_is_old_goes_a_few_rows_at_a_time(
    database: Database, deleted: list[int], kind: str, table: object, write: object, kept: timedelta
) -> None:
    with database.transaction() as connection:
        old = {"at": NOON - kept - timedelta(seconds=1), "first": 0, "many": MANY}
        connection.execute(write, old)  # type: ignore[call-overload]
        connection.execute(write, {"at": NOON - kept, "first": 1000, "many": 2})  # type: ignore[call-overload]
    gone = retention.forget_old(database)
    assert (gone[kind], sum(gone.values()), deleted) == (MANY, MANY, [BATCH, BATCH, BATCH, 1])
    with database.transaction() as connection:
        assert _left(connection, table) == 2


def test_work_that_waits_for_a_person_stays_and_hides_nothing_behind_it(database: Database) -> None:
    with database.transaction() as connection:
        long_ago = {"at": NOON - timedelta(days=300), "first": 0, "many": 2 * BATCH}
        connection.execute(FINISHED, long_ago)
        connection.execute(OUTBOX.update().values(done_at=None, parked_at=OUTBOX.c.created_at))
        connection.execute(FINISHED, {**long_ago, "first": 1000, "many": MANY})
    assert retention.forget_old(database)["outbox"] == MANY
    with database.transaction() as connection:
        assert _left(connection, OUTBOX) == 2 * BATCH


def test_a_kind_that_cannot_be_deleted_now_costs_the_others_nothing(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_: Connection) -> int:
        raise DatabaseUnavailable("QueryCanceled")

    monkeypatch.setattr(receipts, "forget_old", refused)
    with database.transaction() as connection:
        connection.execute(ENDS, {"at": NOON - timedelta(days=300), "first": 0, "many": 2})
    with capture_logs() as logs:
        gone = retention.forget_old(database)
    assert (gone["receipts"], gone["ussd_events"]) == (0, 2)
    assert [entry["kind"] for entry in logs if entry["event"] == "retention_failed"] == ["receipts"]


def test_the_worker_of_citizens_messages_is_not_kept_longer_than_a_while(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is left goes with the next hour's."""
    monkeypatch.setattr(retention, "SECONDS_MAX", 0.0)
    with database.transaction() as connection:
        connection.execute(ENDS, {"at": NOON - timedelta(days=300), "first": 0, "many": 2})
    with capture_logs() as logs:
        assert retention.forget_old(database)["ussd_events"] == 0
    assert "ussd_events" in [entry["kind"] for entry in logs if entry["event"] == "retention_unfinished"]
    monkeypatch.setattr(retention, "SECONDS_MAX", 600.0)
    assert retention.forget_old(database)["ussd_events"] == 2
