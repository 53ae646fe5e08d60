"""``guichet fields``: the keys that seal what is personal at rest, what each still opens, and sealing it anew."""

import sys

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from gateway.cli.show import table
from gateway.cli.wired import wired
from gateway.field_keys import census
from gateway.field_keys.resealing import Outcome, reseal
from gateway.wiring import Guichet
from kernel import audit
from kernel.session_store import SESSION_TTL_S

# What a person may do about it.
MISSING = "key {0!r} is not in GUICHET_FIELD_KEYS: put it back behind the active one, and run this again"
BROKEN = "does not open with the key that it names: {0}"
BUSY = "{0} values are in use each time: run this again"
WRITTEN = "start every process anew with the active key first: something still seals with an old one"
ALONE = "no old key is in GUICHET_FIELD_KEYS, so that none is left to give up"
GIVEN_UP = (
    "an old key may leave GUICHET_FIELD_KEYS once sessions have ended ({0} minutes after the last process was "
    "started with the new one); a backup made before needs it still"
)


@click.group()
def fields() -> None:
    """Keys of the fields at rest. The first of GUICHET_FIELD_KEYS seals; all of them open."""


@fields.command("keys")
@click.option("--columns", is_flag=True, help="A line for each column.")
@click.option("--json", "as_json", is_flag=True, help="A JSON array.")
def keys(columns: bool, as_json: bool) -> None:
    """How many values each key still opens. Exit 1 when one of them is not in the settings."""
    with wired() as guichet:
        counts = _counted(guichet)
        ring = guichet.keyring
    total = census.by_key(counts)
    names = [*ring.key_ids, *sorted(set(total) - set(ring.key_ids))]
    states = {name: "active" if name == ring.active else "kept" for name in ring.key_ids}
    rows = [
        {"key": name, "state": states.get(name, "missing"), "values": total.get(name, 0)} for name in names
    ]
    if columns:
        rows = [
            {"key": one.key, "state": states.get(one.key, "missing"), "column": one.column, "values": one.values}
            for one in counts
        ]  # fmt: skip
    table(rows, as_json=as_json, empty="Nothing is sealed yet.")
    sys.exit(0 if set(total) <= set(ring.key_ids) else 1)


@fields.command("reseal")
@click.option("--quiet", is_flag=True, help="No progress bar.")
def reseal_(quiet: bool) -> None:
    """Seal anew, with the active key, whatever an old key opens. Exit 1 while anything is left.

    Everything may run meanwhile; what was cut off goes on with the next run.
    """
    with wired() as guichet:
        done = _resealed(guichet, quiet=quiet)
        active = guichet.keyring.active
        with guichet.database.transaction() as connection:
            said = {"sealed": done.sealed, "left": dict(done.left)}
            audit.append(connection, "cli", "fields.reseal", f"key:{active}", said)
    click.echo(f"{done.sealed} values sealed anew with {active!r}")
    for line in _remarks(done):
        click.echo(f"guichet: {line}", err=True)
    if done.left:
        left = ", ".join(f"{values} with {key!r}" for key, values in sorted(done.left.items()))
        click.echo(f"guichet: not done: {left}", err=True)
        sys.exit(1)
    alone = len(guichet.keyring.key_ids) == 1
    click.echo(ALONE if alone else GIVEN_UP.format(-(-SESSION_TTL_S // 60)), err=True)


def _counted(guichet: Guichet) -> list[census.Count]:
    database = census.patient(guichet.database.url)
    try:
        return list(census.count(database))
    finally:
        database.close()


def _resealed(guichet: Guichet, *, quiet: bool) -> Outcome:
    active = guichet.keyring.active
    old = sum(one.values for one in _counted(guichet) if one.key != active)
    screen = Console(stderr=True)
    database = census.patient(guichet.database.url)
    try:
        with Progress(
            TextColumn("{task.description:<24}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
            console=screen, transient=True, disable=quiet or not screen.is_terminal,
        ) as bar:  # fmt: skip
            task = bar.add_task("sealing anew", total=old)
            return reseal(
                database,
                guichet.keyring,
                lambda name, values: bar.update(task, description=name, advance=values),
            )
    finally:
        database.close()


def _remarks(done: Outcome) -> list[str]:
    said = [MISSING.format(key) for key in sorted(done.missing)] + [
        BROKEN.format(where) for where in done.broken
    ]
    if done.busy:
        said.append(BUSY.format(done.busy))
    return said or ([WRITTEN] if done.left else [])


COMMANDS = (fields,)
