"""What one process of the gateway holds in memory, at first and after many steps."""

from dataclasses import dataclass

from bench import cpu
from bench.contenders import contenders
from bench.load import Load
from bench.pace import Pace
from bench.progress import Progress
from bench.stage import Stage

# A bound in time, should the machine be slow: the steps that were done are printed.
SECONDS_MAX = 60


@dataclass(frozen=True)
class Held:
    """``watcher`` is granian's parent process, one for all the workers of a gateway."""

    steps: int
    wrong: int
    first: cpu.Memory
    after: cpu.Memory
    watcher: cpu.Memory


def runs(_: Pace) -> int:
    """One."""
    return 1


def held(stage: Stage, pace: Pace, progress: Progress) -> Held:
    """Start a gateway, let phones take ``pace.memory_steps`` steps, and look."""
    gateway = contenders()[0]
    progress.next(f"memory after {pace.memory_steps:,} steps")
    with stage.server(gateway.factory, stage.database("memory")) as server:
        walk = gateway.walk(server.port)
        first = cpu.memory(server.worker)
        outcome = Load(server.port, walk).full(SECONDS_MAX, steps=pace.memory_steps)
        return Held(
            outcome.steps, outcome.wrong, first, cpu.memory(server.worker), cpu.memory(server.pids[0])
        )
