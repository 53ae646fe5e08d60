"""The log of who looked, and the alarm when a paper of one use is presented again. It holds no number and no name."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select, text
from sqlalchemy.dialects.postgresql import insert

from kernel import outbox
from kernel.crypto import Keyring
from kernel.oldest import drop_oldest
from verification.registry import seals
from verification.registry.check_tables import DOCUMENT_CHECK, LONGEST_PLACE, PRESENTATION

LANE = "documents"
DOUBLE_USE = "document.double_use"
# An officer scans again because the screen went dark; a lorry does not come back within a quarter of an hour.
SAME_PRESENTATION = timedelta(minutes=15)
PRESENTED_MAX = 20
PURPOSES = frozenset({PRESENTATION, "control"})
# Customs come back on a declaration for three years at most; after that, who looked at what serves nobody.
KEPT = timedelta(days=3 * 366)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """``who`` is a phone, an address or an officer: only its blind index is kept. ``place`` is a post or an office.

    ``purpose`` is "presentation" (the paper is being used here: it counts for papers of one use), "control" or None.
    """

    who: str
    channel: str
    at: datetime
    place: str | None = None
    purpose: str | None = None

    def __post_init__(self) -> None:
        if self.purpose is not None and self.purpose not in PURPOSES:
            raise ValueError("no such purpose")


@dataclass(frozen=True, slots=True)
class Presented:
    """One earlier use of a paper that has one use."""

    at: datetime
    place: str | None
    channel: str


def record(
    connection: Connection,
    keyring: Keyring,
    check: Check,
    verdict: str,
    number: str | None,
    kid: bytes | None,
) -> str | None:
    """One row; its id, None for a presentation that was handed in before."""
    inserted: str | None = connection.execute(
        insert(DOCUMENT_CHECK)
        .values(
            id=str(uuid.uuid4()), number_index=seals.number_index(keyring, number) if number else None,
            kid=kid, verdict=verdict, channel=check.channel, place=(check.place or "")[:LONGEST_PLACE] or None,
            purpose=check.purpose, checker_index=seals.checker_index(keyring, check.who), at=check.at,
        )
        .on_conflict_do_nothing()
        .returning(DOCUMENT_CHECK.c.id)
    ).scalar()  # fmt: skip
    return inserted


def presentations(connection: Connection, keyring: Keyring, number: str) -> Sequence[Row[*tuple[Any, ...]]]:
    """The last 20 uses of a paper, newest first: the same work for a number that nobody has."""
    row = DOCUMENT_CHECK.c
    found: Sequence[Row[*tuple[Any, ...]]] = connection.execute(
        select(row.at, row.place, row.channel, row.checker_index)
        .where(row.number_index == seals.number_index(keyring, number), row.purpose == PRESENTATION)
        .order_by(row.at.desc())
        .limit(PRESENTED_MAX)
    ).all()
    return found


def earlier(keyring: Keyring, check: Check, rows: Sequence[Row[*tuple[Any, ...]]]) -> tuple[Presented, ...]:
    """Those that are not this very presentation, oldest first."""
    own = seals.checker_index(keyring, check.who)
    return tuple(
        Presented(row.at, row.place, row.channel)
        for row in reversed(rows)
        if row.checker_index != own or abs(row.at - check.at) > SAME_PRESENTATION
    )


def hold(connection: Connection, number: str) -> None:
    """Two officers at once: the second waits here, so that one of them sees the other."""
    connection.execute(
        text("SELECT FROM sealed_document WHERE number = :number FOR NO KEY UPDATE"), {"number": number}
    )


def alarm(connection: Connection, document_id: str, check_id: str) -> None:
    """Tell the issuer: publishes "document.double_use" (subject the document, payload {"check": id})."""
    outbox.publish(connection, DOUBLE_USE, document_id, lane=LANE, payload={"check": check_id})


def forget(connection: Connection, at: datetime) -> int:
    """Drop some of the checks older than three years; call again while it does."""
    return drop_oldest(connection, DOCUMENT_CHECK.c.at, at - KEPT)
