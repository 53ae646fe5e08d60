"""The operators' day: statements, transactions and expiries are told by the clock."""

import pytest
import time_machine


@pytest.fixture(autouse=True)
def _noon(clock: time_machine.Traveller) -> None:
    """What is paid in a test stands on the statement of the day that the test asks for."""
