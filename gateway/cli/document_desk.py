"""What the commands about documents share: a group that takes a number, its refusals, who may, what is shown."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from sqlalchemy import Connection, select

from admin.papers import offices
from admin.people.person import Person
from admin.people.totp import NotProven
from gateway.cli.desk import NotPermitted, not_for, proven
from gateway.sealing import acts
from gateway.sealing.keys import KeyMissing, KeyTaken
from gateway.seals import NoKey, NotMade
from gateway.wiring import Guichet
from kernel import audit
from verification.bundle import BundleForged
from verification.cbor import Malformed
from verification.paper_refused import PaperRefused
from verification.qr.readback import Unreadable
from verification.registry.errors import RegistryRefused, SamePerson, TooManyTries
from verification.registry.holdings import NoBundle
from verification.registry.papers import Paper
from verification.registry.tables import SEALED_DOCUMENT
from verification.signer import KeyRefused, SigningFailed

# An original, its reprints and its copies: more than these nobody chooses among.
ABOUT_MAX = 10
# What a person can act on, shown as it is: exit 1.
REFUSALS = (
    RegistryRefused, SamePerson, TooManyTries, NoKey, NoBundle, BundleForged, KeyMissing, KeyTaken, KeyRefused,
    Malformed, PaperRefused, Unreadable, SigningFailed, NotMade, FileExistsError, NotProven,
    NotPermitted,
)  # fmt: skip


class Numbered(click.Group):
    """``guichet document 260123456789`` is ``guichet document show 260123456789``."""

    def resolve_command(
        self, context: click.Context, arguments: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if arguments and arguments[0] not in self.commands and arguments[0][:1].isdigit():
            arguments = ["show", *arguments]
        return super().resolve_command(context, arguments)


@contextmanager
def document_refusals() -> Iterator[None]:
    """A refusal becomes one line and exit 1."""
    try:
        yield
    except REFUSALS as refused:
        click.echo(f"guichet: {refused}", err=True)
        sys.exit(1)


def permitted(guichet: Guichet, by: str, code: str | None, permission: str, number: str) -> str:
    """The name of who acts, proven, of a role that has ``permission`` and of the office that answers for the paper.

    Raises NotPermitted, NotProven; RegistryRefused ("number") also for another office's paper, as for none.
    """
    person = proven(guichet, by, code)
    if not person.may(permission):
        _refused(guichet, person, permission, number)
        raise not_for(person, permission)
    paper = acts.find(guichet.sealed.seals, number)
    within = offices.sees if permission == "papers.print" else offices.answers_for
    if not within(guichet.catalogue, person.scope, paper):
        _refused(guichet, person, permission, number)
        raise RegistryRefused("number")
    return person.name


def looked_up(guichet: Guichet, number: str) -> Paper:
    """By its own number, else by what it is about: the number of a quittance, the reference of a case.

    Raises RegistryRefused ("number"); exits 1 with the numbers to ask for when several are about it.
    """
    try:
        return acts.find(guichet.sealed.seals, number)
    except RegistryRefused:
        with guichet.database.transaction() as connection:
            about = _about(connection, "".join(number.split()))
        if not about:
            raise
    if len(about) > 1:
        raise click.ClickException(f"several documents are about {number}: ask for {' or '.join(about)}")
    return acts.find(guichet.sealed.seals, about[0])


def _about(connection: Connection, subject: str) -> list[str]:
    """The numbers of the documents about a case or a quittance, oldest first."""
    row = SEALED_DOCUMENT.c
    query = select(row.number).where(row.subject == subject).order_by(row.issued_at, row.number)
    return list(connection.execute(query.limit(ABOUT_MAX)).scalars())


def _refused(guichet: Guichet, person: Person, permission: str, number: str) -> None:
    with guichet.database.transaction() as connection:
        said = {"permission": permission, "channel": "cli"}
        audit.append(connection, person.actor, "document.refused", f"document:{number[:20]}", said)


def shown(paper: Paper) -> dict[str, Any]:
    """Nothing that it says, and not its code: those are in its file."""
    return {
        "number": paper.number, "kind": paper.kind, "copy_kind": paper.copy_kind, "state": paper.state,
        "issuer": paper.issuer, "subject": paper.subject, "service": paper.service, "cause": paper.cause,
        "kid": paper.kid.hex(), "issued_at": paper.issued_at, "expires_at": paper.expires_at,
        "replaces": paper.replaces, "replaced_by": paper.replaced_by, "one_use": paper.one_use,
        "pdf_bytes": len(paper.pdf) if paper.pdf else 0,
    }  # fmt: skip
