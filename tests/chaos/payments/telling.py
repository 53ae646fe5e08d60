"""The end of a run in a table, or the promises that broke, for the person who started it."""

from rich.console import Console
from rich.table import Table

from tests.chaos.payments.kept import Sum
from tests.chaos.payments.world import Told

SHOWN_MAX = 40
# What there was of it, in the order in which one wonders.
ROWS = (
    ("payments", "invoices"), ("attempts", "attempts"), ("quittances", "quittances"),
    ("debits of the operators", "debits"), ("doubts past the payer's time", "doubts"),
    ("verdicts of a question after more than 10 min", "questions later than 10 minutes"),
    ("  of these with no death or loss on the way", "of these without a death or a loss"),
    ("invoices paid more than once, the rest held for the payer", "invoices paid more than once"),
    ("left to a person (another amount)", "left to a person"),
)  # fmt: skip
BROKEN = (
    ("double debits not held for the payer", "double debits"), ("documents unpaid, or payments without one",
    "documents unpaid"), ("francs lost or invented", "francs lost"),
)  # fmt: skip


def lament(console: Console, told: Told) -> None:
    """Name what broke, and how to see it again."""
    console.print(f"[red]SEED {told.seed} BATCH {told.batch}[/]: {len(told.broken)} promises broken")
    for line in told.broken[:SHOWN_MAX]:
        console.print(f"  {line}", markup=False)
    again = f"python -m tests.chaos.payments --seed {told.seed} --batch {told.batch} --size {told.payments}"
    console.print(f"Again: {again}", markup=False)


def sum_up(console: Console, total: Sum, seed: int) -> None:
    """Everything that there was, whoever ran it."""
    table = Table("", f"seed {seed}", title="Simulated payments under faults")
    table.columns[1].justify = "right"
    for label, name in ROWS:
        table.add_row(label, f"{total.counts.get(name, 0):,}")
    table.add_row(
        "deaths of workers", f"{sum(total.died.values()):,} at {len(total.died)} of {len(total.seen)} points"
    )
    table.add_row("slowest verdict that a question could bring", f"{total.slowest_s / 60:.1f} min")
    for label, name in BROKEN:
        table.add_row(label, f"{total.counts.get(name, 0):,}")
    paid = total.counts.get("invoices", 0)
    table.add_row("speed", f"{paid / max(total.seconds, 1):.0f} a second, {total.seconds / 60:.0f} min")
    console.print(table)
    unreached = sorted(set(total.seen) - set(total.died))
    if unreached:
        console.print(f"Nobody died yet at: {', '.join(unreached)}", markup=False, style="dim")
