"""A payment as MTN tells it, in the answer to GET and in the callback alike."""

from simulator import clock
from simulator.options import Options
from simulator.store import Document

# What MTN calls each way to fail. INTERNAL_PROCESSING_ERROR mostly means that the money was not there.
REASONS = {
    "funds": "INTERNAL_PROCESSING_ERROR",
    "declined": "APPROVAL_REJECTED",
    "expired": "COULD_NOT_PERFORM_TRANSACTION",
    "wrong-pin": "PAYMENT_NOT_APPROVED",
    "not-found": "PAYER_NOT_FOUND",
    "above": "PAYER_LIMIT_REACHED",
    "below": "NOT_ALLOWED",
}
ODD = "ONGOING"  # Seen in the wild, documented nowhere.


def status(options: Options, payment: Document) -> str:
    """CREATED for a moment, PENDING, then SUCCESSFUL or FAILED."""
    if payment["state"] == "pending":
        return "CREATED" if clock.epoch() - payment["created"] < options.created_s else "PENDING"
    return "SUCCESSFUL" if payment["state"] == "succeeded" else "FAILED"


def view(options: Options, payment: Document, odd: bool = False) -> Document:
    """The status body. The reference id is not in it; ``reason`` is a text or an object, by API version."""
    details, paid = payment["details"], payment["state"] == "succeeded"
    body: Document = {
        "amount": str(payment["settled_amount"] if paid else payment["amount"]),
        "currency": payment["settled_currency"] if paid else payment["currency"],
    }
    if paid:
        body["financialTransactionId"] = payment["operator_id"]
    body["externalId"] = payment["reference"]
    body["payer"] = {"partyIdType": "MSISDN", "partyId": payment["payer"].lstrip("+")}
    body["payerMessage"] = details.get("payerMessage", "")
    body["payeeNote"] = details.get("payeeNote", "")
    body["status"] = ODD if odd else status(options, payment)
    if payment["reason"] and not odd:
        reason = REASONS.get(payment["reason"], str(payment["reason"]))
        body["reason"] = reason if payment["serial"] % 2 else {"code": reason, "message": reason.capitalize()}
    return body
