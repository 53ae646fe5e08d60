"""The statements by which money enters: a new receipt, one that leaves suspense, one that finds its attempt.

Each moves receipt, attempt and invoice together, or none of them: the caller holds the invoice and its attempt.
"""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from kernel.crypto import Keyring
from payments import seals
from payments.money import Money, Share
from payments.states import ATTEMPT

# Every state from which money may still arrive; "created" too: a code may be dialled before we look.
PAYABLE = ATTEMPT.sources("succeeded")

_MOVED = """
moved AS (
    UPDATE payment_attempt SET state = 'succeeded', operator_id = CAST(:operator_id AS varchar), settled_at = :at,
                               next_poll_at = NULL, reason = NULL, mismatch = NULL
    WHERE id = CAST(:attempt_id AS uuid) AND state = ANY (:payable) AND EXISTS (SELECT FROM receipt)
), paid AS (
    UPDATE invoice SET paid_xof = paid_xof + :settled_xof,
                       state = CASE WHEN paid_xof + :settled_xof = amount_xof THEN 'paid' ELSE state END,
                       paid_at = CASE WHEN paid_xof + :settled_xof = amount_xof THEN CAST(:at AS timestamptz) END
    WHERE id = CAST(:invoice_id AS uuid) AND :settled_xof > 0 AND EXISTS (SELECT FROM receipt)
)
SELECT id FROM receipt
"""
_NEW = """
WITH receipt AS (
    INSERT INTO money_receipt (id, rail, operator_id, country, amount_xof, settled_xof, payer_index, payer_sealed,
                               reference, received_at, recorded_at, attempt_id, invoice_id, disposition)
    VALUES (CAST(:id AS uuid), :rail, :operator_id, :country, :amount_xof, :settled_xof, :payer_index, :payer_sealed,
            :reference, :received_at, :at, CAST(:attempt_id AS uuid), CAST(:invoice_id AS uuid), :disposition)
    ON CONFLICT (rail, operator_id) DO NOTHING RETURNING id
), """
_FOUND = """
WITH receipt AS (
    UPDATE money_receipt SET settled_xof = :settled_xof, disposition = :disposition,
                             attempt_id = CAST(:attempt_id AS uuid), invoice_id = CAST(:invoice_id AS uuid)
    WHERE id = CAST(:id AS uuid) AND disposition = 'suspense' RETURNING id
), """
_RECORD, _ASSIGN = text(_NEW + _MOVED), text(_FOUND + _MOVED)
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


def record(connection: Connection, keyring: Keyring, money: Money, share: Share, at: datetime) -> str | None:
    """Insert the receipt; its id, None when this money is recorded already and nothing was changed."""
    receipt_id = str(uuid.uuid4())
    payer = money.payer
    inserted: str | None = connection.execute(
        _RECORD,
        {
            **_common(money, share, at),
            "id": receipt_id,
            "rail": money.rail,
            "country": money.country,
            "amount_xof": money.amount_xof,
            "payer_index": seals.payer_index(keyring, payer) if payer else None,
            "payer_sealed": seals.seal(keyring, "money_receipt.payer", receipt_id, payer) if payer else None,
            "reference": money.reference,
            "received_at": money.received_at,
        },
    ).scalar()
    return None if inserted is None else receipt_id


def assign(connection: Connection, receipt_id: str, money: Money, share: Share, at: datetime) -> bool:
    """Take the receipt out of suspense; False when it is not in it any more."""
    values = {**_common(money, share, at), "id": receipt_id}
    return connection.execute(_ASSIGN, values).scalar() is not None


def bind(connection: Connection, attempt_id: str, operator_id: str, at: datetime) -> bool:
    """Say which attempt brought money that its invoice has already; moves none. False when there is none such."""
    values = {"attempt_id": attempt_id, "operator_id": operator_id, "at": at, "payable": list(PAYABLE)}
    return connection.execute(_BIND, values).scalar() is not None


def _common(money: Money, share: Share, at: datetime) -> Mapping[str, Any]:
    return {
        "operator_id": money.operator_id,
        "settled_xof": share.settled_xof,
        "disposition": share.disposition,
        "attempt_id": share.attempt_id,
        "invoice_id": share.invoice_id,
        "at": at,
        "payable": list(PAYABLE),
    }
