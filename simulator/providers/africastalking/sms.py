"""Africa's Talking SMS as a client sees it: send in form or JSON, answered 201 with one line a recipient.

developers.africastalking.com/docs/sms/sending; error texts as the service writes them.
"""

import json
import secrets
from typing import Any

from flask import Blueprint, Response, request

from simulator import breakage
from simulator.handset.phones import E164
from simulator.septets import measure
from simulator.world import here

MAX_RECIPIENTS = 1000  # One request; a real campaign is cut into many.
DEFAULT_SENDER = "AFRICASTKNG"
PRICE_XOF = 18  # One part; the currency is what matters to a client, the price is an example.
SENT, INVALID_PHONE = (101, "Success"), (403, "InvalidPhoneNumber")
# The header every client meets in production. Its charset makes the official SDK return a text, not a dict.
JSON = "application/json; charset=utf-8"

routes = Blueprint("africastalking_sms", __name__, url_prefix="/providers/africastalking/version1")


@routes.post("/messaging")
def messaging() -> Response:
    """Form ``username, to (comma list), message, from?``."""
    form = request.form
    return _send(form.get("username", ""), _recipients(), form.get("message", ""), form.get("from", ""))


@routes.post("/messaging/bulk")
def bulk() -> Response:
    """JSON ``{username, message, senderId?, phoneNumbers}``."""
    body = _json()
    sender = str(body.get("senderId") or "")
    return _send(str(body.get("username") or ""), _recipients(), str(body.get("message") or ""), sender)


def _send(username: str, recipients: list[str], message: str, sender: str) -> Response:
    if not request.headers.get("apiKey") or not username:
        return _text("The supplied authentication is invalid", 401)
    if not message or not recipients or len(recipients) > MAX_RECIPIENTS:
        return _text("Request is missing required form field 'to' or 'message'", 400)
    parts = measure(message).parts
    lines = [_recipient(number, message, sender or DEFAULT_SENDER, parts) for number in recipients]
    accepted = sum(line["statusCode"] == SENT[0] for line in lines)
    cost = f"XOF {accepted * parts * PRICE_XOF}.0000"
    summary = f"Sent to {accepted}/{len(lines)} Total Cost: {cost}"
    answer = {"SMSMessageData": {"Message": summary, "Recipients": lines}}
    text = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
    return Response(text, 201, content_type=JSON)


def _recipient(number: str, message: str, sender: str, parts: int) -> dict[str, Any]:
    """Deliver to one phone and tell how it went."""
    if not E164.fullmatch(number):
        code, status = INVALID_PHONE
        return {"statusCode": code, "number": number, "status": status, "cost": "0", "messageId": "None"}
    message_id = f"ATXid_{secrets.token_hex(16)}"
    here().inbox.receive(number, sender, message)
    here().reports.schedule(message_id, number)
    code, status = SENT
    return {
        "statusCode": code,
        "number": number,
        "status": status,
        "cost": f"XOF {parts * PRICE_XOF}.0000",
        "messageId": message_id,
        "messageParts": parts,
    }


def _recipients() -> list[str]:
    """Who the request at hand writes to, in either shape."""
    listed = _json().get("phoneNumbers")
    numbers = listed if isinstance(listed, list) else request.form.get("to", "").split(",")
    return [str(number).strip() for number in numbers if str(number).strip()]


def _json() -> dict[str, Any]:
    body = request.get_json(silent=True)
    return body if isinstance(body, dict) else {}


def _text(words: str, status: int) -> Response:
    return Response(words, status, content_type="text/plain; charset=utf-8")


breakage.install(routes, "africastalking-sms", _recipients)
