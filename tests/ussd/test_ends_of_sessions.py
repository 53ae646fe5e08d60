"""Ends of sessions: told late, twice or never; stored once, without anything personal; read as a drop map."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from kernel import clock
from kernel.crypto import Keyring
from kernel.database import Database, DatabaseUnavailable
from kernel.turn import Screen
from tests.cast import AWA
from tests.ussd.desk import Desk
from tests.ussd.spellings import SPELLINGS, post
from ussd import metrics
from ussd.call import SessionEvent, Status
from ussd.drop_map import drop_map
from ussd.events import store
from ussd.recorder import Recorder
from ussd.tables import USSD_EVENT

NEWS = {
    "date": "2026-11-21 09:15:30",
    "sessionId": "ATUid_9",
    "serviceCode": "*384#",
    "networkCode": "61002",
    "phoneNumber": AWA,
    "status": "Incomplete",
    "cost": "XOF 10.0000",
    "durationInMillis": "43210",
    "hopsCount": "3",
    "hopsMetadata": "menu.main|form.name|form.birth",
    "input": "4*17*Awa Traore",
    "lastAppResponse": "CON Date de naissance\nde Awa Traore ?",
}
PATH = "/ussd/africastalking/demo/events"


def told(**change: str) -> Desk:
    desk = Desk()
    response = desk.send(post(PATH, NEWS | change))
    assert (response.status_code, response.data) == (200, b"")
    return desk


def test_the_news_of_africas_talking_is_read_without_what_is_personal() -> None:
    (event,) = told().events
    assert event == SessionEvent(
        dialect="africastalking",
        service_code="*384#",
        session="ATUid_9",
        status=Status.INCOMPLETE,
        network="61002",
        screen="form.birth",
        duration_ms=43210,
        hops=3,
        cost="XOF 10.0000",
        at=datetime(2026, 11, 21, 9, 15, 30, tzinfo=UTC),
    )
    assert "Awa" not in repr(event)
    assert AWA not in repr(event)


@pytest.mark.parametrize(
    ("change", "kept"),
    [
        ({"status": "Success"}, {"status": Status.SUCCESS}),
        ({"status": "Exploded"}, {"status": Status.UNRECOGNISED}),
        ({"durationInMillis": "-5"}, {"duration_ms": None}),
        ({"durationInMillis": "9" * 12}, {"duration_ms": None}),
        ({"hopsCount": "three"}, {"hops": None}),
        ({"cost": "'; DROP TABLE"}, {"cost": ""}),
        ({"date": "yesterday"}, {"at": None}),
        ({"hopsMetadata": ""}, {"screen": ""}),
        ({"hopsMetadata": "menu.main|Awa Traore"}, {"screen": "menu.main"}),
        ({"hopsMetadata": "|".join(["x" * 99] * 60)}, {"screen": "x" * 99}),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_is_not_plausible_is_left_out(change: dict[str, str], kept: dict[str, object]) -> None:
    (event,) = told(**change).events
    assert {name: getattr(event, name) for name in kept} == kept


def test_news_without_a_session_is_refused() -> None:
    assert Desk().send(post(PATH, NEWS | {"sessionId": ""})).status_code == 400


def broken(_event: SessionEvent) -> None:
    raise DatabaseUnavailable("test")


def test_news_that_cannot_be_stored_is_answered_all_the_same() -> None:
    desk = Desk(record=broken)
    lost = metrics.EVENTS_LOST._value.get()
    assert desk.send(post(PATH, NEWS)).status_code == 200
    assert metrics.EVENTS_LOST._value.get() == lost + 1


def test_a_last_screen_is_shown_though_its_end_cannot_be_stored() -> None:
    desk = Desk(record=broken)
    mtn = SPELLINGS[1]
    assert mtn.cancel
    assert desk.send(mtn.cancel("s", AWA)).status_code == 200


def test_an_end_that_the_conversation_knows_no_screen_for_has_none() -> None:
    desk = Desk()
    desk.screen = Screen("", more=False, name="end.closed")
    mtn = SPELLINGS[1]
    assert mtn.cancel
    desk.send(mtn.cancel("s", AWA))
    assert [event.screen for event in desk.events] == [""]


def test_an_end_that_is_our_fault_is_no_success() -> None:
    desk = Desk()
    desk.screen = Screen("Recomposez", more=False, name="end.busy")
    desk.send(SPELLINGS[1].answer("s", AWA, ["1"]))
    assert [event.status for event in desk.events] == [Status.FAILED]


def event(
    session: str, status: Status = Status.INCOMPLETE, screen: str = "form.name", **change: object
) -> SessionEvent:
    values = {"dialect": "africastalking", "service_code": "*384#", "session": session, "network": "61002"}
    return SessionEvent(**values | {"status": status, "screen": screen} | change)  # type: ignore[arg-type]


def test_an_end_told_twice_is_counted_once(database: Database, keyring: Keyring) -> None:
    at = clock.now() - timedelta(minutes=3)
    with database.transaction() as connection:
        assert store(connection, keyring, event("s1", at=at)) is True
        assert store(connection, keyring, event("s1", status=Status.SUCCESS, at=at)) is False
        assert store(connection, keyring, event("s2", at=at)) is True
        assert store(connection, keyring, event("s1", dialect="mtn", at=at)) is True
        assert [drop.sessions for drop in drop_map(connection, at)] == [3]


def test_the_session_id_is_stored_as_a_hash_only(database: Database, keyring: Keyring) -> None:
    """Some operators use the caller's number as the session id."""
    with database.transaction() as connection:
        store(connection, keyring, event(AWA))
        (row,) = connection.execute(select(USSD_EVENT)).mappings()
    assert AWA.lstrip("+") not in str(row)


