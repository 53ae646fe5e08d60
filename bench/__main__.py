"""``python -m bench [part] [--quick]``: measure, print, keep as JSON. The parts are the keys of PARTS."""

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from rich.console import Console

from bench import (
    console,
    cpu,
    exports,
    findings,
    growth,
    memory,
    report,
    seal,
    seal_lookup,
    seal_page,
    seal_paper,
    seal_report,
    settlement,
    sms,
    sms_report,
    steps,
)
from bench.aims import Aim
from bench.contenders import Unexpected
from bench.load import Stalled
from bench.pace import QUICK, USUAL, Pace
from bench.progress import Progress
from bench.server import ServerFailed
from bench.stage import Stage, stage
from gateway.settings import load
from kernel import clock

KEPT = "bench.json"


@dataclass(frozen=True)
class Part:
    """One thing that can be measured by itself."""

    runs: Callable[[Pace], int]
    measure: Callable[[Stage, Pace, Progress], Any]
    show: Callable[[Console, Any], None]
    aims: Callable[[Any], list[Aim]]


PARTS = {
    "steps": Part(steps.runs, steps.compare, report.steps, findings.of_steps),
    "memory": Part(memory.runs, memory.held, report.memory, findings.of_memory),
    "growth": Part(growth.runs, growth.compare, report.growth, findings.of_growth),
    "settlement": Part(settlement.runs, settlement.compare, report.settlement, findings.of_settlement),
    "sms": Part(sms.runs, sms.compare, sms_report.show, sms_report.aims),
    "seal": Part(seal.runs, seal.compare, seal_report.show, seal_report.aims),
    "verdict": Part(seal_page.runs, seal_page.compare, seal_page.show, seal_page.aims),
    "paper": Part(seal_paper.runs, seal_paper.compare, seal_paper.show, seal_paper.aims),
    "console": Part(console.runs, console.compare, console.show, console.aims),
    "exports": Part(exports.runs, exports.compare, exports.show, exports.aims),
    "lookup": Part(seal_lookup.runs, seal_lookup.compare, seal_lookup.show, seal_lookup.aims),
}


def main() -> int:
    """Exit 0 whatever the figures are, 1 when nothing could be measured, 2 on misuse."""
    parser = argparse.ArgumentParser("bench", description="Measure side by side, print ratios and aims.")
    parser.add_argument(
        "part", nargs="?", choices=[*PARTS, "all"], default="all", help="what to measure (all of it)"
    )
    parser.add_argument(
        "--quick", action="store_true", help="one short round: to see that it works, not to quote"
    )
    arguments = parser.parse_args()
    console = Console(highlight=False)
    if not hasattr(os, "sched_setaffinity"):
        console.print("The bench pins processes to cores and reads /proc: it runs on Linux only.")
        return 1
    names = list(PARTS) if arguments.part == "all" else [arguments.part]
    try:
        found = _measured(console, names, QUICK if arguments.quick else USUAL)
    except (ServerFailed, Stalled, Unexpected) as error:
        console.print(
            f"Nothing could be measured: {type(error).__name__}: {error}", style="red", markup=False
        )
        return 1
    met = [aim for name in names for aim in PARTS[name].aims(found[name])]
    for name in names:
        PARTS[name].show(console, found[name])
    report.verdicts(console, met)
    _keep(console, {name: asdict(found[name]) for name in names}, met, quick=arguments.quick)
    return 0


def _measured(console: Console, names: list[str], pace: Pace) -> dict[str, Any]:
    cores = cpu.cores()
    if cores.server == cores.load:
        console.print(
            "[yellow]Only one core: the load and the server share it, and the figures say little.[/]"
        )
    # What starts the databases hands them its core; the server under measurement moves to its own.
    cpu.pin(cores.load)
    total = sum(PARTS[name].runs(pace) for name in names)
    with Progress(console, total) as progress, stage(cores) as running:
        return {name: PARTS[name].measure(running, pace, progress) for name in names}


def _keep(console: Console, found: dict[str, Any], met: list[Aim], *, quick: bool) -> None:
    path = load().data_dir / KEPT
    path.parent.mkdir(parents=True, exist_ok=True)
    aims = [{"figure": aim.words, "found": aim.found, "aim": str(aim), "met": aim.met} for aim in met]
    machine = {"python": platform.python_version(), "system": platform.platform(), "cores": os.cpu_count()}
    whole = {"at": clock.now().isoformat(), "quick": quick, "machine": machine, **found, "aims": aims}
    path.write_text(json.dumps(whole, indent=2) + "\n")
    console.print(f"Kept in {path}", style="dim")


if __name__ == "__main__":
    sys.exit(main())
