"""What is kept alive stays so: a process that dies, and a server that does not start at once."""

import os
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from gateway import supervisor
from gateway.child import MOMENT_S, PAUSE_S_MAX, STEADY_S, Child
from gateway.settings import Settings
from gateway.supervisor import END_SECONDS, RESTART_S, Supervisor
from kernel import clock


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds of the clock that never jumps, as the test sets them."""
    seconds = [1000.0]
    monkeypatch.setattr(clock, "monotonic", lambda: seconds[0])
    return seconds


class Dead:
    """A process that has ended."""

    pid = 1

    def exit_status(self) -> int:
        return 1

    def wait(self, seconds: float) -> bool:
        return seconds > 0


def _pause(child: Child, now: list[float], lived_s: float) -> float:
    """How long it is left alone after it has lived so long."""
    now[0] += lived_s
    with capture_logs() as logs:
        child.tend()
    pause_s = float(logs[0]["again_in_s"])
    now[0] += pause_s - 0.01
    child.tend()
    assert child.pid is None
    now[0] += 0.01
    child.tend()
    return pause_s


def test_a_process_that_dies_at_once_is_left_alone_for_longer_each_time(now: list[float]) -> None:
    child = Child("web", Dead)
    child.start()
    assert [_pause(child, now, 0.1) for _ in range(7)] == [0.5, 1, 2, 4, 8, PAUSE_S_MAX, PAUSE_S_MAX]


def test_one_that_lived_a_while_begins_anew(now: list[float]) -> None:
    child = Child("web", Dead)
    child.start()
    assert [_pause(child, now, lived_s) for lived_s in (0.1, 0.1, STEADY_S + 1, 0.1)] == [0.5, 1, 0.5, 1]


class Full:
    """A server whose disk is full for so many starts."""

    def __init__(self, failing: int) -> None:
        self.failing, self.starts = failing, 0

    def alive(self) -> bool:
        return self.starts > self.failing

    def start(self) -> str:
        self.starts += 1
        if self.starts <= self.failing:
            raise RuntimeError("PostgreSQL did not start; see server.log")
        return ""


def test_a_server_that_does_not_start_again_ends_nothing_and_is_tried_later(
    now: list[float], tmp_path: Path
) -> None:
    """A full disk that is emptied later: the processes are there when PostgreSQL is."""
    keeper, server = Supervisor(Settings(data_dir=tmp_path)), Full(failing=2)
    keeper._servers.append(server)  # type: ignore[arg-type]
    with capture_logs() as logs:
        for _ in range(2):
            keeper._tend()
            keeper._tend()
            now[0] += RESTART_S
        assert server.starts == 2
        keeper._tend()
    assert (server.starts, server.alive()) == (3, True)
    assert [entry["event"] for entry in logs] == ["server_not_started"] * 2


class Stubborn:
    """A process that does not end; ``waited``: how long it was waited for, in turn."""

    pid = 2**22 + 1  # nobody's: above what the kernel gives out

    def __init__(self, now: list[float], waited: list[float]) -> None:
        self._now, self._waited = now, waited

    def exit_status(self) -> int | None:
        return None

    def wait(self, seconds: float) -> bool:
        self._waited.append(seconds)
        self._now[0] += seconds
        return False


def test_all_processes_together_have_half_a_minute_to_end(
    now: list[float], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fault row 43. One that hangs does not give the next another half minute."""
    waited: list[float] = []
    programs = {name: lambda: Stubborn(now, waited) for name in ("web", "ticker", "worker sms")}
    monkeypatch.setattr(supervisor, "_programs", lambda *_: programs)
    monkeypatch.setattr(os, "kill", lambda *_: None)
    with Supervisor(Settings(data_dir=tmp_path)).processes({}):
        pass
    asked = waited[::2]  # after each comes the wait for the kernel
    assert asked == [END_SECONDS, MOMENT_S, MOMENT_S]
