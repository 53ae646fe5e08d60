"""Cores, processor time and memory of processes, as Linux tells them in /proc."""

import os
import time
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
# Fields 14 to 17 of proc(5) stat, counted from the one behind the command's closing parenthesis.
UTIME, STIME, CUTIME, CSTIME = 11, 12, 13, 14
PARENT = 1


class Cores(NamedTuple):
    """One core for the server alone; the load and the databases on the other."""

    server: int
    load: int


class Memory(NamedTuple):
    """MB of 2**20 bytes. ``pss_mb`` counts a page shared by n processes as 1/n."""

    rss_mb: float
    pss_mb: float


def cores() -> Cores:
    """The first and the last core we may use: the same one, and worthless figures, on a machine with one."""
    allowed = sorted(os.sched_getaffinity(0))
    return Cores(server=allowed[0], load=allowed[-1])


def pin(core: int) -> None:
    """Keep this process, and all it starts from now on, on ``core``."""
    os.sched_setaffinity(0, {core})


def family(pid: int) -> list[int]:
    """``pid`` and every descendant that is alive."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            children.setdefault(int(fields[PARENT]), []).append(int(entry.name))
    found = [pid]
    for parent in found:
        found += children.get(parent, [])
    return found


def seconds(pids: Iterable[int]) -> float:
    """Processor seconds, user and system, that ``pids`` have used so far; a dead one counts nothing."""
    used = (_stat(pid) for pid in pids)
    return sum(int(fields[UTIME]) + int(fields[STIME]) for fields in used if fields) / TICKS_A_SECOND


def with_dead(pid: int) -> float:
    """Processor seconds so far of ``pid`` and of every child that it ever had and waited for."""
    fields = _stat(pid)
    waited_for = sum(int(fields[at]) for at in (CUTIME, CSTIME)) / TICKS_A_SECOND if fields else 0.0
    return waited_for + seconds(family(pid))


def busy_s(core: int) -> float:
    """Seconds that ``core`` has worked since the machine started, for whomever, stolen time included."""
    for line in Path("/proc/stat").read_text().splitlines():
        name, _, rest = line.partition(" ")
        if name == f"cpu{core}":
            user, nice, system, _idle, _iowait, irq, softirq, steal = map(int, rest.split()[:8])
            return (user + nice + system + irq + softirq + steal) / TICKS_A_SECOND
    return 0.0


def own_s() -> float:
    """Processor seconds of this process, to the microsecond."""
    return time.process_time()


def memory(pid: int) -> Memory:
    """Of one process, now."""
    sizes = dict(
        line.split(":", 1) for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    )
    return Memory(*(int(sizes[name].split()[0]) / 1024 for name in ("Rss", "Pss")))


def _stat(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []
