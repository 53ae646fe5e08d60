"""The addresses that Twilio posts to. What is not signed by our secret, over our address, is not kept."""

import structlog
from flask import Blueprint, Response, abort, request

from kernel.access import public
from kernel.crypto import Keyring
from kernel.database import Database
from sms import doors, form, inbound
from sms.inbox import Inbox
from sms.twilio import NAME
from sms.twilio.inbound import choice, message
from sms.twilio.reports import report
from sms.twilio.send import STATUS_PATH
from sms.twilio.signature import Signing
from sms.twilio.statuses import OPTED_OUT

SIGNED = "Twilio signs its webhooks (HMAC over address and fields): the signature is the credential"
INBOUND_PATH = "/sms/twilio/inbound"
# Nineteen in a message today, two more with a messaging service; Twilio adds fields without notice.
FIELDS_MAX = 40
NOTHING_TO_SAY = "<Response/>"  # TwiML: no answer by this way, ours leaves as any other message.
XML = "text/xml"

log = structlog.get_logger(__name__)


def twilio_doors(
    database: Database, keyring: Keyring, signing: Signing, on_inbound: inbound.OnInbound = inbound.ignore
) -> Blueprint:
    """``POST /sms/twilio/inbound`` and ``/sms/twilio/status``; 403 without a right signature, nothing kept.

    A right signature that is played again is answered 200 and changes nothing: MessageSid and status are unique.
    """
    made = doors.open_doors("sms_twilio", "")
    inbox = Inbox(database, keyring, on_inbound)

    @made.post(INBOUND_PATH)
    @public(reason=SIGNED)
    def take_inbound() -> Response:
        fields = _signed(signing, INBOUND_PATH)
        said = message(fields)
        inbox.message(said)
        if said.phone and choice(fields) == "STOP":
            inbox.optout(NAME, said.phone)
        if said.phone and choice(fields) == "START":
            inbox.optin(said.phone)
        return doors.answer(200, NOTHING_TO_SAY, XML)

    @made.post(STATUS_PATH)
    @public(reason=SIGNED)
    def take_status() -> Response:
        told = report(_signed(signing, STATUS_PATH), request.args.get("id", ""))
        inbox.report(told)
        if told.phone and told.reason == OPTED_OUT:
            inbox.optout(NAME, told.phone)
        return doors.taken()

    return made


def _signed(signing: Signing, path: str) -> dict[str, str]:
    """The fields of this request. Answers 413, 415, 400 for what cannot be read, 403 for what is not Twilio's."""
    pairs = form.pairs(form.body(request), FIELDS_MAX)
    query = request.query_string.decode("ascii", "replace")
    given = [(name.decode("utf-8", "replace"), value.decode("utf-8", "replace")) for name, value in pairs]
    right = signing.valid(
        f"{path}?{query}" if query else path,
        given,
        request.headers.get("X-Twilio-Signature", ""),
        request.headers.get("X-Twilio-Webhooks-Signature-Settings", ""),
    )
    if not right:
        log.error("sms_post_forged", provider=NAME)
        abort(403)
    return form.texts(form.once(pairs))
