"""Work behind a request's back: in order, in batches, bounded, and finished when the process ends in peace."""

import threading
from collections.abc import Sequence
from types import SimpleNamespace

import pytest

from kernel.backlog import Backlog
from tests.patience import Awake


def test_what_waits_is_worked_off_in_order_and_in_batches() -> None:
    first, gate, batches = threading.Event(), threading.Event(), list[list[int]]()

    def work(items: Sequence[int]) -> None:
        first.set()
        assert gate.wait(60)
        batches.append(list(items))

    backlog = Backlog("test", work, waiting_max=10, batch_max=3)
    assert backlog.add(0)
    assert first.wait(60)  # It is working on the first alone; the others gather.
    assert all(backlog.add(number) for number in range(1, 6))
    gate.set()
    assert backlog.close(60)
    assert batches == [[0], [1, 2, 3], [4, 5]]


def test_one_too_many_is_dropped_and_said() -> None:
    first, gate, done = threading.Event(), threading.Event(), list[int]()

    def work(items: Sequence[int]) -> None:
        first.set()
        assert gate.wait(60)
        done.extend(items)

    backlog = Backlog("test", work, waiting_max=2)
    assert backlog.add(0)
    assert first.wait(60)
    assert [backlog.add(number) for number in (1, 2, 3)] == [True, True, False]
    gate.set()
    assert backlog.close(60)
    assert done == [0, 1, 2]


def test_an_end_that_takes_too_long_says_so() -> None:
    first, gate = threading.Event(), threading.Event()

    def work(_: Sequence[int]) -> None:
        first.set()
        gate.wait(60)

    backlog = Backlog("test", work, waiting_max=2)
    backlog.add(0)
    assert first.wait(60)
    assert not backlog.close(0.01)
    gate.set()


def test_nothing_runs_before_the_first_item_and_again_after_the_end() -> None:
    done = list[int]()
    backlog = Backlog("not yet", done.extend, waiting_max=2)
    assert "not yet" not in [thread.name for thread in threading.enumerate()]
    assert backlog.close()
    backlog.add(1)
    assert backlog.close(60)
    backlog.add(2)
    assert backlog.close(60)
    assert done == [1, 2]


def test_it_lingers_for_company_but_not_at_the_end() -> None:
    batches = list[list[int]]()
    backlog: Backlog[int] = Backlog(
        "test", lambda items: batches.append(list(items)), waiting_max=9, batch_max=9, linger_s=60
    )
    for number in range(4):
        backlog.add(number)
    assert backlog.close(60)
    assert batches == [[0, 1, 2, 3]]


def test_an_end_takes_no_longer_than_its_time_in_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither for room in the queue, nor for what is being worked on."""
    first, gate, seconds, times = threading.Event(), threading.Event(), 30.0, iter((0.0, 31.0))

    def work(_: Sequence[int]) -> None:
        first.set()
        gate.wait(60)

    backlog = Backlog("test", work, waiting_max=2)
    assert backlog.add(1)
    assert first.wait(60)
    try:
        with Awake() as awake, monkeypatch.context() as patch:
            patch.setattr("kernel.backlog.clock", SimpleNamespace(monotonic=lambda: next(times)))
            assert not backlog.close(seconds)
    finally:
        gate.set()
    assert awake.seconds < seconds / 2
