"""``guichet doctor``, ``check``, ``settings``, ``audit``, ``backend``: is it well, and if not, where."""

import sys
from dataclasses import asdict

import click
from rich.console import Console

from gateway import addresses, invariants, production
from gateway import doctor as doctors
from gateway.cli.show import dumps, table
from gateway.cli.wired import quiet, wired
from gateway.settings import Mode, Settings, load
from kernel import audit as trail

COLOURS = {"ok": "green", "warn": "yellow", "FAIL": "red"}
SHOWN = {mark: f"[{colour}]{mark}[/]{'':{4 - len(mark)}}" for mark, colour in COLOURS.items()}
SECRET_SUFFIXES = ("_key", "_keys", "_token", "_password")


@click.command()
@click.option("--production", "as_production", is_flag=True, help="Judge the settings as production would.")
@click.option("--json", "as_json", is_flag=True, help="A JSON array.")
def doctor(as_production: bool, as_json: bool) -> None:
    """Look at every part and say what is broken and what to do about it."""
    quiet()
    settings = load()
    if as_production:
        settings = settings.model_copy(update={"mode": Mode.PRODUCTION})
    findings = doctors.examine(settings)
    if as_json:
        click.echo(dumps([asdict(finding) for finding in findings]))
    else:
        console = Console(highlight=False, soft_wrap=True)
        for finding in findings:
            console.print(f"{SHOWN['ok' if finding.ok else 'FAIL']} {finding.part:<16} {finding.seen}")
            if not finding.ok and finding.advice:
                console.print(f"{'':22}[dim]-> {finding.advice}[/]")
    sys.exit(0 if all(finding.ok for finding in findings) else 1)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="A JSON array.")
def check(as_json: bool) -> None:
    """Check every invariant on the data; exit 1 when one is broken. A warning is shown, for a person to look."""
    with wired() as guichet:
        results = invariants.examine(guichet)
    if as_json:
        click.echo(dumps([{**asdict(result), "mark": _mark(result)} for result in results]))
    else:
        console = Console(highlight=False, soft_wrap=True)
        for result in results:
            mark = _mark(result)
            console.print(f"{SHOWN[mark]} {result.room:<8} {result.name}")
            for row in result.broken[:10]:
                console.print(f"{'':14}[{COLOURS[mark]}]{row}[/]")
    sys.exit(1 if any(_mark(result) == "FAIL" for result in results) else 0)


def _mark(result: invariants.Result) -> str:
    """A warning names work for a person, not data that is wrong: the check does not fail for it."""
    if not result.broken:
        return "ok"
    return "warn" if result.warning else "FAIL"


@click.command()
@click.option(
    "--json", "as_json", is_flag=True, help="One JSON object, with usable redis_url and database_url."
)
def settings(as_json: bool) -> None:
    """The settings in force; secrets are masked."""
    loaded = load()
    shown = _shown(loaded)
    if as_json:
        click.echo(dumps(shown))
    else:
        table([{"setting": f"GUICHET_{name.upper()}", "value": value} for name, value in shown.items()],
              as_json=False, empty="")  # fmt: skip
    for problem in production.problems(loaded):
        click.echo(f"guichet: {problem}", err=True)


@click.group()
def audit() -> None:
    """The trail of what people did."""


@audit.command("verify")
def verify() -> None:
    """Walk the hash chain; exit 1 at the first altered or missing row."""
    with wired() as guichet, guichet.database.transaction() as connection:
        bad = trail.verify(connection)
    click.echo(
        "the audit trail is whole" if bad is None else f"row {bad} was altered or one before it is missing"
    )
    sys.exit(0 if bad is None else 1)


@click.group()
def backend() -> None:
    """The administrations' own systems."""


@backend.command("check")
@click.argument("administration")
def check_backend(administration: str) -> None:
    """Call an administration's system and say what it answers."""
    with wired() as guichet:
        if administration not in guichet.administrations:
            known = ", ".join(guichet.administrations) or "none"
            raise click.UsageError(f"no connector for {administration!r}; connected: {known}")
        ok, seen = doctors.call(guichet, administration)
    click.echo(f"{administration}: {seen}")
    sys.exit(0 if ok else 1)


def _shown(settings: Settings) -> dict[str, object]:
    urls = {"database_url": addresses.database_url, "redis_url": addresses.redis_url,
            "migrate_database_url": addresses.migrate_database_url}  # fmt: skip
    shown: dict[str, object] = {}
    for name, value in settings.model_dump(mode="json").items():
        shown[name] = "********" if name.endswith(SECRET_SUFFIXES) else value
        if name in urls:
            try:
                shown[name] = urls[name](settings)
            except addresses.NotStarted:
                shown[name] = ""
    return shown


COMMANDS = (doctor, check, settings, audit, backend)
