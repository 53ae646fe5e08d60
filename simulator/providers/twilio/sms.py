"""Twilio's Messages resource: create one. twilio.com/docs/messaging/api/message-resource."""

import json
import re

from flask import Response, request
from werkzeug.wrappers import Response as BaseResponse

from simulator.handset.phones import E164
from simulator.providers.door import door
from simulator.providers.handing import take
from simulator.providers.reports import Subject
from simulator.providers.service import TWILIO, Draft
from simulator.providers.twilio.callback import WORDS, writer
from simulator.providers.twilio.errors import error
from simulator.providers.twilio.inbound import new_id
from simulator.providers.twilio.view import message
from simulator.world import here

PREFIX = "/2010-04-01/Accounts"
ACCOUNT = re.compile(r"AC\w{1,64}")
JSON = "application/json; charset=utf-8"
MAX_BODY = 1600  # Characters.


def drafts() -> list[Draft]:
    """The one message of the request at hand."""
    form = request.form
    sender = form.get("From", "") or form.get("MessagingServiceSid", "")
    return [Draft(form.get("To", ""), sender, form.get("Body", ""))]


def _parked(response: BaseResponse) -> BaseResponse:
    body = response.get_data(as_text=True)
    response.set_data(body.replace('"status": "queued"', '"status": "parked-at-border"'))
    return response


routes = door(
    TWILIO,
    PREFIX,
    drafts,
    {
        "throttle": lambda: error(20429),
        "refuse": lambda: error(21211),
        "no-credit": lambda: error(20005),
        "stopped": lambda: error(21610),
    },
    {"unknown-status": _parked},
)


@routes.post("/<account>/Messages.json")
def create(account: str) -> BaseResponse:
    """Form ``To, From | MessagingServiceSid, Body, StatusCallback?``; 201 with the message, queued."""
    if not authentic(account):
        return error(20003)
    draft = drafts()[0]
    if problem := _problem(draft):
        return error(problem)
    subject = Subject(TWILIO.system, new_id(), new_id(), draft.phone)
    write = writer(here().options, account, draft, request.form.get("StatusCallback", ""), subject.stranger)
    row = take(TWILIO, draft, subject, WORDS, write, policy="once")
    # A message begins queued, whatever happens next.
    return Response(json.dumps(message({**row, "story": []}, account)), 201, content_type=JSON)


def authentic(account: str) -> bool:
    """Basic authorisation of the account or of one of its keys; any secret is good."""
    given = request.authorization
    if given is None or given.type != "basic" or not given.username or not given.password:
        return False
    return bool(ACCOUNT.fullmatch(account)) and (given.username == account or given.username.startswith("SK"))


def _problem(draft: Draft) -> int:
    if not draft.phone:
        return 21604
    if not draft.sender:
        return 21603
    if not draft.text:
        return 21602
    if len(draft.text) > MAX_BODY:
        return 21617
    return 0 if E164.fullmatch(draft.phone) else 21211
