"""``guichet document``: a sealed document looked up, handed out, reprinted, and changed by two persons."""

import os
from pathlib import Path
from typing import Any

import click

from gateway.cli.desk import BY, CODE, JSON, LIMIT, ring
from gateway.cli.document_desk import Numbered, document_refusals, looked_up, permitted, shown
from gateway.cli.listings import list_
from gateway.cli.show import cell, dumps, table
from gateway.cli.wired import wired
from gateway.sealing import acts
from gateway.sealing.keys import write_secret
from gateway.sealing.readers import Readers
from kernel import clock
from verification.qr.raster import raster
from verification.qr.symbol import symbol
from verification.registry import papers
from verification.web.ports import Visit

LANE = "documents"
COLUMNS = (
    "number",
    "kind",
    "copy_kind",
    "state",
    "issuer",
    "subject",
    "issued_at",
    "expires_at",
    "replaced_by",
)
PROPOSAL_COLUMNS = ("id", "number", "act", "reason", "proposed_by", "proposed_at")
STORY_COLUMNS = ("at", "act", "state", "actor", "proposed_by", "reason", "evidence")
# Pixels a module: a picture of 700 pixels, which prints and shows well.
DOTS = 10
NEW_FILE = click.Path(dir_okay=False, path_type=Path)
REASON = click.option(
    "--reason", required=True, help="Why, in a sentence for the file: 200 characters at most."
)


@click.group(cls=Numbered)
def document() -> None:
    """Sealed documents: `guichet document NUMBER`, or one of these acts."""


@document.command("show", hidden=True)
@click.argument("number")
@click.option("--pdf", type=NEW_FILE, help="Write its file there.")
@click.option("--png", type=NEW_FILE, help="Write its code there, as a picture.")
@click.option("--token", is_flag=True, help="Print the text of its code alone.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def show(number: str, pdf: Path | None, png: Path | None, token: bool, as_json: bool) -> None:
    """What became of the document NUMBER, or of the one about this case or quittance, and its story."""
    with document_refusals(), wired() as guichet:
        paper = looked_up(guichet, number)
        text = acts.text_of(guichet.sealed.seals, paper)
        with guichet.database.transaction() as connection:
            story = papers.story(connection, paper.id)
        if pdf is not None:
            if paper.pdf is None:
                raise click.ClickException("its file is not made yet")
            write_secret(pdf, paper.pdf)
        if png is not None:
            _draw(png, text)
    if token:
        click.echo(text)
    elif as_json:
        click.echo(dumps({**shown(paper), "link": text, "story": story}))
    else:
        for name, value in shown(paper).items():
            click.echo(f"{name.replace('_', ' '):<16} {cell(value)}")
        click.echo()
        table(story, as_json=False, empty="No story.", columns=STORY_COLUMNS)


def _draw(file: Path, text: str) -> None:
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        raster(symbol(text), DOTS).save(out, "PNG")


def _change(act: str, words: str) -> click.Command:
    @document.command(act, help=f"Ask that the document NUMBER be {words}; another person approves.")
    @click.argument("number")
    @REASON
    @BY
    @CODE
    def run(number: str, reason: str, by: str, code: str | None) -> None:
        with document_refusals(), wired() as guichet:
            name = permitted(guichet, by, code, "papers.revoke", number)
            proposal = acts.propose(guichet.sealed.seals, number, act, reason, name)
        click.echo(proposal)
        click.echo(f"asked for; another person approves: guichet document approve {proposal}", err=True)

    return run


for _act, _words in {
    "revoke": "revoked for ever", "suspend": "suspended", "restore": "valid again",
    "replace": "replaced by another",
}.items():  # fmt: skip
    _change(_act, _words)


def _decision(name: str, *, approve: bool) -> click.Command:
    @document.command(
        name, help=f"{name.capitalize()} a PROPOSAL (its id, or the document's number) of another."
    )
    @click.argument("proposal")
    @BY
    @CODE
    def run(proposal: str, by: str, code: str | None) -> None:
        with document_refusals(), wired() as guichet:
            seals = guichet.sealed.seals
            name = permitted(guichet, by, code, "papers.revoke", acts.number_of(seals, proposal))
            state = acts.decide(seals, proposal, name, approve=approve)
            ring(guichet, LANE)
        click.echo(state)

    return run


_decision("approve", approve=True)
_decision("refuse", approve=False)


@document.command("duplicata")
@click.argument("number")
@BY
@CODE
def reprint(number: str, by: str, code: str | None) -> None:
    """Seal and print one more of NUMBER, marked DUPLICATA, with a number of its own. Needs the signing keys."""
    from gateway.sealing.copies import duplicata  # what draws papers: no other command waits for it

    with document_refusals(), wired() as guichet:
        name = permitted(guichet, by, code, "papers.print", number)
        issued = duplicata(guichet.sealed.seals, number, name, clock.now())
    click.echo(issued.number)


@document.command("proof")
@click.argument("number")
@click.option("--check", required=True, metavar="CODE", help="The code printed beside the number.")
@click.option("--place", required=True, help="Where it was refused.")
@click.option("--said", required=True, help="What was said there, 160 characters at most.")
@click.option("--out", required=True, type=NEW_FILE, help="Where the signed proof goes (COSE).")
def proof(number: str, check: str, place: str, said: str, out: Path) -> None:
    """A signed proof that NUMBER was refused: what the register says of it now, and where. Needs the register keys."""
    with document_refusals(), wired() as guichet:
        signed = Readers(guichet.sealed.seals).refuse(number, check, place, said, Visit("cli", "api", place))
        write_secret(out, signed)
    click.echo(f"{out}: {len(signed)} bytes")


@document.command("proposals")
@JSON
def proposals(as_json: bool) -> None:
    """What waits for a second person."""
    with wired() as guichet, guichet.database.transaction() as connection:
        rows: list[dict[str, Any]] = papers.proposals(connection)
    table(rows, as_json=as_json, empty="Nothing waits.", columns=PROPOSAL_COLUMNS)


@list_.command("documents")
@LIMIT
@JSON
def list_documents(limit: int, as_json: bool) -> None:
    """Sealed documents."""
    with wired() as guichet, guichet.database.transaction() as connection:
        rows = papers.list_documents(connection, limit=limit)
    table(rows, as_json=as_json, empty="No document yet.", columns=COLUMNS)


COMMANDS = (document,)
