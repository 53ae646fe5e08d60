"""The app on a person's phone. A code counts in its own half minute only, so that tests begin one, as people do."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pyotp
import time_machine

from admin.people.totp import STEP_S
from kernel import clock
from tests.waiting import until

# What a command of another process may need from the typing of a code to its judgement, on a machine that stalls.
LEFT_S = 12


def digits(seed: str) -> str:
    """The six that are shown now."""
    return pyotp.TOTP(seed).at(clock.now())


def next_half_minute() -> datetime:
    """The instant at which the next code begins to count."""
    return datetime.fromtimestamp((clock.now().timestamp() // STEP_S + 1) * STEP_S, UTC)


@contextmanager
def fresh_half_minute() -> Iterator[time_machine.Traveller]:
    """The clock goes on from the beginning of one; ``pass_on`` shifts it to the next."""
    with time_machine.travel(next_half_minute(), tick=True) as traveller:
        yield traveller


def pass_on(traveller: time_machine.Traveller) -> None:
    """The code of before counts no more, and the next one for all of its time."""
    traveller.move_to(next_half_minute())


def await_enough() -> None:
    """For processes whose clock is the machine's: no longer at the end of a half minute."""
    until(lambda: clock.now().timestamp() % STEP_S < STEP_S - LEFT_S, STEP_S)
