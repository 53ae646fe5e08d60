"""Thousands of payments through everything that goes wrong: no franc lost, none taken twice."""

import os

import pytest

from tests import servers
from tests.chaos.payments import BATCH, COUNT, SEED
from tests.chaos.payments.player import Sum, played

pytestmark = pytest.mark.chaos


def test_thousands_of_payments_lose_no_franc_and_take_none_twice() -> None:
    """Fault rows 1 to 5 and 25 to 31."""
    total = Sum()
    with servers.postgres() as url:
        for told in played(
            url, [(SEED, batch, BATCH) for batch in range(COUNT // BATCH)], os.cpu_count() or 1
        ):
            assert told.broken == [], f"SEED {told.seed} BATCH {told.batch}"
            total.add(told)
    assert total.counts["invoices"] == COUNT
    assert len(total.died) > len(total.seen) * 0.7, "somebody died at most of the points that there are"
