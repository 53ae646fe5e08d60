"""``guichet person``: what is held about a phone, and its erasure by two persons. For the privacy officer alone."""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from gateway.cli.desk import CODE, not_for, proven, refusals
from gateway.cli.show import dumps, table
from gateway.cli.wired import wired
from gateway.person import asking, erasing
from gateway.person.errors import NotErased
from gateway.person.export import export as export_person
from gateway.sealing.keys import KeyTaken, write_secret
from gateway.wiring import Guichet
from kernel import audit, clock
from kernel.phone import PhoneRefused, parse

PERMISSION = "person"
EXITS = "\n\nExit 0: done. 1: refused, or cut off (run it again), and why. 2: misuse."
AS = click.option("--as", "--by", "by", required=True, metavar="NAME", help="Who acts: an administrator.")


class Phone(click.ParamType[str]):
    """A phone in E.164, with its country: a clerk of either country may be asked. No message repeats it."""

    name = "phone"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Exit 2 for what is no phone."""
        try:
            return parse(value)
        except PhoneRefused as refused:
            self.fail(f"not a phone with its country, like +22370000001 ({refused})", param, ctx)


PHONE = click.argument("phone", type=Phone())


@click.group()
def person() -> None:
    """What is held about a person, by their phone: to see it, and to have it erased."""


@person.command(
    "export", help=f"Write everything that is held about PHONE as one JSON object. Audited.{EXITS}"
)
@PHONE
@AS
@CODE
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="A new file, mode 0600; the output without it."
)  # fmt: skip
def export(phone: str, by: str, code: str | None, out: Path | None) -> None:
    """The JSON, and how many rows of what there are."""
    with _refused(), wired() as guichet:
        if out is not None and out.exists():
            raise KeyTaken(f"{out} exists already")
        name = _permitted(guichet, by, code, phone)
        with _progress() as say:
            held = export_person(guichet.database, guichet.keyring, phone, by=name, say=say)
        document = dumps(held)
        if out is not None:
            write_secret(out, f"{document}\n".encode())
    if out is None:
        click.echo(document)
    _summary(held["sections"], on_error_output=out is None)


@person.command("erase", help=f"Ask that PHONE be erased, or decide what another person asked for.{EXITS}")
@PHONE
@AS
@CODE
@click.option(
    "--approve", "act", flag_value="approve",
    help="Approve what another asked for: it is erased at once. Killed half-way, it goes on when run again.",
)  # fmt: skip
@click.option("--refuse", "act", flag_value="refuse", help="Refuse what another asked for.")
@click.option("--json", "as_json", is_flag=True, help="What was erased and kept, as one JSON object.")
def erase(phone: str, by: str, code: str | None, act: str | None, as_json: bool) -> None:
    """Ask, approve or refuse."""
    with _refused(), wired() as guichet:
        name = _permitted(guichet, by, code, phone)
        keyring, at = guichet.keyring, clock.now()
        with guichet.database.transaction() as connection:
            if act == "refuse":
                asking.refuse(connection, keyring, phone, by=name, at=at)
                click.echo("refused: nothing is erased", err=True)
                return
            if act is None:
                asking.ask(connection, keyring, phone, by=name, at=at)
                click.echo("asked for; another administrator decides: --approve or --refuse", err=True)
                return
            wish = asking.approve(connection, keyring, phone, by=name, at=at)
        with _progress() as say:
            done = erasing.erase(
                guichet.database, keyring, guichet.sessions, phone, wish=wish, by=name, say=say
            )  # fmt: skip
    _told(done, as_json=as_json)


def _permitted(guichet: Guichet, by: str, code: str | None, phone: str) -> str:
    """The name of who acts. Raises NotPermitted, which is in the trail, and NotProven."""
    who = proven(guichet, by, code)
    if not who.may(PERMISSION):
        with guichet.database.transaction() as connection:
            about = asking.subject(asking.person_index(guichet.keyring, phone))
            said = {"permission": PERMISSION, "channel": "cli"}
            audit.append(connection, who.actor, "person.refused", about, said)
        raise not_for(who, PERMISSION)
    return who.name


@contextmanager
def _refused() -> Iterator[None]:
    """A refusal becomes one line and exit 1."""
    with refusals():
        try:
            yield
        except (NotErased, KeyTaken) as refused:
            click.echo(f"guichet: {refused}", err=True)
            sys.exit(1)


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """What is being done now, on a terminal; silence in a pipe."""
    with Console(stderr=True).status("...") as status:
        yield status.update


def _summary(sections: Mapping[str, Mapping[str, Any]], *, on_error_output: bool) -> None:
    lines = [
        f"{name.replace('_', ' '):<20} {len(found['rows']):>6}{'' if found['complete'] else ' and more'}"
        for name, found in sections.items()
        if found["rows"]
    ]
    for line in lines or ["nothing is held about this phone"]:
        click.echo(line, err=on_error_output)


def _told(done: erasing.Done, *, as_json: bool) -> None:
    if as_json:
        click.echo(dumps(asdict(done)))
        return
    erased = [{"erased": what, "rows": rows} for what, rows in done.erased.items()]
    table(erased, as_json=False, empty="Nothing was left to erase.")
    click.echo()
    table([asdict(kept) for kept in done.kept], as_json=False, empty="Nothing is kept.")


COMMANDS = (person,)
