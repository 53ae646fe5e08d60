"""A desk with cases on it."""

import pytest
import time_machine

from gateway.wiring import Guichet
from tests.admin.casework.desk import Desk


@pytest.fixture
def desk(guichet: Guichet, day: time_machine.Traveller) -> Desk:
    """Empty at first."""
    return Desk(guichet, day)
