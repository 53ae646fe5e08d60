"""``python -m tests.chaos.payments --seed S --count N``: goes on where it stopped; ``--batch B`` tells one again."""

import argparse
import json
import os
import sys
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from gateway.settings import load
from kernel import clock
from tests import servers
from tests.chaos.payments import BATCH, COUNT, SEED
from tests.chaos.payments.player import Sum, played
from tests.chaos.payments.world import Told

COLUMNS = (
    TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn()
)  # fmt: skip


def main() -> int:
    """0 when every promise held, 1 when one broke, 2 on misuse."""
    parser = argparse.ArgumentParser(
        "tests.chaos.payments", description="Pay, fail, die and check; in simulated time."
    )
    parser.add_argument("--seed", type=int, default=SEED, help="what is drawn")
    parser.add_argument(
        "--count", type=int, default=COUNT, help="payments in all, those of earlier runs included"
    )
    parser.add_argument("--batch", type=int, help="play only this batch of the seed")
    parser.add_argument("--size", type=int, default=BATCH, help="payments of a batch")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    words = parser.parse_args()
    console = Console(highlight=False)
    kept = load().data_dir / f"chaos-payments-{words.seed}-{words.size}.json"
    done = _recall(kept) if words.batch is None else set()
    wanted = range(-(-words.count // words.size)) if words.batch is None else [words.batch]
    ahead = [(words.seed, batch, words.size) for batch in wanted if batch not in done]
    if len(done):
        console.print(f"{len(done) * words.size:,} payments of this seed held before; going on.")
    return _run(console, ahead, words.processes, kept if words.batch is None else None, done)


def _run(
    console: Console, ahead: list[tuple[int, int, int]], processes: int, kept: Path | None, done: set[int]
) -> int:
    total, began = Sum(), clock.monotonic()
    with servers.postgres() as url, Progress(*COLUMNS, console=console) as progress:
        task = progress.add_task("payments", total=sum(size for _, _, size in ahead))
        for told in played(url, ahead, processes):
            total.add(told)
            if told.broken:
                progress.stop()
                _lament(console, told)
                return 1
            done.add(told.batch)
            _keep(kept, done)
            progress.advance(task, ahead[0][2])
    _sum_up(console, total, clock.monotonic() - began)
    return 0


def _lament(console: Console, told: Told) -> None:
    console.print(f"[red]SEED {told.seed} BATCH {told.batch}[/]: {len(told.broken)} promises broken")
    for line in told.broken[:40]:
        console.print(f"  {line}", markup=False)
    console.print(
        f"Again: python -m tests.chaos.payments --seed {told.seed} --batch {told.batch}", markup=False
    )


def _sum_up(console: Console, total: Sum, seconds: float) -> None:
    for name, number in sorted(total.counts.items()):
        console.print(f"{number:>9,}  {name}")
    console.print(f"{sum(total.died.values()):>9,}  deaths at {len(total.died)} of {len(total.seen)} points")
    unreached = sorted(set(total.seen) - set(total.died))
    if unreached:
        console.print(f"Nobody died yet at: {', '.join(unreached)}", markup=False, style="dim")
    paid = total.counts["invoices"]
    console.print(
        f"Every promise held. {paid:,} payments in {seconds:.0f} s: {paid / max(seconds, 1):.0f} a second."
    )


def _recall(kept: Path) -> set[int]:
    return set(json.loads(kept.read_text())) if kept.exists() else set()


def _keep(kept: Path | None, done: set[int]) -> None:
    if kept is None:
        return
    kept.parent.mkdir(parents=True, exist_ok=True)
    fresh = kept.with_suffix(".new")
    fresh.write_text(json.dumps(sorted(done)))
    # Renamed when whole: a run that is ended in this moment goes on from the former list.
    fresh.replace(kept)


if __name__ == "__main__":
    sys.exit(main())
