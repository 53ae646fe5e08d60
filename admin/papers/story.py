"""What happened to one paper, in the order of time: issued, proposed, decided or refused, reprinted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from payments.quittances.tables import QUITTANCE
from verification.registry import papers
from verification.registry.papers import Paper
from verification.registry.tables import DOCUMENT_PROPOSAL, SEALED_DOCUMENT

MARK = ":duplicata:"
_QUITTANCE = "quittance:"


@dataclass(frozen=True, slots=True)
class Moment:
    """``act`` names its words: issue, suspend, restore, revoke, replace, or refused. ``wish``: what was refused."""

    at: datetime
    act: str
    by: str
    proposed_by: str = ""
    reason: str = ""
    wish: str = ""


@dataclass(frozen=True, slots=True)
class Copy:
    """A duplicata on paper. ``ordinal`` is the number printed on it."""

    number: str
    state: str
    issued_at: datetime
    ordinal: int


def moments(connection: Connection, paper: Paper) -> list[Moment]:
    """Oldest first."""
    found = [
        Moment(event["at"], event["act"], event["actor"], event["proposed_by"] or "", event["reason"] or "")
        for event in papers.story(connection, paper.id)
    ]
    wish = DOCUMENT_PROPOSAL.c
    refused = select(DOCUMENT_PROPOSAL).where(wish.document_id == paper.id, wish.approved.is_(False))
    found += [
        Moment(row.decided_at, "refused", f"staff:{row.decided_by}", row.proposed_by, row.reason, row.act)
        for row in connection.execute(refused)
    ]
    return sorted(found, key=lambda moment: moment.at)


def open_wish(connection: Connection, paper: Paper) -> Row[Any] | None:
    """The proposal that waits for a second person, None for none: there is one at most."""
    wish = DOCUMENT_PROPOSAL.c
    query = select(DOCUMENT_PROPOSAL).where(wish.document_id == paper.id, wish.decided_at.is_(None))
    return connection.execute(query).one_or_none()


def copies(connection: Connection, paper: Paper) -> Sequence[Copy]:
    """Its duplicatas on paper, the first one first. Of a quittance, copies by SMS have numbers between theirs."""
    row = SEALED_DOCUMENT.c
    query = (
        select(row.number, row.state, row.issued_at, row.cause)
        .where(row.subject == paper.subject, row.cause.startswith(paper.cause + MARK, autoescape=True))
        .order_by(row.issued_at, row.number)
    )
    return [
        Copy(each.number, each.state, each.issued_at, int(each.cause.rpartition(":")[2]))
        for each in connection.execute(query)
    ]


def quittance_of(paper: Paper) -> int | None:
    """The id of the quittance that it prints, original or duplicata; None for another kind of paper."""
    if not paper.cause.startswith(_QUITTANCE):
        return None
    return int(paper.cause.removeprefix(_QUITTANCE).partition(MARK)[0])


def last_copy(connection: Connection, paper: Paper) -> int:
    """The number of the newest copy of a quittance, by whatever channel; 0 for none and for other papers."""
    quittance = quittance_of(paper)
    if quittance is None:
        return 0
    query = select(QUITTANCE.c.duplicata).where(QUITTANCE.c.id == quittance)
    return int(connection.execute(query).scalar() or 0)


def ordinal(paper: Paper) -> int | None:
    """The number printed on a duplicata; None for an original."""
    _, mark, number = paper.cause.partition(MARK)
    return int(number) if mark else None


def original(connection: Connection, paper: Paper) -> str | None:
    """The number of what it is a duplicata of."""
    cause, mark, _ = paper.cause.partition(MARK)
    if not mark:
        return None
    found: str | None = connection.execute(
        select(SEALED_DOCUMENT.c.number).where(SEALED_DOCUMENT.c.cause == cause)
    ).scalar()
    return found
