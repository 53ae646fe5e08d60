"""A phone that said STOP to Twilio is refused in the answer to a message, and no report ever comes of that one."""

import pytest

from kernel.crypto import Keyring
from kernel.database import Database
from sms.delivery import Delivery
from sms.tables import SMS_OPTOUT
from tests.cast import AWA
from tests.sms.cases import event, message, queued
from tests.sms.providers.bench import bench, of_json, twilio_error, twilio_message
from tests.sms.providers.doorstep import rows
from tests.sms.providers.wire import Answer

SILENT: dict[str, Answer] = {
    "refused": twilio_error(400, 21610),
    "created and failed": of_json(201, twilio_message(status="failed", error_code=21610)),
}


@pytest.mark.parametrize("answer", SILENT.values(), ids=SILENT)
def test_the_stop_is_written_down_and_the_next_message_never_leaves(
    database: Database, keyring: Keyring, answer: Answer
) -> None:
    """Bad-input row 31."""
    first, second = (queued(database, keyring, phone=AWA) for _ in range(2))
    with bench("twilio", answer) as (wire, provider):
        delivery = Delivery(database, keyring, {"twilio": provider})
        delivery.deliver(event(first))
        delivery.deliver(event(second))
        assert len(wire.calls) == 1
    assert [message(database, each).reason for each in (first, second)] == [
        "recipient_opted_out",
        "opted_out",
    ]
    assert [row.provider for row in rows(database, SMS_OPTOUT)] == ["twilio"]


def test_another_refusal_is_no_wish_for_silence(database: Database, keyring: Keyring) -> None:
    with bench("twilio", twilio_error(400, 21614)) as (_, provider):
        Delivery(database, keyring, {"twilio": provider}).deliver(event(queued(database, keyring)))
    assert rows(database, SMS_OPTOUT) == []
