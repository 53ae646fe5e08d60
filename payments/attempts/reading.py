"""An attempt with the invoice it is for, as charging needs them. Changes nothing."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, select

from kernel.crypto import Keyring
from payments import seals
from payments.contract import Charge
from payments.tables import INVOICE, PAYMENT_ATTEMPT


@dataclass(frozen=True, slots=True)
class Attempt:
    """``charge`` is what the rail is given; ``invoice_state`` is the invoice's at the time of reading."""

    id: str
    invoice_id: str
    invoice_state: str
    rail: str
    state: str
    polls: int
    created_at: datetime
    claimed_at: datetime | None
    expires_at: datetime | None
    mismatch: str | None
    doubted_at: datetime | None
    country: str
    charge: Charge = field(repr=False)


def load(connection: Connection, keyring: Keyring, attempt_id: str, *, hold: bool = False) -> Attempt | None:
    """The attempt, None when there is none. With ``hold`` nobody moves it until the transaction ends."""
    row = connection.execute(_HELD if hold else _QUERY, {"attempt": attempt_id}).one_or_none()
    return None if row is None else _attempt(keyring, row)


def is_id(text: str) -> bool:
    """Whether ``text`` can be an attempt's id: PostgreSQL refuses the comparison with anything else."""
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False


def _attempt(keyring: Keyring, row: Row[Any]) -> Attempt:
    charge = Charge(
        attempt_id=row.id,
        amount_xof=row.amount_xof,
        phone=seals.unseal(keyring, "payment_attempt.payer", row.id, row.payer_sealed),
        invoice_reference=row.reference,
        label=row.label,
        base_url=row.base_url,
        tokens=seals.unseal_tokens(keyring, row.id, row.tokens_sealed),
    )
    return Attempt(
        id=row.id, invoice_id=row.invoice_id, invoice_state=row.invoice_state, rail=row.rail, state=row.state,
        polls=row.polls, created_at=row.created_at, claimed_at=row.claimed_at, expires_at=row.expires_at,
        mismatch=row.mismatch, doubted_at=row.doubted_at, country=row.country, charge=charge,
    )  # fmt: skip


_QUERY: Select[Any] = (
    select(
        PAYMENT_ATTEMPT,
        INVOICE.c.reference,
        INVOICE.c.label,
        INVOICE.c.country,
        INVOICE.c.state.label("invoice_state"),
    )
    .join(INVOICE, INVOICE.c.id == PAYMENT_ATTEMPT.c.invoice_id)
    .where(PAYMENT_ATTEMPT.c.id == bindparam("attempt"))
)
_HELD = _QUERY.with_for_update(key_share=True, of=PAYMENT_ATTEMPT)
