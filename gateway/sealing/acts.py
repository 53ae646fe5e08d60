"""What people of the service do with a document: propose, decide, give a file. Who they are was proven before."""

import uuid

from sqlalchemy import Connection, select

from gateway.seals import Seals
from kernel import clock
from verification import link
from verification.registry import papers, revoking
from verification.registry.errors import RegistryRefused
from verification.registry.papers import Paper
from verification.registry.tables import DOCUMENT_PROPOSAL, SEALED_DOCUMENT


def find(seals: Seals, number: str) -> Paper:
    """The document. Raises RegistryRefused ("number")."""
    with seals.database.transaction() as connection:
        paper = papers.find(connection, seals.keyring, seals.code_key, number)
    if paper is None:
        raise RegistryRefused("number")
    return paper


def propose(seals: Seals, number: str, act: str, reason: str, by: str) -> str:
    """The proposal's id. Raises RegistryRefused."""
    with seals.database.transaction() as connection:
        return revoking.propose(connection, seals.keyring, number, act, reason, by, clock.now())


def decide(seals: Seals, proposal: str, by: str, *, approve: bool) -> str:
    """``proposal`` is an id, or the number of a document with one open proposal. The state after.

    Raises RegistryRefused, SamePerson.
    """
    with seals.database.transaction() as connection:
        opened = _open_one(connection, proposal) or proposal
        return revoking.decide(connection, seals.keyring, opened, by, clock.now(), approve=approve)


def number_of(seals: Seals, proposal: str) -> str:
    """The document of a proposal's id; a number stands for itself. Raises RegistryRefused ("proposal")."""
    try:
        wish = str(uuid.UUID(proposal))
    except ValueError:
        return proposal
    query = (
        select(SEALED_DOCUMENT.c.number)
        .join(DOCUMENT_PROPOSAL, DOCUMENT_PROPOSAL.c.document_id == SEALED_DOCUMENT.c.id)
        .where(DOCUMENT_PROPOSAL.c.id == wish)
    )
    with seals.database.transaction() as connection:
        found: str | None = connection.execute(query).scalar()
    if found is None:
        raise RegistryRefused("proposal")
    return found


def text_of(seals: Seals, paper: Paper) -> str:
    """The text of its symbol."""
    return link.compose(seals.settings.verify_host, paper.token)


def _open_one(connection: Connection, number: str) -> str | None:
    digits = number.replace(" ", "")
    found: str | None = connection.execute(
        select(DOCUMENT_PROPOSAL.c.id)
        .join(SEALED_DOCUMENT, SEALED_DOCUMENT.c.id == DOCUMENT_PROPOSAL.c.document_id)
        .where(SEALED_DOCUMENT.c.number == digits, DOCUMENT_PROPOSAL.c.decided_at.is_(None))
    ).scalar()
    return found
