"""The feeder: a few at a time, each once whoever feeds, nothing after a stop, both or neither when killed."""

from threading import Barrier, Thread

import pytest
from sqlalchemy import select, text, update

from kernel.crypto import Keyring
from kernel.database import Database, DatabaseUnavailable
from kernel.outbox import OUTBOX
from sms import optouts
from sms.broadcasts import deciding, feeding
from sms.broadcasts.errors import NotAllowed
from sms.broadcasts.states import BROADCAST
from sms.outbox import queue
from sms.purposes import policy_of
from sms.sealing import unseal
from sms.tables import SMS_MESSAGE
from tests.payments.at_once import until_somebody_waits
from tests.sms.broadcasts.sendings import (
    AT,
    approved,
    drafted,
    feed,
    messages,
    people,
    recipients_of,
    row,
    settle,
)


def test_recipients_go_to_the_queue_in_their_order_at_most_so_many(
    database: Database, keyring: Keyring
) -> None:
    number = approved(database, keyring, people(5))
    assert [feed(database, keyring, 2) for _ in range(4)] == [2, 2, 1, 0]
    assert [one.state for one in recipients_of(database, number)] == ["queued"] * 5
    found = row(database, number)
    assert (found.state, found.fed, found.cursor) == ("running", 5, 5)


def test_each_reads_his_own_reference(database: Database, keyring: Keyring) -> None:
    approved(database, keyring, people(2))
    feed(database, keyring)
    bodies = {
        (unseal(keyring, "sms_message", "phone_sealed", one.id, one.phone_sealed),
         unseal(keyring, "sms_message", "body_sealed", one.id, one.body_sealed))
        for one in messages(database)
    }  # fmt: skip
    assert bodies == {
        ("+22370000001", "Dossier 26 00000001 00: venez le retirer."),
        ("+22370000002", "Dossier 26 00000002 00: venez le retirer."),
    }
    assert {one.purpose for one in messages(database)} == {"broadcast"}


def test_a_draft_is_not_fed(database: Database, keyring: Keyring) -> None:
    drafted(database, keyring, people(3))
    assert feed(database, keyring) == 0
    assert messages(database) == []


def test_it_is_done_when_its_last_message_left_our_hands(database: Database, keyring: Keyring) -> None:
    number = approved(database, keyring, people(2))
    feed(database, keyring)
    feed(database, keyring)
    assert row(database, number).state == "running"
    settle(database)
    feed(database, keyring)
    assert (row(database, number).state, row(database, number).ended_at) == ("done", AT)


def test_a_million_would_still_be_forty_messages(database: Database, keyring: Keyring) -> None:
    approved(database, keyring, people(100))
    fed = []
    for _ in range(5):
        with database.transaction() as connection:
            fed.append(feeding.feed(connection, keyring, AT, feeding.room(connection)))
    assert fed == [20, 20, 0, 0, 0]
    settle(database)
    with database.transaction() as connection:
        assert feeding.room(connection) == 20


