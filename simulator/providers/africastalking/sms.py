"""Africa's Talking SMS as a client sees it: send in form or JSON, answered 201 with one line a recipient.

developers.africastalking.com/docs/sms/sending; error texts as the service writes them.
"""

import secrets
from typing import Any

from flask import Response, request

from simulator.handset.phones import E164
from simulator.providers.africastalking.answers import (
    authentic,
    everyone_refused,
    listed,
    parked,
    plain,
    refused,
    throttled,
)
from simulator.providers.africastalking.reports import words, writer
from simulator.providers.door import door
from simulator.providers.handing import take
from simulator.providers.reports import Subject
from simulator.providers.service import AFRICASTALKING, Draft
from simulator.septets import measure
from simulator.world import here

MAX_RECIPIENTS = 1000  # One request; a real campaign is cut into many.
DEFAULT_SENDER = "AFRICASTKNG"
PRICE_XOF = 18  # One part; the currency is what matters to a client, the price is an example.
SENT, INVALID_PHONE = (101, "Success"), (403, "InvalidPhoneNumber")


def drafts() -> list[Draft]:
    """Who the request at hand writes to, in either shape: ``to`` (comma list) or JSON ``phoneNumbers``."""
    body = _json()
    numbers = body.get("phoneNumbers")
    if not isinstance(numbers, list):
        numbers = request.form.get("to", "").split(",")
    text = str(body.get("message") or request.form.get("message", ""))
    sender = str(body.get("senderId") or request.form.get("from", "")) or DEFAULT_SENDER
    return [Draft(str(number).strip(), sender, text) for number in numbers if str(number).strip()]


def _numbers() -> list[str]:
    return [draft.phone for draft in drafts()]


routes = door(
    AFRICASTALKING,
    "/version1",
    drafts,
    {
        "throttle": throttled,
        "refuse": lambda: everyone_refused(_numbers(), "refuse"),
        "no-credit": lambda: everyone_refused(_numbers(), "no-credit"),
    },
    {"unknown-status": parked},
)


@routes.post("/messaging")
@routes.post("/messaging/bulk", endpoint="bulk")
def messaging() -> Response:
    """Form ``username, to, message, from?`` or JSON ``{username, message, senderId?, phoneNumbers}``."""
    asked = drafts()
    if not authentic() or not (_json().get("username") or request.form.get("username")):
        return plain("The supplied authentication is invalid", 401)
    if not asked or not asked[0].text or len(asked) > MAX_RECIPIENTS:
        return plain("Request is missing required form field 'to' or 'message'", 400)
    parts = measure(asked[0].text).parts
    lines = [_recipient(draft, parts) for draft in asked]
    accepted = sum(line["statusCode"] == SENT[0] for line in lines)
    cost = f"XOF {accepted * parts * PRICE_XOF}.0000"
    return listed(lines, f"Sent to {accepted}/{len(lines)} Total Cost: {cost}")


def _recipient(draft: Draft, parts: int) -> dict[str, Any]:
    """Deliver to one phone and tell how it went."""
    if not E164.fullmatch(draft.phone):
        return refused(draft.phone, *INVALID_PHONE)
    message_id, stranger = (f"ATXid_{secrets.token_hex(16)}" for _ in range(2))
    subject = Subject(AFRICASTALKING.system, message_id, stranger, draft.phone)
    take(AFRICASTALKING, draft, subject, words(draft.phone), writer(here().options, draft.phone))
    code, status = SENT
    return {
        "statusCode": code,
        "number": draft.phone,
        "status": status,
        "cost": f"XOF {parts * PRICE_XOF}.0000",
        "messageId": message_id,
        "messageParts": parts,
    }


def _json() -> dict[str, Any]:
    body = request.get_json(silent=True)
    return body if isinstance(body, dict) else {}
