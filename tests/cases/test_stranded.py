"""A delivery that no outbox row carries any more goes round again, in whatever open state the case is. Fault row 47."""

from datetime import timedelta

import pytest
import time_machine

from cases import lifecycle, stranded
from kernel import clock as our_clock
from kernel import outbox
from kernel.crypto import Keyring
from kernel.database import Database
from tests.cases.desk import change, hand_in, news

CLOSED_OR_UNPAID = sorted(lifecycle.MACHINE.states - set(lifecycle.OPEN) | {"a_payer"})
WAITING = sorted(set(lifecycle.OPEN) - {"a_payer"})


def _nobody_carries_it(database: Database) -> None:
    with database.transaction() as connection:
        for event in outbox.claim(connection, "administrations", 10):
            outbox.finish(connection, event)


@pytest.mark.parametrize("submission", ["to_send", "sending", "unknown"])
@pytest.mark.parametrize("state", WAITING)
def test_it_is_asked_for_again_once(
    database: Database, keyring: Keyring, clock: time_machine.Traveller, state: str, submission: str
) -> None:
    """The administration may have pushed news of a request whose receipt was lost."""
    deposited = hand_in(database, keyring)
    change(database, deposited.case_id, state=state, submission=submission)
    _nobody_carries_it(database)
    clock.shift(stranded.STRANDED + timedelta(seconds=1))
    with database.transaction() as connection:
        assert [stranded.sweep(connection, our_clock.now(), 10) for _ in range(2)] == [1, 0]
    assert news(database, "case.deposited")[-1].subject == deposited.case_id


@pytest.mark.parametrize("state", CLOSED_OR_UNPAID)
def test_what_has_ended_or_waits_for_its_fee_is_not(
    database: Database, keyring: Keyring, clock: time_machine.Traveller, state: str
) -> None:
    change(database, hand_in(database, keyring).case_id, state=state)
    _nobody_carries_it(database)
    clock.shift(timedelta(hours=3))
    with database.transaction() as connection:
        assert stranded.sweep(connection, our_clock.now(), 10) == 0
