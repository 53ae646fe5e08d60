"""The SQL by which money enters: a new receipt, one that leaves suspense, one that finds its attempt. Holds nothing.

Each moves receipt, attempt and invoice together, or none of them: the caller holds the invoice and its attempt.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, text

from kernel.crypto import Keyring
from payments import seals
from payments.money import Money, Share
from payments.states import ATTEMPT

# Every state from which money may still arrive; "created" too: a code may be dialled before we look.
PAYABLE = ATTEMPT.sources("succeeded")

# Common table expressions, to be followed by ``MOVED``: ``receipt`` is empty when nothing is to be done.
NEW = """
receipt AS (
    INSERT INTO money_receipt (id, rail, operator_id, country, amount_xof, settled_xof, payer_index, payer_sealed,
                               reference, received_at, recorded_at, attempt_id, invoice_id, disposition)
    SELECT CAST(:id AS uuid), :rail, :operator_id, :country, :amount_xof, :settled_xof, :payer_index, :payer_sealed,
           :reference, :received_at, :at, CAST(:attempt_id AS uuid), CAST(:invoice_id AS uuid), :disposition
    ON CONFLICT (rail, operator_id) DO NOTHING RETURNING id
)"""
FOUND = """
receipt AS (
    UPDATE money_receipt SET settled_xof = :settled_xof, disposition = :disposition,
                             attempt_id = CAST(:attempt_id AS uuid), invoice_id = CAST(:invoice_id AS uuid)
    WHERE id = CAST(:id AS uuid) AND disposition = 'suspense' RETURNING id
)"""
MOVED = """
moved AS (
    UPDATE payment_attempt SET state = 'succeeded', operator_id = CAST(:operator_id AS varchar), settled_at = :at,
                               next_poll_at = NULL, reason = NULL, mismatch = NULL
    WHERE id = CAST(:attempt_id AS uuid) AND state = ANY (:payable) AND EXISTS (SELECT FROM receipt)
), paid AS (
    UPDATE invoice SET paid_xof = paid_xof + :settled_xof,
                       state = CASE WHEN paid_xof + :settled_xof = amount_xof THEN 'paid' ELSE state END,
                       paid_at = CASE WHEN paid_xof + :settled_xof = amount_xof THEN CAST(:at AS timestamptz) END
    WHERE id = CAST(:invoice_id AS uuid) AND :settled_xof > 0 AND EXISTS (SELECT FROM receipt)
    RETURNING id
)"""
_BIND = text("""
WITH attempt AS (
    SELECT id, invoice_id, rail FROM payment_attempt
    WHERE id = CAST(:attempt_id AS uuid) AND state = ANY (:payable) FOR NO KEY UPDATE
), receipt AS (
    UPDATE money_receipt r SET attempt_id = attempt.id FROM attempt
    WHERE r.rail = attempt.rail AND r.operator_id = :operator_id AND r.invoice_id = attempt.invoice_id
      AND r.attempt_id IS NULL AND r.disposition NOT IN ('suspense', 'reversed')
    RETURNING attempt.id
)
UPDATE payment_attempt a SET state = 'succeeded', operator_id = :operator_id, settled_at = :at,
                             next_poll_at = NULL, reason = NULL, mismatch = NULL
FROM receipt WHERE a.id = receipt.id RETURNING a.id
""")


@dataclass(frozen=True, slots=True)
class Entry:
    """Money about to enter as a receipt: ``source`` new, or found in suspense; ``values`` are the SQL's."""

    receipt_id: str
    source: Literal["new", "found"]
    values: Mapping[str, Any] = field(repr=False)


def new(keyring: Keyring, money: Money, share: Share, at: datetime) -> Entry:
    """A receipt to be inserted, unless this money is recorded already."""
    receipt_id, payer = str(uuid.uuid4()), money.payer
    return Entry(
        receipt_id, "new",
        {
            **_common(receipt_id, money, share, at),
            "rail": money.rail,
            "country": money.country,
            "amount_xof": money.amount_xof,
            "payer_index": seals.payer_index(keyring, payer) if payer else None,
            "payer_sealed": seals.seal(keyring, "money_receipt.payer", receipt_id, payer) if payer else None,
            "reference": money.reference,
            "received_at": money.received_at,
        },
    )  # fmt: skip


def found(receipt_id: str, money: Money, share: Share, at: datetime) -> Entry:
    """A receipt to be taken out of suspense, unless it is not in it any more."""
    return Entry(receipt_id, "found", _common(receipt_id, money, share, at))


def bind(connection: Connection, attempt_id: str, operator_id: str, at: datetime) -> bool:
    """Say which attempt brought money that its invoice has already; moves none. False when there is none such."""
    values = {"attempt_id": attempt_id, "operator_id": operator_id, "at": at, "payable": list(PAYABLE)}
    return connection.execute(_BIND, values).scalar() is not None


def _common(receipt_id: str, money: Money, share: Share, at: datetime) -> Mapping[str, Any]:
    return {
        "id": receipt_id,
        "operator_id": money.operator_id,
        "settled_xof": share.settled_xof,
        "disposition": share.disposition,
        "attempt_id": share.attempt_id,
        "invoice_id": share.invoice_id,
        "at": at,
        "payable": list(PAYABLE),
    }
