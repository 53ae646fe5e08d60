"""Kannel's sendsms as smsbox 1.4.5 answers it: a line of text, 202 when it took the message.

Kannel user guide, "Using the HTTP Interface to Send SMS Messages"; every answer below was read from the real one,
except those of its refusals, which are in its source (gw/smsbox.c).
"""

import uuid

from flask import Response, request
from werkzeug.wrappers import Response as BaseResponse

from simulator.providers.door import door
from simulator.providers.handing import take
from simulator.providers.kannel.reports import NO_CREDIT, STRANGER, WORDS, writer
from simulator.providers.kannel.request import read
from simulator.providers.parts import in_default_alphabet
from simulator.providers.reports import Subject
from simulator.providers.service import KANNEL, Draft
from simulator.world import here

ACCEPTED, QUEUED = "0: Accepted for delivery", "3: Queued for later delivery"


def drafts() -> list[Draft]:
    """One message a recipient, as it goes on the air: with coding 0 foreign letters are question marks."""
    sending = read()
    text = sending.text if sending.coding == 2 else in_default_alphabet(sending.text)
    return [Draft(phone, sending.sender or here().options.kannel_number, text) for phone in sending.phones]


def _said(words: str, status: int) -> BaseResponse:
    return Response(words, status, content_type="text/html", headers={"Server": "Kannel/1.4.5"})


def _parked(response: BaseResponse) -> BaseResponse:
    response.set_data("7: Parked at the border")
    return response


def _queued(response: BaseResponse) -> BaseResponse:
    response.set_data(QUEUED)
    return response


routes = door(
    KANNEL,
    "/cgi-bin",
    drafts,
    {
        "throttle": lambda: _said("Temporal failure, try again later.", 503),
        "refuse": lambda: _said("Not routable. Do not try again.", 403),
    },
    {"unknown-status": _parked, "queued": _queued},
)


@routes.route("/sendsms", methods=["GET", "POST"])
def sendsms() -> BaseResponse:
    """Query, or X-Kannel headers with a POST: ``username, password, to, text, from?, coding?, dlr-mask?, dlr-url?``."""
    sending = read()
    if request.method == "POST" and not sending.readable:
        return _said("Invalid content-type", 400)
    if not (sending.user and sending.password):
        return _said("Authorization failed for sendsms", 403)
    if not sending.phones:
        return _said("Missing receiver number, rejected", 400)
    if sending.coding not in (0, 1, 2):
        return _said("Coding field misformed, rejected", 400)
    return _accept(rejected=here().faults.take(KANNEL.system, ["no-credit"], sending.phones) is not None)


def _accept(rejected: bool) -> BaseResponse:
    sending = read()
    for draft in drafts():
        subject = Subject(KANNEL.system, str(uuid.uuid4()), STRANGER, draft.phone)
        write = writer(sending, draft)
        take(KANNEL, draft, subject, NO_CREDIT if rejected else WORDS, write)
    return _said(ACCEPTED, 202)
