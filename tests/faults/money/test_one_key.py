"""Two begin to pay with one key while neither is committed: the second waits, and both get the one charge."""

import threading

import pytest

from kernel import clock
from payments.attempts.starting import start
from tests.cast import KOFFI
from tests.payments.at_once import WAIT_S, until_somebody_waits
from tests.payments.counter import Counter, broken
from tests.payments.mtn_server import MtnServer


@pytest.mark.usefixtures("day")
def test_the_second_waits_for_the_first_and_gets_its_charge(room: Counter, operator: MtnServer) -> None:
    """Bad-input row 49."""
    invoice, got = room.invoice(), []
    second = threading.Thread(target=lambda: got.append(room.start(invoice, key="k")))
    with room.database.transaction() as connection:
        first = start(
            connection, room.keyring, room.rails, invoice_id=invoice.id, rail="mtn", phone=KOFFI, amount_xof=2000,
            at=clock.now(), key="k",
        )  # fmt: skip
        second.start()
        until_somebody_waits(room.database)
    second.join(WAIT_S)
    room.run()
    assert (got, list(operator.charges), len(room.news("payment.created"))) == ([first], [first], 1)
    assert broken(room) == {}
