"""Tables for a person. Every figure stands beside its aim; what falls short is said in a sentence."""

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table

from bench.aims import Aim
from bench.growth import Growth
from bench.measure import OTHERS_MAX, SATURATED, Figures
from bench.memory import Held
from bench.settlement import Settlements
from bench.settler import THREADS
from bench.steps import Steps


def steps(console: Console, found: Steps) -> None:
    """The three side by side, their ratios to (a) beneath."""
    columns = (
        "steps/s",
        "p50 ms",
        "p99 ms",
        "p99 ms at\nequal load",
        "CPU ms\na step",
        "wrong",
        "load's\ncore",
    )
    table = _table(f"One USSD step (equal load: {found.equal_rate:,.0f} steps a second)", "", *columns)
    base = found.bare_flask
    for each in found.compared:
        full, steady = each.full, each.steady
        table.add_row(
            each.name, f"{full.rate:,.0f}", f"{full.p50_ms:.2f}", f"{full.p99_ms:.2f}",
            f"{steady.p99_ms:.2f}", f"{full.server_cpu_ms:.3f}",
            f"{full.wrong + steady.wrong}", f"{full.core_share:.0%}",
        )  # fmt: skip
        pairs = [
            (full.rate, base.full.rate), (full.p50_ms, base.full.p50_ms), (full.p99_ms, base.full.p99_ms),
            (steady.p99_ms, base.steady.p99_ms), (full.server_cpu_ms, base.full.server_cpu_ms),
        ]  # fmt: skip
        table.add_row(
            " ratio to (a)", *(f"x {_ratio(ours, theirs):.2f}" for ours, theirs in pairs), style="dim"
        )
    console.print(table)
    _warn(console, (figures for each in found.compared for figures in (each.full, each.steady)))


def growth(console: Console, found: Growth) -> None:
    """Each step, few and many."""
    table = _table(
        "A step as the cases grow",
        "",
        "cases",
        "steps/s",
        "p99 ms",
        "server\nCPU ms",
        "PostgreSQL\nCPU ms",
        "wrong",
    )
    for grown in found.steps:
        for cases, figures in ((found.cases_few, grown.few), (found.cases_many, grown.many)):
            table.add_row(
                grown.step, f"{cases:,}", f"{figures.rate:,.0f}", f"{figures.p99_ms:.2f}",
                f"{figures.server_cpu_ms:.3f}", f"{figures.database_cpu_ms:.3f}", f"{figures.wrong}",
            )  # fmt: skip
        table.add_row(
            " many to few",
            "",
            f"x {1 / grown.time_ratio:.2f}",
            "",
            f"CPU x {grown.cpu_ratio:.2f}",
            style="dim",
        )
    console.print(table)
    _warn(console, (figures for grown in found.steps for figures in (grown.few, grown.many)))


def memory(console: Console, found: Held) -> None:
    """One process, and the one that watches it."""
    table = _table(f"Memory of one gateway process after {found.steps:,} steps", "", "RSS MB", "PSS MB")
    for name, held in (
        ("worker, at first", found.first),
        ("worker, after", found.after),
        ("watcher", found.watcher),
    ):
        table.add_row(name, f"{held.rss_mb:.1f}", f"{held.pss_mb:.1f}")
    console.print(table)


def settlement(console: Console, found: Settlements) -> None:
    """Each arrangement beside pgbench, and what holds it back."""
    columns = (
        "regies",
        "settled/s",
        "pgbench/s",
        "ratio",
        "Python ms\na settlement",
        "PostgreSQL ms\na settlement",
    )
    table = _table(
        "Settling a payment, processes x threads, beside pgbench (TPC-B-like, scale 10, as many clients)",
        "",
        *columns,
    )
    for paid in found.compared:
        table.add_row(
            f"{paid.processes} x {THREADS}", f"{paid.regies:,}", f"{paid.rate:,.0f}", f"{paid.pgbench:,.0f}",
            f"x {paid.ratio:.2f}", f"{paid.core_ms:.2f}", f"{paid.postgres_ms:.2f}",
        )  # fmt: skip
    console.print(table)
    console.print(found.held_back_by())


def verdicts(console: Console, found: Iterable[Aim]) -> None:
    """Each aim with what was found, then the sentences."""
    aims = list(found)
    table = _table("Aims", "", "found", "aim", "")
    for aim in aims:
        table.add_row(
            aim.words, f"{aim.found:.4g}{aim.unit}", str(aim), "[green]met[/]" if aim.met else "[red]short[/]"
        )
    console.print(table)
    for aim in aims:
        if not aim.met:
            console.print(f"[red]{aim.shortfall()}[/]")


def _warn(console: Console, found: Iterable[Figures]) -> None:
    figures = list(found)
    share, core = max(each.load_share for each in figures), max(each.core_share for each in figures)
    console.print(
        f"The load generator used at most {share:.0%} of its core, {core:.0%} with PostgreSQL and Valkey.",
        style="dim",
    )
    if core > SATURATED:
        console.print(
            "[yellow]The load's core was full: the server could have done more than these figures say.[/]"
        )
    others = max(each.others_share for each in figures)
    if others > OTHERS_MAX:
        console.print(
            f"[yellow]Others took up to {others:.0%} of the server's core: measure again in peace.[/]"
        )
    for wrong in {each.first_wrong for each in figures if each.first_wrong}:
        console.print(f"A wrong reply: {wrong[:200]!r}", markup=False)


def _ratio(ours: float, theirs: float) -> float:
    return ours / theirs if theirs else 0.0


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left")
    for number, column in enumerate(columns):
        table.add_column(column, justify="right" if number else "left", no_wrap=number > 0)
    return table
