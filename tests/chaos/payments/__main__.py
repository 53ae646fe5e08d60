"""``python -m tests.chaos.payments --seed S --count N``: goes on where it stopped; ``--batch B`` tells one again."""

import argparse
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
from tests.chaos.payments import BATCH, COUNT, SEED, kept, telling
from tests.chaos.payments.kept import Sum
from tests.chaos.payments.player import Task, played
from tests.chaos.payments.server import server

COLUMNS = (
    TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn()
)  # fmt: skip


def main() -> int:
    """0 when every promise held, 1 when one broke, 2 on misuse."""
    words = _words()
    console = Console(highlight=False)
    console.print(f"seed {words.seed}")
    one = words.batch is not None
    file = None if one else kept.path(words.state or load().data_dir, words.seed, words.size)
    total = kept.recall(file) if file else Sum()
    wanted = [words.batch] if one else range(-(-words.count // words.size))
    ahead = [(words.seed, batch, words.size) for batch in wanted if batch not in total.done]
    if total.done:
        console.print(f"{len(total.done) * words.size:,} payments of this seed held before; going on.")
    held = not ahead or _run(console, ahead, words.processes, file, total)
    if held:
        telling.sum_up(console, total, words.seed)
    return 0 if held else 1


def _words() -> argparse.Namespace:
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
    parser.add_argument(
        "--state", type=Path, help="folder that keeps what held; the data folder when left out"
    )
    return parser.parse_args()


def _run(console: Console, ahead: list[Task], processes: int, file: Path | None, total: Sum) -> bool:
    """False when a promise broke."""
    before, began = total.seconds, clock.monotonic()
    with server() as url, Progress(*COLUMNS, console=console) as progress:
        bar = progress.add_task("payments", total=sum(size for _, _, size in ahead))
        for told in played(url, ahead, processes):
            if told.broken:
                progress.stop()
                telling.lament(console, told)
                return False
            total.add(told)
            total.seconds = before + clock.monotonic() - began
            if file is not None:
                kept.keep(file, total)
            progress.advance(bar, told.payments)
    return True


if __name__ == "__main__":
    sys.exit(main())
