"""Machines as data, and the compare-and-set that moves a row."""

import pytest

from kernel import states

DOOR = states.Machine("door", {"open": ("shut",), "shut": ("open", "locked"), "locked": ()})


def test_final_states_are_those_that_nothing_leaves() -> None:
    assert DOOR.final == {"locked"}


def test_edges_are_looked_up_in_both_directions() -> None:
    assert DOOR.allows("open", "shut")
    assert not DOOR.allows("open", "locked")
    assert DOOR.sources("open") == ("shut",)


def test_a_move_that_is_no_edge_is_our_own_fault(database: object) -> None:
    with pytest.raises(states.IllegalMove, match="door: open -> locked"):
        states.move(None, None, 1, DOOR, "open", "locked")  # type: ignore[arg-type]
