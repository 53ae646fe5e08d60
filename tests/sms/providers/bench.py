"""What each provider says in the situations that all of them know, and how ours is made."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from kernel.egress import Egress
from sms.africastalking.send import AfricasTalking
from sms.contract import Handed, Outgoing, Provider
from sms.kannel.send import Kannel
from sms.orange.send import Orange
from sms.twilio.send import Twilio
from tests.cast import AWA
from tests.sms.providers.wire import Answer, Wire, egress_to, serving

OUR_ID = "0f2c7e1a-0000-4000-8000-000000000001"
TEXT = "Dossier 26 00000001 12: Déposé."
SECRET = "s3cret-of-the-account"
PUBLIC = "https://guichet.example"
JSON = {"Content-Type": "application/json; charset=utf-8"}
PLAIN = {"Content-Type": "text/plain"}
TOKEN_PATH = "/oauth/v3/token"
ORANGE_URL = "https://api.orange.com/smsmessaging/v1/outbound/tel:+2230000/requests/req-1"


def outgoing(**more: Any) -> Outgoing:
    return Outgoing(**({"id": OUR_ID, "phone": AWA, "text": TEXT} | more))


def of_json(status: int, value: object, **headers: str) -> Answer:
    return status, JSON | headers, json.dumps(value).encode()


def twilio_message(**more: object) -> dict[str, object]:
    return {
        "sid": "SM1", "status": "queued", "body": TEXT, "num_segments": "1", "price": None, "price_unit": "USD",
        "error_code": None, "to": AWA, "date_created": "Sat, 21 Nov 2026 12:00:01 +0000", "direction": "outbound-api",
    } | more  # fmt: skip


def twilio_error(status: int, code: int, **headers: str) -> Answer:
    said = {"code": code, "message": f"The number {AWA} ...", "more_info": "https://", "status": status}
    return of_json(status, said, **headers)


def recipient(code: int, word: str = "Success") -> Answer:
    line = {
        "statusCode": code, "number": AWA, "status": word, "cost": "XOF 18.0000", "messageId": "ATXid_1",
        "messageParts": 1,
    }  # fmt: skip
    return of_json(201, {"SMSMessageData": {"Message": "Sent", "Recipients": [line]}})


def orange_request(**more: object) -> Answer:
    said = {
        "address": [f"tel:{AWA}"], "senderAddress": "tel:+2230000", "outboundSMSTextMessage": {"message": TEXT},
        "resourceURL": ORANGE_URL,
    } | more  # fmt: skip
    return of_json(201, {"outboundSMSMessageRequest": said})


def orange_error(status: int, kind: str, message_id: str) -> Answer:
    said = {"messageId": message_id, "text": f"Invalid {AWA}", "variables": [AWA]}
    return of_json(status, {"requestError": {kind: said}})


@dataclass(frozen=True)
class Speech:
    """One provider's own answers. ``calls_when_refused``: with a token, a second try with a new one."""

    build: Callable[[str, Egress], Provider]
    accepted: Answer
    handed: Handed
    refused: Answer
    wrong_credentials: Answer
    out_of_credit: Answer
    unknown: Answer
    asides: Mapping[str, Answer] = field(default_factory=dict)
    calls_when_refused: int = 1


def _africastalking(url: str, egress: Egress) -> Provider:
    return AfricasTalking(username="guichet", api_key=SECRET, base_url=url, egress=egress)


def _twilio(url: str, egress: Egress) -> Provider:
    return Twilio(
        account_sid="AC1", auth_token=SECRET, sender="GUICHET", base_url=url, public_url=PUBLIC, egress=egress
    )


def _kannel(url: str, egress: Egress) -> Provider:
    reports = f"{PUBLIC}/sms/kannel/t0ken/reports"
    return Kannel(
        base_url=url, username="guichet", password=SECRET, sender="", reports_url=reports, egress=egress
    )


def _orange(url: str, egress: Egress) -> Provider:
    return Orange(base_url=url, client_id="guichet", client_secret=SECRET, egress=egress)


SPEECHES = {
    "africastalking": Speech(
        build=_africastalking,
        accepted=recipient(101),
        handed=Handed("ATXid_1", "XOF 18.0000", 1),
        refused=recipient(403, "InvalidPhoneNumber"),
        wrong_credentials=(401, PLAIN, b"The supplied authentication is invalid"),
        out_of_credit=recipient(405, "InsufficientBalance"),
        unknown=recipient(777),
    ),
    "twilio": Speech(
        build=_twilio,
        accepted=of_json(201, twilio_message()),
        handed=Handed("SM1", None, 1),
        refused=twilio_error(400, 21211),
        wrong_credentials=twilio_error(401, 20003),
        out_of_credit=twilio_error(403, 20005),
        unknown=of_json(201, twilio_message(status="teleported")),
    ),
    "kannel": Speech(
        build=_kannel,
        accepted=(202, {"Content-Type": "text/html"}, b"0: Accepted for delivery"),
        handed=Handed(OUR_ID),
        refused=(403, PLAIN, b"Not routable. Do not try again."),
        wrong_credentials=(403, PLAIN, b"Authorization failed for sendsms"),
        out_of_credit=(503, PLAIN, b"Temporal failure, try again later."),
        unknown=(202, PLAIN, b"9: Teleported"),
    ),
    "orange": Speech(
        build=_orange,
        accepted=orange_request(),
        handed=Handed("req-1"),
        refused=orange_error(400, "serviceException", "SVC0004"),
        wrong_credentials=of_json(401, {"code": 42, "message": "Expired credentials"}),
        out_of_credit=orange_error(403, "policyException", "POL1102"),
        unknown=of_json(201, {"teleported": True}),
        asides={TOKEN_PATH: of_json(200, {"token_type": "Bearer", "access_token": "b3arer", "expires_in": 3600})},
        calls_when_refused=2,
    ),
}  # fmt: skip


@contextmanager
def bench(
    name: str, *answers: Answer | None, asides: Mapping[str, Answer] | None = None
) -> Iterator[tuple[Wire, Provider]]:
    """The provider pointed at a server that says ``answers``."""
    speech = SPEECHES[name]
    beside = speech.asides if asides is None else asides
    with serving(*answers, asides=beside) as wire, egress_to(wire.url) as egress:
        yield wire, speech.build(wire.url, egress)
