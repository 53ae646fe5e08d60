"""A web app with the doors of every provider in it, and how each provider knocks."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, Row, Table, select
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from kernel.crypto import Keyring
from kernel.database import Database
from sms.africastalking.doors import africastalking_doors
from sms.inbound import Received, open_message
from sms.kannel.doors import kannel_doors
from sms.orange.doors import orange_doors
from sms.twilio.doors import twilio_doors
from sms.twilio.signature import Signing
from tests.cast import AWA

PUBLIC = "https://guichet.example"
AUTH_TOKEN, SHARED_KEY = "auth-t0ken", "shar3d-key"
SIGNING = Signing(PUBLIC, AUTH_TOKEN)
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
OUR_ID = "0f2c7e1a-0000-4000-8000-000000000001"
Heard = list[Received]


def client(database: Database, keyring: Keyring, heard: Heard, signing: Signing = SIGNING) -> FlaskClient:
    def on_inbound(connection: Connection, message_id: str) -> None:
        found = open_message(connection, keyring, message_id)
        assert found is not None
        heard.append(found)

    app = Flask("doors")
    for door in (africastalking_doors, kannel_doors, orange_doors):
        app.register_blueprint(door(database, keyring, "s3cret", on_inbound))
    app.register_blueprint(twilio_doors(database, keyring, signing, on_inbound))
    return app.test_client()


def rows(database: Database, table: Table) -> list[Row[Any]]:
    with database.transaction() as connection:
        return list(connection.execute(select(table)).all())


@dataclass(frozen=True)
class Knock:
    """One request to a door."""

    path: str
    body: bytes = b""
    content_type: str = FORM
    method: str = "POST"
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    def at(self, web: FlaskClient) -> TestResponse:
        return web.open(
            self.path, method=self.method, query_string=self.query, data=self.body,
            content_type=self.content_type, headers=dict(self.headers),
        )  # fmt: skip


def signed(knock: Knock, token: str = AUTH_TOKEN, base: str = PUBLIC, algorithm: str = "") -> Knock:
    """The knock with Twilio's signature over its address and fields."""
    pairs = parse_qsl(knock.body.decode("ascii", "replace"), keep_blank_values=True, errors="replace")
    url = base + knock.path + (f"?{knock.query}" if knock.query else "")
    signature = RequestValidator(token).compute_signature(url, MultiDict(pairs), algorithm or None)
    headers = {"X-Twilio-Signature": signature}
    if algorithm:
        headers["X-Twilio-Webhooks-Signature-Settings"] = f"key=webhooks_sharedkey_1,algorithm={algorithm}"
    return replace(knock, headers=headers)


@dataclass(frozen=True)
class Provider:
    """How one provider says it. ``names`` are its own words for id, from, to and text."""

    inbound: str
    reports: str
    names: Mapping[str, str]
    more: Mapping[str, str]
    encode: Callable[[dict[str, Any]], bytes]
    shape: Callable[[Knock], Knock]
    report: Callable[[str, str], tuple[dict[str, Any], str]]
    delivered: str
    failed: str
    sent: str
    content_type: str = FORM

    def message(self, extra: bytes = b"", /, **changes: Any) -> Knock:
        """A message with these changes; None leaves a field out. ``extra`` is appended to the body as it is."""
        said = {"id": "in-1", "from": AWA, "to": "36555", "text": "SUIVI 26 00000001 12"} | changes
        fields = {self.names[name]: value for name, value in said.items() if value is not None} | dict(
            self.more
        )
        return self.shape(Knock(self.inbound, self.encode(fields) + extra, self.content_type))

    def about(self, provider_id: str, status: str, message_id: str = "") -> Knock:
        """A delivery report; ``message_id`` only where the provider can carry it."""
        body, query = self.report(provider_id, status)
        if "?" in query:
            query = query[1:] + (message_id or OUR_ID)
        return self.shape(Knock(self.reports, self._report(body), self.content_type, query=query))

    def _report(self, body: dict[str, Any]) -> bytes:
        return json.dumps(body).encode() if self.content_type == JSON else urlencode(body).encode()


def _form(fields: dict[str, Any]) -> bytes:
    return urlencode(fields).encode()


def _as_get(knock: Knock) -> Knock:
    """Kannel calls with everything in the address."""
    query = "&".join(part for part in (knock.body.decode("latin-1"), knock.query) if part)
    return replace(knock, body=b"", method="GET", query=query, content_type="")


def _orange_message(fields: dict[str, Any]) -> bytes:
    return json.dumps({"inboundSMSMessageNotification": {"inboundSMSMessage": fields}}).encode()


def _orange_report(provider_id: str, status: str) -> tuple[dict[str, Any], str]:
    info = {"address": f"tel:{AWA}", "deliveryStatus": status}
    return {"deliveryInfoNotification": {"callbackData": provider_id, "deliveryInfo": info}}, ""


PROVIDERS = {
    "africastalking": Provider(
        inbound="/sms/africastalking/s3cret/inbound",
        reports="/sms/africastalking/s3cret/reports",
        names={"id": "id", "from": "from", "to": "to", "text": "text"},
        more={"date": "2026-11-21 06:04:45", "cost": "XOF 0", "networkCode": "61002"},
        encode=_form,
        shape=lambda knock: knock,
        report=lambda provider_id, status: ({"id": provider_id, "status": status, "phoneNumber": AWA}, ""),
        delivered="Success",
        failed="Failed",
        sent="Sent",
    ),
    "twilio": Provider(
        inbound="/sms/twilio/inbound",
        reports="/sms/twilio/status",
        names={"id": "MessageSid", "from": "From", "to": "To", "text": "Body"},
        more={"AccountSid": "AC1", "NumMedia": "0", "SmsStatus": "received", "FromZip": ""},
        encode=_form,
        shape=signed,
        report=lambda sid, status: ({"MessageSid": sid, "MessageStatus": status, "To": AWA}, "?id="),
        delivered="delivered",
        failed="undelivered",
        sent="sent",
    ),
    "kannel": Provider(
        inbound="/sms/kannel/s3cret/inbound",
        reports="/sms/kannel/s3cret/reports",
        names={"id": "id", "from": "from", "to": "to", "text": "text"},
        more={"coding": "0"},
        encode=_form,
        shape=_as_get,
        report=lambda provider_id, kind: (
            {"id": provider_id, "type": kind, "centre_id": "", "answer": ""},
            "",
        ),
        delivered="1",
        failed="2",
        sent="8",
    ),
    "orange": Provider(
        inbound="/sms/orange/s3cret/inbound",
        reports="/sms/orange/s3cret/reports",
        names={"id": "messageId", "from": "senderAddress", "to": "destinationAddress", "text": "message"},
        more={"dateTime": "2026-11-21T06:04:45Z"},
        encode=_orange_message,
        shape=lambda knock: knock,
        report=_orange_report,
        delivered="DeliveredToTerminal",
        failed="DeliveryImpossible",
        sent="DeliveredToNetwork",
        content_type=JSON,
    ),
}
