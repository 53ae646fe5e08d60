"""What Twilio alone says: base64 for text, its own word for STOP, error codes, our id in the query."""

from base64 import b64encode
from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from kernel.crypto import Keyring
from kernel.database import Database
from sms import optouts
from sms.tables import SMS_INBOUND, SMS_OPTOUT, SMS_REPORT
from sms.twilio.reports import report
from tests.cast import AWA
from tests.sms.providers.doorstep import OUR_ID, PROVIDERS, Heard, Knock, client, rows, signed

TWILIO = PROVIDERS["twilio"]
LONG = "Bonjour, je voudrais savoir où en est mon dossier 26 00000001 12, merci beaucoup."
# All that a message carries today, with a messaging service and Advanced Opt-Out.
EVERYTHING = {
    "MessageSid": "SM1", "SmsSid": "SM1", "SmsMessageSid": "SM1", "AccountSid": "AC1", "From": AWA, "To": "36555",
    "Body": "SUIVI", "NumMedia": "0", "NumSegments": "1", "SmsStatus": "received", "ApiVersion": "2010-04-01",
    "FromCountry": "ML", "FromState": "", "FromCity": "", "FromZip": "", "ToCountry": "ML", "ToState": "",
    "ToCity": "", "ToZip": "", "MessagingServiceSid": "MG1",
}  # fmt: skip


@pytest.fixture
def heard() -> Heard:
    return []


@pytest.fixture
def web(database: Database, keyring: Keyring, heard: Heard) -> FlaskClient:
    return client(database, keyring, heard)


def _post(**more: str) -> Knock:
    return signed(Knock(TWILIO.inbound, urlencode(EVERYTHING | more).encode()))


def test_all_that_twilio_sends_is_read(web: FlaskClient, heard: Heard) -> None:
    assert _post(OptOutType="HELP", ChannelMetadata="{}").at(web).status_code == 200
    assert [said.text for said in heard] == ["SUIVI"]


def _base64(data: bytes) -> str:
    return b64encode(data).decode()


TEXTS = {
    "a long text in base64": (_base64(LONG.encode()), LONG),
    "a long text as it is": (LONG, LONG),
    "a short word that is base64 too": ("Bonjour1", "Bonjour1"),
    "base64 of bytes": (_base64(b"\xff" * 60), _base64(b"\xff" * 60)),
    "base64 with a NUL": (_base64(b"a\0" * 30), _base64(b"a\0" * 30)),
    "letters that are base64 of another script": (_base64(("ы" * 45).encode()), _base64(("ы" * 45).encode())),
    "sixty letters of which one is none of base64": ("a" * 59 + "é", "a" * 59 + "é"),
}


@pytest.mark.parametrize(("sent", "read"), TEXTS.values(), ids=TEXTS)
def test_a_text_is_read_whether_or_not_it_is_encoded(
    web: FlaskClient, heard: Heard, sent: str, read: str
) -> None:
    _post(Body=sent).at(web)
    assert [said.text for said in heard] == [read]


def test_stop_is_written_down_and_start_takes_it_back(
    web: FlaskClient, database: Database, keyring: Keyring
) -> None:
    """Bad-input row 31, as Twilio understands it."""
    assert _post(Body="STOP", OptOutType="STOP").at(web).status_code == 200
    with database.transaction() as connection:
        assert optouts.is_silent(connection, keyring, AWA)
    _post(MessageSid="SM2", Body="START", OptOutType="START").at(web)
    assert rows(database, SMS_OPTOUT) == []
    assert len(rows(database, SMS_INBOUND)) == 2


def test_a_report_that_the_phone_wants_silence_is_one(web: FlaskClient, database: Database) -> None:
    fields = {"MessageSid": "SM1", "MessageStatus": "failed", "To": AWA, "ErrorCode": "21610"}
    knock = signed(Knock(TWILIO.reports, urlencode(fields).encode(), query=f"id={OUR_ID}"))
    assert knock.at(web).status_code == 200
    assert len(rows(database, SMS_OPTOUT)) == 1
    assert [row.reason for row in rows(database, SMS_REPORT)] == ["recipient_opted_out"]


STATUSES = {
    "accepted": ("accepted", "", "sent", None),
    "queued": ("queued", "", "sent", None),
    "scheduled": ("scheduled", "", "sent", None),
    "sending": ("sending", "0", "sent", None),
    "sent": ("sent", "", "sent", None),
    "partially delivered": ("partially_delivered", "", "sent", None),
    "delivered": ("delivered", "", "delivered", None),
    "read": ("read", "", "delivered", None),
    "undelivered": ("undelivered", "30003", "failed", "unreachable_phone"),
    "failed": ("failed", "30007", "failed", "filtered"),
    "canceled": ("canceled", "", "failed", None),
    "too late": ("failed", "30036", "expired", "too_late"),
    "a new error": ("failed", "39999", "failed", "unrecognised"),
    "a new word": ("teleported", "", None, None),
    "another case": ("Delivered", "", None, None),
    "an inbound one": ("receiving", "", None, None),
}


@pytest.mark.parametrize(("status", "code", "state", "reason"), STATUSES.values(), ids=STATUSES)
def test_each_status_is_a_state_of_ours(
    status: str, code: str, state: str | None, reason: str | None
) -> None:
    fields = {"MessageSid": "SM1", "MessageStatus": status, "To": AWA} | ({"ErrorCode": code} if code else {})
    told = report(fields, OUR_ID)
    assert (told.state, told.reason, told.message_id, told.phone) == (state, reason, OUR_ID, AWA)


@pytest.mark.parametrize("given", ["", "1", "None", OUR_ID + "0", OUR_ID.replace("-", ""), "x" * 36], ids=str)
def test_what_is_no_id_of_ours_is_none(given: str) -> None:
    fields: dict[str, Any] = {"MessageSid": "SM1", "MessageStatus": "sent"}
    assert report(fields, given).message_id is None
