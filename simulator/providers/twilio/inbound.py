"""Incoming SMS in Twilio's form, and the TwiML that may answer it."""

import secrets
from urllib.parse import urlencode
from xml.etree import ElementTree

from simulator.options import Options
from simulator.providers.parts import split
from simulator.providers.service import Incoming
from simulator.providers.twilio.signature import headers
from simulator.wire import Reply, Request

MAX_TWIML = 64 * 1024  # Bytes; Twilio's own limit on a TwiML answer.


def new_id() -> str:
    """``SM`` and 32 hexadecimal digits."""
    return f"SM{secrets.token_hex(16)}"


def post(options: Options, incoming: Incoming) -> Request:
    """The webhook, signed; Twilio joins long messages itself."""
    url = f"{options.gateway}/sms/twilio/inbound"
    fields = {
        "ToCountry": "US",
        "ToState": "",
        "SmsMessageSid": incoming.id,
        "NumMedia": "0",
        "ToCity": "",
        "FromZip": "",
        "SmsSid": incoming.id,
        "FromState": "",
        "SmsStatus": "received",
        "FromCity": "",
        "Body": incoming.text,
        "FromCountry": "ML" if incoming.phone.startswith("+223") else "BJ",
        "To": incoming.to,
        "ToZip": "",
        "NumSegments": str(len(split(incoming.text))),
        "MessageSid": incoming.id,
        "AccountSid": options.twilio_account,
        "From": incoming.phone,
        "ApiVersion": "2010-04-01",
    }
    return Request(url, headers(options, url, fields, incoming.forged), urlencode(fields).encode())


def answers(reply: Reply | None) -> list[str]:
    """The texts of the ``<Message>`` elements; nothing when the answer is not TwiML."""
    if reply is None or reply.status != 200 or "xml" not in reply.header("Content-Type"):
        return []
    if len(reply.body) > MAX_TWIML or b"<!" in reply.body:
        return []
    try:
        root = ElementTree.fromstring(reply.body)  # noqa: S314 - no document type, so no entities
    except ElementTree.ParseError:
        return []
    return ["".join(message.itertext()).strip() for message in root.iter("Message")]
