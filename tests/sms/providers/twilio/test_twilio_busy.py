"""Twilio says "too many" by a code of its own: that is no error of a provider that is otherwise well."""

import pytest

from kernel.crypto import Keyring
from kernel.database import Database
from kernel.outbox import Later
from sms.delivery import Delivery
from sms.routing import weights
from tests.sms.cases import event, queued
from tests.sms.providers.bench import bench, twilio_error


@pytest.mark.parametrize(
    ("status", "code", "errors"),
    [(429, 20429, 0), (400, 14107, 0), (503, 20500, 1)],
    ids=["throttled", "throttled, though a 400", "failing"],
)
def test_a_busy_twilio_keeps_its_points(
    database: Database, keyring: Keyring, status: int, code: int, errors: int
) -> None:
    """Fault row 20."""
    with bench("twilio", twilio_error(status, code)) as (_, provider), pytest.raises(Later):
        Delivery(database, keyring, {"twilio": provider}).deliver(event(queued(database, keyring)))
    with database.transaction() as connection:
        assert weights.load(connection, {"twilio": 100})["twilio"].errors == errors
