"""Attempts as a desk reads them: newest first, a page at a time, phones masked. Changes nothing.

A page reads a bounded part of the history, so that the rarest filter costs what the first page costs.
Needs the index (created_at, id) on payment_attempt.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, literal, or_, select, tuple_

from kernel.crypto import Keyring
from kernel.redaction import masked_phone
from payments import seals
from payments.states import ASKED
from payments.tables import INVOICE, PAYMENT_ATTEMPT

PAGE_ROWS = 50
# Attempts looked at for one page: some 50 ms. Where fewer than a page fit, the next page goes on from there.
SCANNED_MAX = 20_000
ATTEMPT = PAYMENT_ATTEMPT.c

Place = tuple[datetime, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for; ``regies`` None is all of them. ``doubtful``: no verdict in the time it should have."""

    states: tuple[str, ...] = ()
    rail: str | None = None
    doubtful: bool = False
    regies: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Tried:
    """One attempt. ``doubt_since``: since when nobody can say whether it was paid, None when there is no doubt."""

    id: str
    reference: str
    label: str
    rail: str
    state: str
    amount_xof: int
    payer: str
    created_at: datetime
    doubt_since: datetime | None
    next_poll_at: datetime | None
    polls: int
    mismatch: str | None


@dataclass(frozen=True, slots=True)
class Page:
    """``further``: behind which place the next page begins, None at the end."""

    tried: tuple[Tried, ...]
    further: Place | None


def page(connection: Connection, keyring: Keyring, asked: Asked, at: datetime, after: Place | None) -> Page:
    """At most 50 attempts, and where to go on; with a rare filter fewer, and a place to go on all the same."""
    looked = _looked(asked, at, after)
    inner = looked.subquery()
    query = (
        select(PAYMENT_ATTEMPT, INVOICE.c.reference, INVOICE.c.label)
        .select_from(inner)
        .join(PAYMENT_ATTEMPT, ATTEMPT.id == inner.c.id)
        .join(INVOICE, INVOICE.c.id == ATTEMPT.invoice_id)
        .order_by(inner.c.created_at.desc(), inner.c.id.desc())
        .limit(PAGE_ROWS + 1)
    )
    if asked.states:
        query = query.where(ATTEMPT.state.in_(asked.states))
    if asked.rail is not None:
        query = query.where(ATTEMPT.rail == asked.rail)
    if asked.regies is not None:
        query = query.where(INVOICE.c.regie.in_(sorted(asked.regies)))
    rows = connection.execute(query).all()
    shown = tuple(_tried(keyring, row, at) for row in rows[:PAGE_ROWS])
    if len(rows) > PAGE_ROWS:
        return Page(shown, (shown[-1].created_at, shown[-1].id))
    return Page(shown, _last_looked_at(connection, looked))


def doubt_since(row: Row[Any], at: datetime) -> datetime | None:
    """Since when ``row`` of payment_attempt should have had its verdict: said by us, else the payer's time over."""
    if row.state not in ASKED:
        return None
    if row.doubted_at is not None:
        return row.doubted_at  # type: ignore[no-any-return]
    if row.expires_at is not None and row.expires_at < at:
        return row.expires_at  # type: ignore[no-any-return]
    return row.claimed_at if row.state == "unknown" else None


def _looked(asked: Asked, at: datetime, after: Place | None) -> Select[Any]:
    """The part of the history that this page reads. What is under way has an index as small as itself."""
    query = select(ATTEMPT.id, ATTEMPT.created_at)
    if asked.states and set(asked.states) <= set(ASKED):
        query = query.where(ATTEMPT.next_poll_at.is_not(None), ATTEMPT.state.in_(asked.states))
    if asked.doubtful:
        late = or_(ATTEMPT.state == "unknown", ATTEMPT.doubted_at.is_not(None), ATTEMPT.expires_at < at)
        query = query.where(ATTEMPT.next_poll_at.is_not(None), ATTEMPT.state.in_(ASKED), late)
    if after is not None:
        here = tuple_(literal(after[0]), literal(after[1], ATTEMPT.id.type))
        query = query.where(tuple_(ATTEMPT.created_at, ATTEMPT.id) < here)
    return query.order_by(ATTEMPT.created_at.desc(), ATTEMPT.id.desc()).limit(SCANNED_MAX)


def _last_looked_at(connection: Connection, looked: Select[Any]) -> Place | None:
    """None when the history ended before the bound."""
    row: Sequence[Any] | None = connection.execute(looked.offset(SCANNED_MAX - 1).limit(1)).first()
    return None if row is None else (row[1], str(row[0]))


def _tried(keyring: Keyring, row: Row[Any], at: datetime) -> Tried:
    payer = seals.unseal(keyring, "payment_attempt.payer", row.id, row.payer_sealed)
    return Tried(
        row.id, row.reference, row.label, row.rail, row.state, row.amount_xof, masked_phone(payer), row.created_at,
        doubt_since(row, at), row.next_poll_at, row.polls, row.mismatch,
    )  # fmt: skip
