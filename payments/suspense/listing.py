"""Money in suspense as the desk reads it: what waits, since when, and what is proposed. Phones are masked."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from kernel.crypto import Keyring
from kernel.redaction import masked_phone
from payments import seals
from payments.attempts.reading import is_id
from payments.suspense.ageing import Bucket, buckets
from payments.suspense.tables import SUSPENSE_MATCH
from payments.tables import INVOICE, MONEY_RECEIPT

ROWS_MAX = 200
# Of one look: some 0.2 s. A desk with more than that has another problem than its ageing.
AGED_MAX = 100_000


def list_suspense(connection: Connection, keyring: Keyring, limit: int = ROWS_MAX) -> list[dict[str, Any]]:
    """Oldest first, at most 200."""
    rows = connection.execute(
        select(MONEY_RECEIPT, SUSPENSE_MATCH.c.proposed_by, INVOICE.c.reference.label("proposed"))
        .join(
            SUSPENSE_MATCH,
            (SUSPENSE_MATCH.c.receipt_id == MONEY_RECEIPT.c.id) & (SUSPENSE_MATCH.c.state == "proposed"),
            isouter=True,
        )
        .join(INVOICE, INVOICE.c.id == SUSPENSE_MATCH.c.invoice_id, isouter=True)
        .where(MONEY_RECEIPT.c.disposition == "suspense")
        .order_by(MONEY_RECEIPT.c.received_at)
        .limit(min(limit, ROWS_MAX))
    )
    return [_shown(keyring, row) for row in rows]


def ageing(connection: Connection, at: datetime) -> list[Bucket]:
    """How many and how much have been in suspense for how many days."""
    rows = connection.execute(
        select(MONEY_RECEIPT.c.received_at, MONEY_RECEIPT.c.amount_xof)
        .where(MONEY_RECEIPT.c.disposition == "suspense")
        .limit(AGED_MAX)
    )
    return buckets(((row.received_at, row.amount_xof) for row in rows), at)


def find(connection: Connection, text: str) -> str | None:
    """The receipt in suspense that a person names by our id or by the operator's; None for none or two."""
    receipt = MONEY_RECEIPT.c
    named = receipt.id == text if is_id(text) else receipt.operator_id == text
    rows = connection.execute(
        select(receipt.id).where(named, receipt.disposition == "suspense").limit(2)
    ).scalars()
    found = list(rows)
    return found[0] if len(found) == 1 else None


def _shown(keyring: Keyring, row: Row[Any]) -> dict[str, Any]:
    payer = row.payer_sealed
    return {
        "receipt": row.id,
        "rail": row.rail,
        "operator_id": row.operator_id,
        "amount_xof": row.amount_xof,
        "payer": None
        if payer is None
        else masked_phone(seals.unseal(keyring, "money_receipt.payer", row.id, payer)),
        "received_at": row.received_at,
        "proposed": row.proposed,
        "proposed_by": row.proposed_by,
    }
