"""Checkout sessions and transactions as Wave's JSON tells them. docs.wave.com/checkout, /balance-api."""

from datetime import UTC, datetime

from simulator import clock
from simulator.store import Document

STATUSES = {
    "pending": ("open", "processing"),
    "succeeded": ("complete", "succeeded"),
    "failed": ("expired", "cancelled"),
    "expired": ("expired", "cancelled"),
}
ERRORS = {
    "funds": ("insufficient-funds", "Insufficient funds."),
    "wrong-pin": ("blocked-account", "Too many wrong PINs."),
    "not-found": ("payer-mobile-mismatch", "No such account."),
    "above": ("payer-limit-exceeded", "Payment above the limit."),
}
# A payment that was taken back keeps its type and its number.
TYPES = {
    "payment": "api_checkout",
    "merchant": "merchant_payment",
    "refund": "api_checkout_refund",
    "reversal": "api_checkout",
}
UNDONE = ("refund", "reversal")


def iso(epoch_s: float) -> str | None:
    """``2026-03-04T05:06:07Z``, or nothing for never."""
    return clock.iso(datetime.fromtimestamp(epoch_s, UTC)) if epoch_s else None


def session(payment: Document, launch_url: str, odd: bool = False) -> Document:
    """A checkout session."""
    details, paid = payment["details"], payment["state"] == "succeeded"
    checkout, status = STATUSES[payment["state"]]
    if payment["state"] == "failed" and payment["expires"] > clock.epoch():
        checkout = "open"  # The payer may try again until the session closes.
    body: Document = {
        "id": payment["id"],
        "amount": str(payment["settled_amount"] if paid else payment["amount"]),
        "checkout_status": checkout,
        "client_reference": payment["reference"] or None,
        "currency": payment["settled_currency"] if paid else payment["currency"],
        "error_url": details["error_url"],
        "last_payment_error": _problem(payment),
        "business_name": payment["label"] or "GUICHET",
        "payment_status": "under_review" if odd else status,
        "restrict_payer_mobile": details.get("restrict_payer_mobile"),
        "success_url": details["success_url"],
        "transaction_id": payment["operator_id"] or None,
        "wave_launch_url": launch_url,
        "when_completed": iso(payment["settled"]),
        "when_created": iso(payment["created"]),
        "when_expires": iso(payment["expires"]),
    }
    return body


def transaction(line: Document, session_id: str | None) -> Document:
    """A line of ``GET /v1/transactions``: ``amount`` is what it did to the account, after the fee."""
    return {
        "timestamp": iso(line["at"]),
        "transaction_id": line["id"],
        "transaction_type": TYPES[line["kind"]],
        "amount": str(line["amount"] - line["fee"]),
        "fee": str(line["fee"]),
        "currency": line["currency"],
        "counterparty_mobile": line["payer"],
        "client_reference": line["reference"] or None,
        "checkout_api_session_id": session_id,
        "is_reversal": line["kind"] in UNDONE,
    }


def _problem(payment: Document) -> Document | None:
    code, message = ERRORS.get(payment["reason"], ("", ""))
    return {"code": code, "message": message} if code else None
