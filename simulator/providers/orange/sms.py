"""Orange's SMS API as a client sees it: one recipient a request, answered 201 with a resourceURL."""

import re
import uuid
from typing import Any

from flask import jsonify, request
from werkzeug.wrappers import Response as BaseResponse

from simulator.handset.phones import E164
from simulator.operators.door import BEARER, json_body
from simulator.providers.door import door
from simulator.providers.handing import take
from simulator.providers.orange.answers import EXPIRED, error, turned_back
from simulator.providers.orange.reports import WORDS, writer
from simulator.providers.reports import Subject
from simulator.providers.service import ORANGE, Draft
from simulator.world import here

REQUEST = "outboundSMSMessageRequest"
ADDRESS = re.compile(r"tel:\+?[1-9]\d{2,14}")


def drafts() -> list[Draft]:
    """The one message of the request at hand."""
    asked = _asked()
    sender = str(asked.get("senderName") or asked.get("senderAddress") or "").removeprefix("tel:")
    text = asked.get("outboundSMSTextMessage")
    words = text.get("message") if isinstance(text, dict) else ""
    return [Draft(str(asked.get("address") or "").removeprefix("tel:"), sender, str(words or ""))]


def _parked(response: BaseResponse) -> BaseResponse:
    """Taken, in an answer of another shape: no resourceURL, a state that is in no document."""
    answer = jsonify({REQUEST: {"state": "ParkedAtBorder"}})
    answer.status_code = response.status_code
    return answer


routes = door(
    ORANGE,
    "/smsmessaging/v1",
    drafts,
    {
        "throttle": lambda: turned_back(
            429, 53, "Too many requests", "The application has made too many requests."
        ),
        "refuse": lambda: error("SVC0004", "address"),
        "no-credit": lambda: error("POL0001", EXPIRED),
    },
    {"unknown-status": _parked},
)


@routes.post("/outbound/<sender>/requests")
def send(sender: str) -> BaseResponse:
    """``{"outboundSMSMessageRequest": {address, senderAddress, senderName?, outboundSMSTextMessage}}``."""
    if not BEARER.fullmatch(request.headers.get("Authorization", "")):
        return turned_back(401, 41, "Missing credentials", "The requested service needs credentials.")
    asked, draft = _asked(), drafts()[0]
    if not ADDRESS.fullmatch(sender) or asked.get("senderAddress") != sender:
        return error("SVC0002", "senderAddress")
    if not E164.fullmatch(draft.phone) or asked.get("address") != f"tel:{draft.phone}":
        return error("SVC0004", "address")
    if not draft.text:
        return error("SVC0002", "outboundSMSTextMessage")
    message_id, stranger = str(uuid.uuid4()), str(uuid.uuid4())
    subject = Subject(ORANGE.system, message_id, stranger, draft.phone)
    take(ORANGE, draft, subject, WORDS, writer(here().options, draft.phone))
    place = f"https://api.orange.com/smsmessaging/v1/outbound/{sender}/requests/{message_id}"
    answer = jsonify({REQUEST: {**asked, "resourceURL": place}})
    answer.status_code, answer.headers["Location"] = 201, place
    return answer


def _asked() -> dict[str, Any]:
    asked = json_body().get(REQUEST)
    return asked if isinstance(asked, dict) else {}
