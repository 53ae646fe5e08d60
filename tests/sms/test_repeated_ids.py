"""A provider that gives two messages one id: an id too few, and no message is lost or sent again for it."""

from collections.abc import Sequence

import structlog
from sqlalchemy import update

from kernel.crypto import Keyring
from kernel.database import Database
from sms.delivery import Delivery
from sms.tables import SMS_MESSAGE
from tests.cast import MOUSSA
from tests.sms.africastalking_wire import line, recipients, serving
from tests.sms.cases import event, message, providers, queued

SAME = recipients(line(message_id="ATXid_1"))
OTHER = recipients(line(message_id="ATXid_2"))


def together(delivery: Delivery, database: Database, ids: Sequence[str]) -> None:
    """As a drain does it: one commit for all that were handed over."""
    with database.transaction() as connection:
        turnover = delivery.take(connection, [event(one) for one in ids])
    results = [delivery.call(work) for work in turnover.calls]
    with database.transaction() as connection:
        delivery.settle(connection, results)


def test_an_id_given_before_leaves_the_second_message_sent_without_one(
    database: Database, keyring: Keyring
) -> None:
    ids = [queued(database, keyring), queued(database, keyring, phone=MOUSSA)]
    with serving(SAME) as wire, structlog.testing.capture_logs() as lines:
        delivery = Delivery(database, keyring, providers(wire.provider()))
        for one in ids:
            delivery.deliver(event(one))
    rows = [message(database, one) for one in ids]
    assert [(row.state, row.provider_id) for row in rows] == [("sent", "ATXid_1"), ("sent", None)]
    told = [line["message_id"] for line in lines if line["event"] == "sms_provider_id_repeated"]
    assert told == ids[1:]


def test_in_a_batch_it_costs_the_others_nothing(database: Database, keyring: Keyring) -> None:
    ids = [queued(database, keyring) for _ in range(3)]
    with serving(SAME, SAME, OTHER) as wire:
        together(Delivery(database, keyring, providers(wire.provider())), database, ids)
    rows = [message(database, one) for one in ids]
    assert [row.state for row in rows] == ["sent"] * 3
    assert sorted(row.provider_id or "" for row in rows) == ["", "ATXid_1", "ATXid_2"]


def test_an_id_that_is_the_message_s_own_already_stays(database: Database, keyring: Keyring) -> None:
    """What the tests before count: only another message's id is none of its own."""
    one = queued(database, keyring)
    with serving(SAME) as wire:
        delivery = Delivery(database, keyring, providers(wire.provider()))
        with database.transaction() as connection:
            [work] = delivery.take(connection, [event(one)]).calls
        result = delivery.call(work)
    with database.transaction() as connection:
        # A report that was faster than its answer has written the id.
        connection.execute(update(SMS_MESSAGE).values(provider_id="ATXid_1"))
        delivery.settle(connection, [result])
    assert (message(database, one).state, message(database, one).provider_id) == ("sent", "ATXid_1")