def test_messages_that_keep_coming_back_hold_up_the_others_only_when_they_are_many(
    database: Database, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    approved(database, keyring, people(60))
    feed(database, keyring, 40)
    with database.transaction() as connection:
        assert feeding.room(connection) == 0
        connection.execute(update(SMS_MESSAGE).values(attempts=3))
        assert feeding.room(connection) == 20
        monkeypatch.setattr(feeding, "STUCK_MAX", 45)
        assert feeding.room(connection) == 5


def test_the_older_goes_first_and_the_next_takes_what_is_left(database: Database, keyring: Keyring) -> None:
    first = approved(database, keyring, people(3))
    second = approved(database, keyring, people(3))
    feed(database, keyring, 4)
    assert (row(database, first).fed, row(database, second).fed) == (3, 1)


def test_two_feeders_at_once_send_once(database: Database, keyring: Keyring) -> None:
    approved(database, keyring, people(30))
    started = Barrier(2)
    fed: list[int] = []

    def run() -> None:
        for _ in range(20):
            with database.transaction() as connection:
                started.wait(timeout=60)
                fed.append(feeding.feed(connection, keyring, AT, 7))

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sum(fed) == 30
    sent_to = [one.phone_index for one in messages(database)]
    assert len(sent_to) == len(set(sent_to)) == 30


def test_a_feeder_passes_over_what_another_one_holds(database: Database, keyring: Keyring) -> None:
    approved(database, keyring, people(10))
    with database.transaction() as busy:
        assert feeding.feed(busy, keyring, AT, 4) == 4
        assert feed(database, keyring, 4) == 0
    assert feed(database, keyring, 4) == 4


def test_killed_between_recipient_and_message_leaves_neither(database: Database, keyring: Keyring) -> None:
    """PostgreSQL ends the feeder's connection, as it does when a worker is killed."""
    number = approved(database, keyring, people(3))
    with pytest.raises(DatabaseUnavailable), database.transaction() as connection:
        assert feeding.feed(connection, keyring, AT, 3) == 3
        pid = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        with database.transaction() as other:
            other.execute(text("SELECT pg_terminate_backend(:pid, 60000)"), {"pid": pid})
        connection.execute(text("SELECT 1"))
    assert messages(database) == []
    assert {one.state for one in recipients_of(database, number)} == {"waiting"}
    assert row(database, number).cursor == 0
    assert feed(database, keyring) == 3
    assert len(messages(database)) == 3


def test_a_stop_in_the_middle_lets_nothing_more_leave(database: Database, keyring: Keyring) -> None:
    number = approved(database, keyring, people(10))
    feed(database, keyring, 4)
    with database.transaction() as connection:
        assert deciding.stop(connection, number, by="awa", at=AT) == 4
    assert feed(database, keyring) == 0
    assert {(one.state, one.reason) for one in messages(database)} == {("failed", "stopped")}
    assert [one.state for one in recipients_of(database, number)] == ["queued"] * 4 + ["waiting"] * 6
    assert (row(database, number).state, row(database, number).stopped_by) == ("stopped", "awa")


def test_a_message_that_comes_back_to_the_queue_after_the_stop_does_not_leave(
    database: Database, keyring: Keyring
) -> None:
    number = approved(database, keyring, people(1))
    feed(database, keyring)
    settle(database, "handed")
    with database.transaction() as connection:
        assert deciding.stop(connection, number, by="awa", at=AT) == 0
    settle(database, "queued")  # the provider was busy
    feed(database, keyring, 0)
    assert [one.state for one in messages(database)] == ["failed"]


def test_a_stop_waits_for_the_page_under_way_and_takes_it_back(database: Database, keyring: Keyring) -> None:
    number = approved(database, keyring, people(10))
    taken: list[int] = []

    def stop() -> None:
        with database.transaction() as connection:
            taken.append(deciding.stop(connection, number, by="awa", at=AT))

    with database.transaction() as busy:
        feeding.feed(busy, keyring, AT, 4)
        stopping = Thread(target=stop)
        stopping.start()
        until_somebody_waits(database)
    stopping.join(timeout=60)
    assert taken == [4]


def test_other_messages_are_not_taken_back(database: Database, keyring: Keyring) -> None:
    stopped, going = approved(database, keyring, people(2)), approved(database, keyring, people(2, first=50))
    feed(database, keyring)
    with database.transaction() as connection:
        queue(connection, keyring, phone="+22370000001", text="Déposé.", purpose="sms.moved",
              dedupe_key=f"case.moved:{stopped}:1")  # fmt: skip
        deciding.stop(connection, stopped, by="awa", at=AT)
    states = sorted((str(one.dedupe_key), one.state) for one in messages(database))
    assert states == [
        (f"broadcast:{stopped}:1", "failed"), (f"broadcast:{stopped}:2", "failed"),
        (f"broadcast:{going}:1", "queued"), (f"broadcast:{going}:2", "queued"),
        (f"case.moved:{stopped}:1", "queued"),
    ]  # fmt: skip


def test_who_asks_for_silence_meanwhile_is_silenced_by_the_queue(
    database: Database, keyring: Keyring
) -> None:
    """Bad-input row 31: the purpose is one that STOP silences."""
    assert policy_of("broadcast").stoppable
    assert policy_of("broadcast").quiet
    with database.transaction() as connection:
        optouts.remember(connection, keyring, "africastalking", "+22370000001")
    number = approved(database, keyring, people(2))
    assert [one.number for one in recipients_of(database, number)] == [1]


def test_one_number_that_cannot_be_sent_to_does_not_hold_up_the_others(
    database: Database, keyring: Keyring
) -> None:
    bad = people(1)[0]._replace(phone="+223")
    number = approved(database, keyring, [bad, *people(2, first=2)])
    assert feed(database, keyring) == 3
    assert sorted(one.state for one in recipients_of(database, number)) == ["queued", "queued", "refused"]
    assert (row(database, number).fed, row(database, number).refused) == (2, 1)


def test_a_broadcast_that_ended_goes_no_further(database: Database, keyring: Keyring) -> None:
    number = approved(database, keyring, people(1))
    with database.transaction() as connection:
        deciding.stop(connection, number, by="awa", at=AT)
    for act in (deciding.stop, deciding.approve):
        with database.transaction() as connection, pytest.raises(NotAllowed):
            act(connection, number, by="moussa", at=AT)


def test_its_messages_ring_the_lane_of_crowds(database: Database, keyring: Keyring) -> None:
    approved(database, keyring, people(2))
    feed(database, keyring)
    with database.transaction() as connection:
        lanes = list(connection.execute(select(OUTBOX.c.lane)).scalars())
    assert lanes == ["sms_bulk"] * 2


def test_the_machine_ends_only_in_done_or_stopped() -> None:
    assert BROADCAST.final == {"done", "stopped"}
    assert all(BROADCAST.allows(state, "stopped") for state in BROADCAST.edges)
