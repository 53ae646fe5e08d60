"""Reads a requesttopay or refund body as MTN does, field by field."""

from dataclasses import dataclass
from typing import Any

from flask import request

from simulator.operators.door import json_body, whole
from simulator.operators.mtn.answers import Refused, error

NOTES = ("payerMessage", "payeeNote")
MAX_NOTE = 160
SANDBOX, CURRENCIES = "sandbox", {"sandbox": "EUR"}  # Every production environment here wants XOF.


@dataclass(frozen=True, slots=True)
class Read:
    """The fields both requests have."""

    amount: int
    currency: str
    external_id: str
    notes: dict[str, str]
    body: dict[str, Any]


def read() -> Read:
    """The body of the request at hand; Refused with MTN's own answer."""
    body, environment = json_body(), request.headers.get("X-Target-Environment", "")
    if not environment or not isinstance(body.get("amount"), str):
        raise Refused(error("REQUEST_REJECTED"))
    try:
        amount = whole(body["amount"])
    except ValueError:
        raise Refused(error("REQUEST_REJECTED")) from None
    currency = str(body.get("currency"))
    # A permanent error dressed as a 500: the sandbox wants EUR, Benin wants XOF.
    if currency != CURRENCIES.get(environment, "XOF"):
        raise Refused(error("INVALID_CURRENCY"))
    return Read(amount, currency, str(body.get("externalId") or ""), _notes(body, environment), body)


def _notes(body: dict[str, Any], environment: str) -> dict[str, str]:
    """Too long or with an apostrophe: 400. Empty: 500, in production alone."""
    notes = {name: str(body.get(name) or "") for name in NOTES}
    if any(len(text) > MAX_NOTE or "'" in text for text in notes.values()):
        raise Refused(error("REQUEST_REJECTED"))
    if environment != SANDBOX and not all(notes.values()):
        raise Refused(error("INTERNAL_PROCESSING_ERROR"))
    return notes
