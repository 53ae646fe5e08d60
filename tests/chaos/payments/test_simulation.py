"""A hundred thousand payments through everything that goes wrong: no franc lost, none taken twice."""

import os

import pytest
from rich.console import Console

from tests.chaos.payments import BATCH, COUNT, SEED, telling
from tests.chaos.payments.kept import Sum
from tests.chaos.payments.player import played
from tests.chaos.payments.server import server

pytestmark = pytest.mark.chaos


def test_a_hundred_thousand_payments_lose_no_franc_and_take_none_twice(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Fault rows 1 to 5 and 25 to 31."""
    total = Sum()
    with server() as url:
        for told in played(
            url, [(SEED, batch, BATCH) for batch in range(COUNT // BATCH)], os.cpu_count() or 1
        ):
            assert told.broken == [], f"SEED {told.seed} BATCH {told.batch}"
            total.add(told)
    with capsys.disabled():
        telling.sum_up(Console(highlight=False), total, SEED)
    assert total.counts["invoices"] == COUNT
    assert len(total.died) > len(total.seen) * 0.9, "somebody died at most of the points that there are"
