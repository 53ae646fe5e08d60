"""Money in suspense a page at a time, and one of it with what people say of it. Changes nothing, phones masked.

Needs the index (received_at, id) on money_receipt where it is in suspense.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, literal, select, tuple_

from kernel.crypto import Keyring
from kernel.redaction import masked_phone
from payments import seals
from payments.attempts.reading import is_id
from payments.suspense.tables import SUSPENSE_CLAIM, SUSPENSE_MATCH
from payments.tables import INVOICE, MONEY_RECEIPT

PAGE_ROWS = 50
# The sum on top of the page; a desk with more than that reads "and more".
COUNTED_MAX = 10_000
CLAIMS_SHOWN = 20
# Who proposed what and who decided, of one receipt.
DECISIONS_SHOWN = 20
RECEIPT = MONEY_RECEIPT.c
Place = tuple[datetime, str]


@dataclass(frozen=True, slots=True)
class Waiting:
    """``payer`` is None when the operator hides it; ``disposition`` "suspense" until it has its invoice."""

    id: str
    rail: str
    operator_id: str
    country: str
    amount_xof: int
    settled_xof: int
    payer: str | None
    payer_index: str | None
    received_at: datetime
    disposition: str
    invoice_id: str | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """What somebody proposed for it; ``state`` proposed, released or refused."""

    id: int
    receipt_id: str
    invoice_id: str
    reference: str
    regie: str
    proposed_by: str
    proposed_at: datetime
    state: str
    decided_by: str | None
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class Claim:
    """A citizen said that it is his. ``own``: the phone that claims is the one that paid."""

    operator_id: str
    reference: str
    regie: str
    own: bool
    claimed_at: datetime


def page(
    connection: Connection, keyring: Keyring, countries: frozenset[str] | None, after: Place | None
) -> list[Waiting]:
    """The longest waiting first; 50, and one more when there are more."""
    query = _waiting(countries).order_by(RECEIPT.received_at, RECEIPT.id).limit(PAGE_ROWS + 1)
    if after is not None:
        here = tuple_(literal(after[0]), literal(after[1], RECEIPT.id.type))
        query = query.where(tuple_(RECEIPT.received_at, RECEIPT.id) > here)
    return [_shown(keyring, row) for row in connection.execute(query)]


def total(connection: Connection, countries: frozenset[str] | None) -> tuple[int, int]:
    """How many wait and how many francs, up to 10,000 of them."""
    some = _waiting(countries).limit(COUNTED_MAX).subquery()
    count, francs = connection.execute(
        select(func.count(), func.coalesce(func.sum(some.c.amount_xof), 0))
    ).one()
    return count, int(francs)


def one(connection: Connection, keyring: Keyring, receipt_id: str) -> Waiting | None:
    """Money by our id, wherever it is by now; None for what is no money of ours."""
    if not is_id(receipt_id):
        return None
    row = connection.execute(select(MONEY_RECEIPT).where(RECEIPT.id == receipt_id)).one_or_none()
    return None if row is None else _shown(keyring, row)


def proposals(
    connection: Connection, receipt_ids: Sequence[str], *, open_only: bool = False
) -> list[Proposal]:
    """What was proposed for these, newest first."""
    match = SUSPENSE_MATCH.c
    query = (
        select(SUSPENSE_MATCH, INVOICE.c.reference, INVOICE.c.regie)
        .join(INVOICE, INVOICE.c.id == match.invoice_id)
        .where(match.receipt_id.in_(list(receipt_ids)))
        .order_by(match.id.desc())
        .limit(PAGE_ROWS + 1 if open_only else DECISIONS_SHOWN)
    )
    if open_only:
        query = query.where(match.state == "proposed")
    names = Proposal.__dataclass_fields__
    return [Proposal(**{name: getattr(row, name) for name in names}) for row in connection.execute(query)]


def claims(connection: Connection, waiting: Sequence[Waiting]) -> list[Claim]:
    """What citizens say of these, oldest first. The operator's id is compared in capitals, as it was typed."""
    payers = {each.operator_id.upper(): each.payer_index for each in waiting}
    claim = SUSPENSE_CLAIM.c
    rows = connection.execute(
        select(SUSPENSE_CLAIM, INVOICE.c.reference, INVOICE.c.regie)
        .join(INVOICE, INVOICE.c.id == claim.invoice_id)
        .where(claim.operator_id.in_(list(payers)))
        .order_by(claim.id)
        .limit(CLAIMS_SHOWN * max(len(waiting), 1))
    )
    return [
        Claim(
            row.operator_id, row.reference, row.regie, payers[row.operator_id] == row.claimant_index, row.claimed_at
        )
        for row in rows
    ]  # fmt: skip


def _waiting(countries: frozenset[str] | None) -> Select[Any]:
    query = select(MONEY_RECEIPT).where(RECEIPT.disposition == "suspense")
    return query if countries is None else query.where(RECEIPT.country.in_(sorted(countries)))


def _shown(keyring: Keyring, row: Row[Any]) -> Waiting:
    sealed = row.payer_sealed
    payer = None if sealed is None else seals.unseal(keyring, "money_receipt.payer", row.id, sealed)
    return Waiting(
        row.id, row.rail, row.operator_id, row.country, row.amount_xof, row.settled_xof,
        None if payer is None else masked_phone(payer), row.payer_index, row.received_at, row.disposition,
        row.invoice_id,
    )  # fmt: skip
