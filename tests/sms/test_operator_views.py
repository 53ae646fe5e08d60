"""What an operator sees of messages: a masked list, and what is stuck."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import time_machine
from sqlalchemy import delete, update

from kernel import clock
from kernel.crypto import Keyring
from kernel.database import Database
from kernel.outbox import OUTBOX
from kernel.states import move
from sms import invariants
from sms.delivery import Delivery
from sms.queries import list_messages
from sms.states import MESSAGE
from sms.tables import SMS_MESSAGE
from tests.cast import AWA
from tests.sms.africastalking_wire import line, recipients, serving
from tests.sms.cases import TEXT, event, providers, queued, report

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def _broken(database: Database) -> dict[str, list[str]]:
    with database.transaction() as connection:
        return invariants.broken(connection)


def test_the_list_shows_no_phone_and_no_text(database: Database, keyring: Keyring) -> None:
    with time_machine.travel(NOON, tick=False) as time:
        queued(database, keyring)
        time.shift(1)
        newest = queued(database, keyring)
    with database.transaction() as connection:
        both, [first] = list_messages(connection, keyring, 10), list_messages(connection, keyring, 1)
    assert (len(both), first.id, first.phone, first.state) == (2, newest, "+223******01", "queued")
    assert AWA not in str(both)
    assert TEXT not in str(both)


def test_a_message_just_queued_breaks_nothing(database: Database, keyring: Keyring) -> None:
    queued(database, keyring)
    assert _broken(database) == {}


def test_a_message_long_in_hand_is_found(database: Database, keyring: Keyring) -> None:
    with time_machine.travel(NOON, tick=False) as time:
        message_id = queued(database, keyring)
        with database.transaction() as connection:
            assert move(
                connection, SMS_MESSAGE, UUID(message_id), MESSAGE, "queued", "handed",
                handed_at=clock.now(), provider="africastalking",
            )  # fmt: skip
        time.shift(timedelta(minutes=10))
        assert _broken(database) == {}
        time.shift(timedelta(seconds=1))
        assert _broken(database) == {"no message is in hand for more than 10 minutes": [message_id]}


def test_a_queued_message_whose_bell_is_late_lost_or_parked_is_found(
    database: Database, keyring: Keyring
) -> None:
    name = "every queued message has a bell that is not 10 minutes late"
    with time_machine.travel(NOON, tick=False) as time:
        late, lost, parked, waiting = (queued(database, keyring) for _ in range(4))
        with database.transaction() as connection:
            connection.execute(delete(OUTBOX).where(OUTBOX.c.subject == lost))
            connection.execute(update(OUTBOX).where(OUTBOX.c.subject == parked).values(parked_at=clock.now()))
            later = update(OUTBOX).where(OUTBOX.c.subject == waiting)
            connection.execute(later.values(due_at=clock.now() + timedelta(hours=1)))
        time.shift(timedelta(minutes=11))
        assert set(_broken(database)[name]) == {late, lost, parked}


def test_a_final_report_that_changed_nothing_is_found(database: Database, keyring: Keyring) -> None:
    message_id = queued(database, keyring)
    with serving(recipients(line())) as wire:
        Delivery(database, keyring, providers(wire.provider())).deliver(event(message_id))
    report(database, keyring, "ATXid_1", "Success")
    assert _broken(database) == {}
    with database.transaction() as connection:
        connection.execute(update(SMS_MESSAGE).values(state="sent", final_at=None))
    assert _broken(database) == {"every final report of a message of ours was applied": [message_id]}
