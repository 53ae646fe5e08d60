"""A second start resumes with its data; a parent killed with -9 leaves servers that the next start adopts."""

import json
import os
import signal

from tests import servers
from tests.journeys.running import Running, children, running


def references(town: Running) -> set[str]:
    return {row["reference"] for row in json.loads(town.guichet("list", "cases", "--json").stdout)}


def test_the_data_is_there_again_and_nothing_is_seeded_twice() -> None:
    with servers.folder() as folder:
        with running(folder) as first:
            before = references(first)
            ports = first.port, first.simulator_port
        with running(folder, *ports) as second:
            assert references(second) == before != set()


def test_servers_left_by_a_killed_parent_are_adopted() -> None:
    with servers.folder() as folder:
        with running(folder) as first:
            ports = first.port, first.simulator_port
            postgres = first.pid_of("postgres")
            left = children(first.process.pid, "")
            os.kill(first.process.pid, signal.SIGKILL)
            first.process.wait(timeout=10)
            for pid in left:
                if pid != postgres and b"valkey" not in _command(pid):
                    os.kill(pid, signal.SIGKILL)
            first.process.returncode = 0  # we killed it: the end of `running` need not complain
        with running(folder, *ports) as second:
            assert os.path.exists(f"/proc/{postgres}")
            assert references(second) != set()


def _command(pid: int) -> bytes:
    with open(f"/proc/{pid}/cmdline", "rb") as file:
        return file.read()
