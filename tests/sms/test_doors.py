"""What Africa's Talking may post, and what it is answered. Bad-input rows 26 to 34."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, Row, select

from kernel import access
from kernel.crypto import Keyring
from kernel.database import Database
from sms.africastalking.doors import africastalking_doors
from sms.inbound import open_message
from sms.sealing import unseal
from sms.tables import SMS_INBOUND, SMS_OPTOUT, SMS_REPORT
from tests.cast import AWA, KOFFI

DOOR = "/sms/africastalking/s3cret"
FORM = "application/x-www-form-urlencoded"
SMS = {
    "date": "2026-11-21 06:04:45", "from": AWA, "to": "36555", "id": "in-1", "text": "SUIVI 26 00000001 12",
    "cost": "XOF 0", "networkCode": "61002",
}  # fmt: skip
REPORT = {"id": "ATXid_9", "status": "Success", "phoneNumber": KOFFI, "networkCode": "61603"}
OPTOUT = {"senderId": "MAIRIE", "phoneNumber": "22370000001"}
Heard = list[tuple[str, str]]


@pytest.fixture
def heard() -> Heard:
    """What was handed on as said by a citizen."""
    return []


@pytest.fixture
def client(database: Database, keyring: Keyring, heard: Heard) -> FlaskClient:
    return _client(database, keyring, heard)


def _client(database: Database, keyring: Keyring, heard: Heard) -> FlaskClient:
    def on_inbound(connection: Connection, message_id: str) -> None:
        said = open_message(connection, keyring, message_id)
        assert said is not None
        heard.append((said.phone, said.text))

    app = Flask("doors")
    app.register_blueprint(africastalking_doors(database, keyring, "s3cret", on_inbound))
    return app.test_client()


def _rows(database: Database, table: Any) -> list[Row[Any]]:
    with database.transaction() as connection:
        return list(connection.execute(select(table)).all())


def _without(fields: dict[str, str], name: str) -> dict[str, str]:
    return {key: value for key, value in fields.items() if key != name}


def test_a_message_is_stored_sealed_and_handed_on(
    client: FlaskClient, database: Database, keyring: Keyring, heard: Heard
) -> None:
    answer = client.post(f"{DOOR}/inbound", data=SMS)
    assert (answer.status_code, answer.data) == (200, b"")
    [row] = _rows(database, SMS_INBOUND)
    assert unseal(keyring, "sms_inbound", "body_sealed", row.id, row.body_sealed) == SMS["text"]
    assert AWA.encode() not in row.phone_sealed
    assert heard == [(AWA, SMS["text"])]


def test_the_same_id_again_is_answered_and_processed_once(
    client: FlaskClient, database: Database, heard: Heard
) -> None:
    """Bad-input row 29: they post again each minute for 12 hours."""
    assert [client.post(f"{DOOR}/inbound", data=SMS).status_code for _ in range(3)] == [200, 200, 200]
    assert (len(_rows(database, SMS_INBOUND)), len(heard)) == (1, 1)


@pytest.mark.parametrize("sender", ["ORANGE", "36555", "+223", "Orange Money"], ids=str)
def test_a_sender_that_is_no_phone_is_stored_and_never_answered(
    client: FlaskClient, database: Database, heard: Heard, sender: str
) -> None:
    """Bad-input rows 27 and 28: two machines would answer each other for ever."""
    assert client.post(f"{DOOR}/inbound", data=SMS | {"from": sender}).status_code == 200
    [row] = _rows(database, SMS_INBOUND)
    assert (row.answerable, heard) == (False, [])


def test_a_long_text_is_cut_at_a_thousand_characters(client: FlaskClient, heard: Heard) -> None:
    """Bad-input row 30."""
    assert client.post(f"{DOOR}/inbound", data=SMS | {"text": "a" * 5000}).status_code == 200
    assert heard == [(AWA, "a" * 1000)]


def test_an_opt_out_is_kept_once(client: FlaskClient, database: Database) -> None:
    """Bad-input row 31."""
    assert [client.post(f"{DOOR}/optouts", data=OPTOUT).status_code for _ in range(2)] == [200, 200]
    assert len(_rows(database, SMS_OPTOUT)) == 1


def test_a_notice_of_a_subscription_is_answered_and_left(client: FlaskClient, database: Database) -> None:
    notice = {"phoneNumber": AWA, "shortCode": "36555", "keyword": "INFO", "updateType": "addition"}
    assert client.post(f"{DOOR}/inbound", data=notice).status_code == 200
    assert [_rows(database, table) for table in (SMS_INBOUND, SMS_REPORT, SMS_OPTOUT)] == [[], [], []]


ODD_REPORTS = {
    # Bad-input rows 32 and 33.
    "unknown message": (REPORT, "delivered", "orphan"),
    "unknown status": (REPORT | {"status": "Teleported"}, None, "unrecognised"),
    "status in lower case": (REPORT | {"status": "success"}, None, "unrecognised"),
    "Submitted": (REPORT | {"status": "Submitted"}, "sent", "orphan"),
    "AbsentSubscriber": (REPORT | {"status": "AbsentSubscriber"}, "sent", "orphan"),
    "without a phone": (_without(REPORT, "phoneNumber"), "delivered", "orphan"),
    "new failure reason": (REPORT | {"status": "Failed", "failureReason": "Moon"}, "failed", "orphan"),
}


@pytest.mark.parametrize(("fields", "state", "outcome"), ODD_REPORTS.values(), ids=ODD_REPORTS)
def test_an_odd_report_is_kept_and_answered_so_that_it_ends(
    client: FlaskClient, database: Database, fields: dict[str, str], state: str | None, outcome: str
) -> None:
    assert [client.post(f"{DOOR}/reports", data=fields).status_code for _ in range(2)] == [200, 200]
    [row] = _rows(database, SMS_REPORT)
    assert (row.state, row.outcome, row.message_id) == (state, outcome, None)


REFUSED = {
    # Bad-input row 26.
    "no sender": ("inbound", urlencode(_without(SMS, "from")), 400),
    "no text": ("inbound", urlencode(_without(SMS, "text")), 400),
    "no id": ("inbound", urlencode(_without(SMS, "id")), 400),
    "blank id": ("inbound", urlencode(SMS | {"id": " "}), 400),
    "endless id": ("inbound", urlencode(SMS | {"id": "x" * 101}), 400),
    "endless sender": ("inbound", urlencode(SMS | {"from": "2" * 41}), 400),
    "text twice": ("inbound", urlencode(SMS) + "&text=b", 400),
    "NUL in the text": ("inbound", urlencode(SMS | {"text": "a\0b"}), 400),
    "NUL in a name": ("inbound", urlencode(SMS) + "&a%00=b", 400),
    "not UTF-8": ("inbound", urlencode(_without(SMS, "text")) + "&text=%ff%fe", 400),
    "raw bytes": ("inbound", urlencode(SMS).encode() + b"&x=\xff", 400),
    "21 fields": ("inbound", urlencode(SMS | {f"f{n}": "" for n in range(21 - len(SMS))}), 400),
    "over 16 KiB": ("inbound", urlencode(SMS | {"text": "a" * 16_384}), 413),
    "report without id": ("reports", urlencode(_without(REPORT, "id")), 400),
    "report without status": ("reports", urlencode(_without(REPORT, "status")), 400),
    "report with an endless status": ("reports", urlencode(REPORT | {"status": "S" * 41}), 400),
    "opt-out of nobody": ("optouts", urlencode({"phoneNumber": "MAIRIE"}), 400),
}


@pytest.mark.parametrize(("door", "body", "status"), REFUSED.values(), ids=REFUSED)
def test_what_is_malformed_is_refused_and_leaves_nothing(
    client: FlaskClient, database: Database, heard: Heard, door: str, body: str | bytes, status: int
) -> None:
    assert client.post(f"{DOOR}/{door}", data=body, content_type=FORM).status_code == status
    assert [_rows(database, table) for table in (SMS_INBOUND, SMS_REPORT, SMS_OPTOUT)] == [[], [], []]
    assert heard == []


def test_twenty_fields_are_still_taken(client: FlaskClient, heard: Heard) -> None:
    fields = SMS | {f"f{n}": "" for n in range(20 - len(SMS))}
    assert client.post(f"{DOOR}/inbound", data=fields).status_code == 200
    assert heard


@pytest.mark.parametrize(
    "content_type", ["application/json", "text/plain", "multipart/form-data; boundary=x", ""], ids=str
)
def test_only_a_form_is_read(client: FlaskClient, database: Database, content_type: str) -> None:
    answer = client.post(f"{DOOR}/inbound", data=urlencode(SMS), content_type=content_type)
    assert (answer.status_code, _rows(database, SMS_INBOUND)) == (415, [])


@pytest.mark.parametrize("door", ["inbound", "reports", "optouts"])
@pytest.mark.parametrize("token", ["S3CRET", "s3cre", "s3crets", "demo", "é", "%00"])
def test_a_wrong_token_looks_like_any_other_absent_page(client: FlaskClient, door: str, token: str) -> None:
    wrong = client.post(f"/sms/africastalking/{token}/{door}", data=SMS)
    absent = client.post("/nothing/here", data=SMS)
    assert (wrong.status_code, wrong.data) == (404, absent.data)


@pytest.mark.parametrize("door", ["inbound", "reports", "optouts"])
def test_only_post_is_served(client: FlaskClient, door: str) -> None:
    assert client.get(f"{DOOR}/{door}").status_code == 405


@pytest.mark.parametrize(("door", "fields"), [("inbound", SMS), ("reports", REPORT), ("optouts", OPTOUT)])
def test_without_the_database_the_provider_is_asked_to_come_back(
    nowhere: Database, keyring: Keyring, door: str, fields: dict[str, str]
) -> None:
    """Fault row 12."""
    answer = _client(nowhere, keyring, []).post(f"{DOOR}/{door}", data=fields)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")


def test_what_the_commands_cannot_take_is_not_stored_and_comes_again(
    database: Database, keyring: Keyring
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError

    app = Flask("doors")
    app.register_blueprint(africastalking_doors(database, keyring, "s3cret", broken))
    assert app.test_client().post(f"{DOOR}/inbound", data=SMS).status_code == 500
    assert _rows(database, SMS_INBOUND) == []


def test_every_door_declares_who_may_call_it(client: FlaskClient) -> None:
    views = [view for name, view in client.application.view_functions.items() if name != "static"]
    assert len(views) == 3
    declared = [access.of(view) for view in views]
    assert all(each is not None and each.kind == "public" and each.reason for each in declared)


def test_an_empty_token_is_a_fault_of_the_wiring(database: Database, keyring: Keyring) -> None:
    with pytest.raises(ValueError, match="token"):
        africastalking_doors(database, keyring, "")


@pytest.fixture
def nowhere() -> Iterator[Database]:
    database = Database("postgresql://nobody@127.0.0.1:1/none")
    yield database
    database.close()
