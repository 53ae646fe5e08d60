"""What may be read of payments: by screens (what a phone owes) and by people of the service. Changes nothing."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from kernel.crypto import Keyring
from kernel.ids import ReferenceRefused, parse_reference
from kernel.redaction import masked_phone
from payments import seals
from payments.invoices import Invoice, of_row
from payments.states import LIVE
from payments.tables import INVOICE, MONEY_RECEIPT, PAYMENT_ATTEMPT

# A screen of a terminal holds fifty lines; two hundred is what somebody still reads.
ROWS_MAX = 200
OF_PHONE_MAX = 20


def open_invoices(connection: Connection, keyring: Keyring, phone: str, limit: int = 5) -> list[Invoice]:
    """What this phone has to pay, newest first."""
    rows = connection.execute(
        select(INVOICE)
        .where(INVOICE.c.payer_index == seals.payer_index(keyring, phone), INVOICE.c.state == "open")
        .order_by(INVOICE.c.opened_at.desc())
        .limit(min(limit, OF_PHONE_MAX))
    )
    return [of_row(row) for row in rows]


def live_attempt(connection: Connection, invoice_id: str) -> tuple[str, str] | None:
    """(attempt id, rail) of what is under way for an invoice: "we are waiting for your operator"."""
    row = connection.execute(
        select(PAYMENT_ATTEMPT.c.id, PAYMENT_ATTEMPT.c.rail).where(
            PAYMENT_ATTEMPT.c.invoice_id == invoice_id, PAYMENT_ATTEMPT.c.state.in_(LIVE)
        )
    ).one_or_none()
    return None if row is None else (row.id, row.rail)


def list_payments(
    connection: Connection,
    keyring: Keyring,
    *,
    states: Sequence[str] = (),
    rail: str | None = None,
    mismatch: bool = False,
    doubtful: bool = False,
    limit: int = ROWS_MAX,
) -> list[dict[str, Any]]:
    """Attempts for JSON, newest first, at most 200, phones masked.

    ``mismatch`` and ``doubtful`` give the work of a person: what the operator's word did not fit, and what has
    had no verdict in time.
    """
    query = select(PAYMENT_ATTEMPT, INVOICE.c.reference).join(
        INVOICE, INVOICE.c.id == PAYMENT_ATTEMPT.c.invoice_id
    )
    if states:
        query = query.where(PAYMENT_ATTEMPT.c.state.in_(states))
    if rail is not None:
        query = query.where(PAYMENT_ATTEMPT.c.rail == rail)
    if mismatch:
        query = query.where(PAYMENT_ATTEMPT.c.mismatch.is_not(None))
    if doubtful:
        query = query.where(PAYMENT_ATTEMPT.c.doubted_at.is_not(None), PAYMENT_ATTEMPT.c.state.in_(LIVE))
    rows = connection.execute(query.order_by(PAYMENT_ATTEMPT.c.created_at.desc()).limit(min(limit, ROWS_MAX)))
    return [{"reference": row.reference, **_attempt(keyring, row)} for row in rows]


def story(connection: Connection, keyring: Keyring, reference: str) -> dict[str, Any] | None:
    """An invoice with its attempts and the money that came for it, for JSON; None for a reference nobody has."""
    try:
        digits = parse_reference(reference)
    except ReferenceRefused:
        return None
    invoice = connection.execute(select(INVOICE).where(INVOICE.c.reference == digits)).one_or_none()
    if invoice is None:
        return None
    attempts = connection.execute(
        select(PAYMENT_ATTEMPT)
        .where(PAYMENT_ATTEMPT.c.invoice_id == invoice.id)
        .order_by(PAYMENT_ATTEMPT.c.created_at)
    )
    money = connection.execute(
        select(MONEY_RECEIPT)
        .where(MONEY_RECEIPT.c.invoice_id == invoice.id)
        .order_by(MONEY_RECEIPT.c.received_at)
    )
    return {
        **_invoice(keyring, invoice),
        "attempts": [_attempt(keyring, row) for row in attempts],
        "receipts": [_receipt(keyring, row) for row in money],
    }


def _invoice(keyring: Keyring, row: Row[Any]) -> dict[str, Any]:
    plain = ("id", "reference", "subject_kind", "subject", "service", "regie", "exercice", "revenue_line",
             "country", "label", "amount_xof", "paid_xof", "state")  # fmt: skip
    return {
        **{name: getattr(row, name) for name in plain},
        "payer": _masked(keyring, "invoice.payer", row),
        "opened_at": _instant(row.opened_at),
        "paid_at": _instant(row.paid_at),
        "expires_at": _instant(row.expires_at),
    }


def _attempt(keyring: Keyring, row: Row[Any]) -> dict[str, Any]:
    plain = (
        "id",
        "rail",
        "state",
        "amount_xof",
        "operator_fee_xof",
        "operator_id",
        "polls",
        "reason",
        "mismatch",
    )
    times = ("created_at", "claimed_at", "expires_at", "next_poll_at", "settled_at", "doubted_at")
    return {
        **{name: getattr(row, name) for name in plain},
        "payer": _masked(keyring, "payment_attempt.payer", row),
        **{name: _instant(getattr(row, name)) for name in times},
    }


def _receipt(keyring: Keyring, row: Row[Any]) -> dict[str, Any]:
    plain = ("id", "rail", "operator_id", "amount_xof", "settled_xof", "disposition", "attempt_id")
    return {
        **{name: getattr(row, name) for name in plain},
        "payer": None if row.payer_sealed is None else _masked(keyring, "money_receipt.payer", row),
        "received_at": _instant(row.received_at),
    }


def _masked(keyring: Keyring, column: str, row: Row[Any]) -> str:
    return masked_phone(seals.unseal(keyring, column, row.id, row.payer_sealed))


def _instant(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