def test_a_date_far_off_is_not_believed(database: Database, keyring: Keyring) -> None:
    since = clock.now() - timedelta(seconds=5)
    with database.transaction() as connection:
        store(connection, keyring, event("s1", at=datetime(1999, 1, 1, tzinfo=UTC)))
        store(connection, keyring, event("s2", at=datetime(2999, 1, 1, tzinfo=UTC)))
        ats = connection.execute(select(USSD_EVENT.c.at)).scalars().all()
    assert all(since <= at <= clock.now() for at in ats)


def test_the_drop_map_counts_by_network_screen_and_hour(database: Database, keyring: Keyring) -> None:
    hour = clock.now().replace(minute=0, second=0, microsecond=0) - timedelta(hours=3)
    ends = [
        ("a", Status.INCOMPLETE, "form.name", "61002", 0),
        ("b", Status.INCOMPLETE, "form.name", "61002", 59),
        ("c", Status.SUCCESS, "form.name", "61002", 30),
        ("d", Status.FAILED, "form.name", "61002", 30),
        ("e", Status.INCOMPLETE, "form.name", "61603", 30),
        ("f", Status.SUCCESS, "menu.bye", "61002", 30),
        ("g", Status.INCOMPLETE, "form.name", "61002", 60),
        ("old", Status.INCOMPLETE, "form.name", "61002", -1),
    ]
    with database.transaction() as connection:
        for session, status, screen, network, minute in ends:
            at = hour + timedelta(minutes=minute)
            store(connection, keyring, event(session, status, screen, network=network, at=at))
        drops = drop_map(connection, hour)
    next_hour = hour + timedelta(hours=1)
    assert [(*drop, drop.rate) for drop in drops] == [
        ("61002", "form.name", next_hour, 1, 1, 1.0),
        ("61002", "form.name", hour, 4, 2, 0.5),
        ("61603", "form.name", hour, 1, 1, 1.0),
        ("61002", "menu.bye", hour, 1, 0, 0.0),
    ]


def test_the_recorder_stores_behind_the_answer(database: Database, keyring: Keyring) -> None:
    recorder = Recorder(database, keyring)
    for number in range(5):
        recorder.record(event(f"s{number}"))
    assert recorder.close(60.0) is True
    recorder.record(event("after"))  # a closed recorder starts again
    assert recorder.close(60.0) is True
    with database.transaction() as connection:
        assert sum(drop.sessions for drop in drop_map(connection, clock.now() - timedelta(hours=1))) == 6


def test_the_recorder_outlives_a_database_that_is_away(keyring: Keyring) -> None:
    away = Database("postgresql://nobody@127.0.0.1:1/nothing")
    recorder = Recorder(away, keyring)
    lost = metrics.EVENTS_LOST._value.get()
    recorder.record(event("s1"))
    recorder.record(event("s2"))
    assert recorder.close(60.0) is True
    assert metrics.EVENTS_LOST._value.get() == lost + 2
    away.close()
