"""Three hundred payments of the whole-system simulation: fixed seeds, the real room, operators that lie.

The long run is `make chaos`; a seed of it is told again by `python -m tests.chaos.payments --seed S --batch B`.
"""

from collections.abc import Iterator

import pytest

from kernel.database import Database
from tests.chaos.payments import citizens
from tests.chaos.payments.death import MortalDatabase
from tests.chaos.payments.world import play

EACH = 135


@pytest.fixture
def mortal(database: Database) -> Iterator[MortalDatabase]:
    """The suite's database, on whose connections one can die."""
    with_deaths = MortalDatabase(database.url)
    yield with_deaths
    with_deaths.close()


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_fails_no_franc_is_lost_and_none_taken_twice(mortal: MortalDatabase, seed: int) -> None:
    """Fault rows 1 to 4 and 25 to 31."""
    told = play(mortal, seed, 0, EACH)
    assert told.broken == [], f"SEED {seed} BATCH 0"
    assert told.counts["invoices"] == EACH
    assert told.counts["receipts settled"] > EACH / 3
    assert sum(told.died.values()) > EACH / 10


def test_the_same_seed_tells_the_same_story(mortal: MortalDatabase) -> None:
    stories = [play(mortal, 3, 0, 10) for _ in range(2)]
    assert stories[0] == stories[1]


def test_francs_that_are_missing_are_seen(mortal: MortalDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    """The checker is worth something: money that nobody ever tells us of is found out."""
    monkeypatch.setattr(citizens, "DIALLED_SHARE", 1.0)
    monkeypatch.setattr(citizens.Citizens, "tell", lambda *_words: None)
    broken = play(mortal, 4, 0, 10).broken
    assert any(line.startswith("lost: ") for line in broken)
    assert any(line.startswith("the ledger says 0 F") for line in broken)
