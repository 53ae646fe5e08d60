"""What the commands about documents share: a group that takes a number, its refusals, what is shown of a document."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from admin.people.totp import NotProven
from gateway.sealing_keys import KeyMissing, KeyTaken
from gateway.seals import NoKey, NotMade
from verification.bundle import BundleForged
from verification.cbor import Malformed
from verification.paper_refused import PaperRefused
from verification.qr.readback import Unreadable
from verification.registry.errors import RegistryRefused, SamePerson, TooManyTries
from verification.registry.holdings import NoBundle
from verification.registry.papers import Paper
from verification.signer import KeyRefused, SigningFailed

# What a person can act on, shown as it is: exit 1.
REFUSALS = (
    RegistryRefused, SamePerson, TooManyTries, NoKey, NoBundle, BundleForged, KeyMissing, KeyTaken, KeyRefused,
    Malformed, PaperRefused, Unreadable, SigningFailed, NotMade, FileExistsError, NotProven,
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


def shown(paper: Paper) -> dict[str, Any]:
    """Nothing that it says, and not its code: those are in its file."""
    return {
        "number": paper.number, "kind": paper.kind, "copy_kind": paper.copy_kind, "state": paper.state,
        "issuer": paper.issuer, "subject": paper.subject, "service": paper.service, "cause": paper.cause,
        "kid": paper.kid.hex(), "issued_at": paper.issued_at, "expires_at": paper.expires_at,
        "replaces": paper.replaces, "replaced_by": paper.replaced_by, "one_use": paper.one_use,
        "pdf_bytes": len(paper.pdf) if paper.pdf else 0,
    }  # fmt: skip
