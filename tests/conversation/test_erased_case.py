"""A case whose answers were erased still opens, and says when that was, to its owner alone."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
import time_machine

from conversation.dossier import Dossier
from tests.conversation.world import Handset, World, case

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _noon() -> object:
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.mark.parametrize(
    ("erased", "day"),
    [(datetime(2026, 11, 20, 9, tzinfo=UTC), "20/11"), (datetime(2025, 11, 20, tzinfo=UTC), "20/11/2025")],
    ids=["this year", "another year"],
)
def test_the_screen_of_the_case_says_since_when(
    world: World, phone: Handset, erased: datetime, day: str
) -> None:
    world.shelf.put(phone.phone, replace(case(state="rejetee"), erased_at=erased))
    assert f"Données effacées le {day}" in phone.dial("1*1")


def test_a_stranger_is_not_told(world: World, phone: Handset) -> None:
    view = replace(case(state="rejetee"), erased_at=NOW, mine=False)
    world.shelf.put(phone.phone, view)
    assert "effacées" not in phone.dial("1*1")


def test_a_session_of_the_release_before_goes_on() -> None:
    dossier = Dossier.of(replace(case(), erased_at=NOW))
    assert Dossier.unpack(dossier.pack()) == dossier
    packed_before = dossier.pack().rsplit(",", 1)[0] + "]"
    assert Dossier.unpack(packed_before) == dossier._replace(erased_at=None)
