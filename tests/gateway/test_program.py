"""A copy of the supervisor shares the memory that it was copied with, and its collections leave that alone."""

import gc
import os
from functools import partial
from pathlib import Path

import pytest
import structlog

from gateway.program import copy
from kernel import logs

SECONDS_MAX = 120
# Fewer than a log holds unwritten.
LINES = 5_000


class Held:
    """Something that was there before the copy."""


def _look(held: Held, found: Path) -> None:
    collected = any(one is held for one in gc.get_objects())
    found.write_text(f"{collected} {gc.isenabled()}")


def test_a_copy_does_not_collect_among_what_it_was_copied_with(tmp_path: Path) -> None:
    # Not of the module: what was imported is left alone by the suite's own collections too.
    held, found = Held(), tmp_path / "found"
    assert any(one is held for one in gc.get_objects())
    started = copy("looking", partial(_look, held, found), {}, tmp_path / "log")()
    assert started.wait(SECONDS_MAX), (tmp_path / "log").read_text()
    assert found.read_text() == "False True", (tmp_path / "log").read_text()


def _talk() -> None:
    logs.configure("info", os.fdopen(1, "w", closefd=False))
    for number in range(LINES):
        structlog.get_logger("talk").info("said", number=number)


def test_what_a_copy_says_last_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It ends without waiting for the thread that writes."""
    # Two seconds are shipped, and a machine may stand still for longer.
    monkeypatch.setattr(logs.flush, "__defaults__", (SECONDS_MAX,))
    started = copy("talking", _talk, {}, tmp_path / "log")()
    assert started.wait(2 * SECONDS_MAX)
    assert (tmp_path / "log").read_text().count('"event": "said"') == LINES
