"""Real servers stopped in the middle of everything, not killed: nobody notices but the citizen's patience."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from kernel import clock
from tests.cast import session_id
from tests.journeys.certificate import deposited, up_to_consent
from tests.journeys.running import HTTP, Running, children
from tests.waiting import until

pytestmark = pytest.mark.chaos
PHONE = "+22366000002"
# The fuse is 4 s; half a second more is the way there and back on a loaded machine.
PATIENCE_S = 4.5


@contextmanager
def stalled(town: Running, server: str) -> Iterator[None]:
    """Every process of the server stopped until the end of the block."""
    first = town.pid_of(server)
    pids = [first, *children(first, "")]
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in reversed(pids):
            os.kill(pid, signal.SIGCONT)


def ready(town: Running) -> bool:
    return HTTP.request("GET", f"{town.gateway}/readyz").status == 200


@pytest.mark.parametrize("server", ["postgres", "valkey-server"])
def test_a_stalled_server_costs_a_polite_end_and_no_case(town: Running, server: str) -> None:
    """Fault rows 10 and 37: every screen is valid and in time, ten of them in a row, and all is well after."""
    session = session_id()
    text = up_to_consent(town, PHONE, session)
    with stalled(town, server):
        for number in range(10):
            began = clock.monotonic()
            screen = (
                town.dial(f"{text}*1", session, PHONE) if number == 0 else town.dial("", session_id(), PHONE)
            )
            assert screen.startswith(("END ", "CON "))
            assert clock.monotonic() - began < PATIENCE_S
    until(lambda: ready(town), 60)
    deposited(town, PHONE)
    assert town.guichet("check").returncode == 0
