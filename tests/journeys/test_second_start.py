"""A second start resumes with its data; a parent killed with -9 leaves servers that the next start adopts."""

import contextlib
import json
import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import servers
from tests.journeys.running import Running, children, running
from tests.waiting import until


def references(town: Running) -> set[str]:
    return {row["reference"] for row in json.loads(town.guichet("list", "cases", "--json").stdout)}


@dataclass
class Again:
    """A town started a second time; ``cases`` are those that its first start left."""

    cases: set[str]
    second: Running


@pytest.fixture(scope="module")
def again() -> Iterator[Again]:
    """Ended by Ctrl-C, and started on the same folder."""
    with servers.folder() as folder:
        with running(folder) as first:
            cases = references(first)
            ports = first.port, first.simulator_port
        with running(folder, *ports) as second:
            yield Again(cases, second)


def test_the_data_is_there_again_and_nothing_is_seeded_twice(again: Again) -> None:
    assert references(again.second) == again.cases != set()


def test_servers_left_by_a_killed_parent_are_adopted(again: Again) -> None:
    killed = again.second
    postgres = killed.pid_of("postgres")
    left = children(killed.process.pid, "")
    os.kill(killed.process.pid, signal.SIGKILL)
    killed.process.wait(timeout=60)
    # Told by the kernel that their parent is gone, some have ended by now.
    others = [pid for pid in left if pid != postgres and b"valkey" not in _command(pid)]
    for pid in others:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    until(lambda: not any(map(_command, others)))
    killed.process.returncode = 0  # we killed it: the end of `running` need not complain
    with running(killed.folder, killed.port, killed.simulator_port) as third:
        assert os.path.exists(f"/proc/{postgres}")
        assert references(third) == again.cases


def _command(pid: int) -> bytes:
    """Empty once it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""
