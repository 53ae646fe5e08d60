"""Moov's status codes and the words with them. 95 is waiting or failed: only its words tell which."""

from simulator.store import Document

Fields = dict[str, str]
Result = dict[str, object]

OK, PENDING, WAITING = (0, "SUCCESS"), (100, "PENDING"), (95, "Transaction in pending state, waiting for PIN")
TIMEOUT = (92, "USSD push timeout or cancelled by the customer")
UNKNOWN = (94, "Transaction does not exist")
PARAMETERS, BAD_TOKEN = (91, "Invalid parameters"), (98, "Invalid token")
ODD = (77, "Operation under review")
FAILURES = {
    "funds": (10, "Insufficient balance"),
    "declined": TIMEOUT,
    "expired": TIMEOUT,
    "wrong-pin": (95, "Transaction failed"),
    "not-found": (555, "Customer not registered"),
    "above": (11, "Amount above the maximum"),
    "below": (12, "Amount below the minimum"),
}


def code(payment: Document) -> tuple[int, str]:
    """Where a payment stands."""
    if payment["state"] == "succeeded":
        return OK
    return WAITING if payment["state"] == "pending" else FAILURES[payment["reason"]]
