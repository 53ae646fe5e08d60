"""Transactions, request states and errors of the GSMA Mobile Money API 1.2, as JSON."""

from datetime import UTC, datetime

from simulator import clock
from simulator.operators.numbers import number
from simulator.store import Document

STATES = {"pending": "pending", "succeeded": "completed", "failed": "failed", "expired": "failed"}
ODD = "underInvestigation"
POLL_LIMIT = 100  # How often a client may ask; nothing is counted.
# errorCategory, errorCode and errorDescription of each way to fail, in the specification's own codes.
FAILURES = {
    "funds": ("businessRule", "insufficientFunds", "Insufficient funds."),
    "declined": ("authorisation", "requestDeclined", "The request was declined by the customer."),
    "expired": ("authorisation", "requestDeclined", "The customer did not answer in time."),
    "wrong-pin": ("authorisation", "requestDeclined", "The PIN is not valid."),
    "not-found": ("identification", "identifierError", "The debit party does not exist."),
    "below": ("businessRule", "lessThanTransactionMinValue", "Below the minimum."),
    "above": ("businessRule", "greaterThanTransactionMaxValue", "Above the maximum."),
}


def problem(category: str, code: str, description: str) -> Document:
    """An error object."""
    return {
        "errorCategory": category,
        "errorCode": code,
        "errorDescription": description,
        "errorDateTime": clock.iso(clock.now()),
    }


def state(payment: Document, odd: bool = False) -> Document:
    """A request state: what POST and GET /requeststates answer."""
    body: Document = {
        "serverCorrelationId": payment["details"]["server"],
        "status": ODD if odd else STATES[payment["state"]],
        "notificationMethod": "callback" if payment["callback"] else "polling",
        "objectReference": number(payment),
        "pollLimit": POLL_LIMIT,
    }
    if payment["state"] == "pending":
        body["pendingReason"] = "Waiting for the customer."
        body["expiryTime"] = clock.iso(datetime.fromtimestamp(payment["expires"], UTC))
    if payment["reason"]:
        body["error"] = problem(*FAILURES[payment["reason"]])
    return body


def transaction(payment: Document, odd: bool = False) -> Document:
    """A transaction object; "5" and never "5.00"."""
    paid, details = payment["state"] == "succeeded", payment["details"]
    status = "reversed" if payment["reversed"] else STATES[payment["state"]]
    at = datetime.fromtimestamp(payment["settled"] or payment["created"], UTC)
    body: Document = {
        "transactionReference": number(payment),
        "requestingOrganisationTransactionReference": payment["reference"],
        "transactionStatus": ODD if odd else status,
        "type": details["type"],
        "amount": str(payment["settled_amount"] if paid else payment["amount"]),
        "currency": payment["settled_currency"] if paid else payment["currency"],
        "debitParty": details["debitParty"],
        "creditParty": details["creditParty"],
        "descriptionText": payment["label"],
        "creationDate": clock.iso(datetime.fromtimestamp(payment["created"], UTC)),
        "modificationDate": clock.iso(at),
    }
    if details.get("original"):
        body["originalTransactionReference"] = details["original"]
    return body
