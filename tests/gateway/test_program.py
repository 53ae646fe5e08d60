"""A copy of the supervisor shares the memory that it was copied with, and its collections leave that alone."""

import gc
from functools import partial
from pathlib import Path

from gateway.program import copy

SECONDS_MAX = 120


class Held:
    """Something that was there before the copy."""


HELD = Held()


def _look(found: Path) -> None:
    collected = any(one is HELD for one in gc.get_objects())
    found.write_text(f"{collected} {gc.isenabled()}")


def test_a_copy_does_not_collect_among_what_it_was_copied_with(tmp_path: Path) -> None:
    found = tmp_path / "found"
    try:
        started = copy("looking", partial(_look, found), {}, tmp_path / "log")()
        assert started.wait(SECONDS_MAX), (tmp_path / "log").read_text()
    finally:
        gc.unfreeze()  # this process is the suite's own
    assert found.read_text() == "False True", (tmp_path / "log").read_text()
