"""What any provider may post, and what it is answered: the same table for each. Bad-input rows 26 to 34."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from structlog.testing import capture_logs

from kernel import access
from kernel.crypto import Keyring
from kernel.database import Database
from sms.sealing import unseal
from sms.tables import SMS_INBOUND, SMS_OPTOUT, SMS_REPORT
from tests.cast import AWA
from tests.sms.providers.doorstep import JSON, PROVIDERS, Heard, Provider, client, rows


@pytest.fixture
def heard() -> Heard:
    """What was handed on as said by a citizen."""
    return []


@pytest.fixture
def web(database: Database, keyring: Keyring, heard: Heard) -> FlaskClient:
    return client(database, keyring, heard)


@pytest.fixture
def provider(name: str) -> Provider:
    return PROVIDERS[name]


def test_a_message_is_stored_sealed_and_handed_on_by_its_id(
    name: str, provider: Provider, web: FlaskClient, database: Database, keyring: Keyring, heard: Heard
) -> None:
    assert provider.message().at(web).status_code == 200
    [row], [said] = rows(database, SMS_INBOUND), heard
    assert (said.id, said.phone, said.text) == (str(row.id), AWA, "SUIVI 26 00000001 12")
    assert (said.provider, said.recipient, said.received_at) == (name, "36555", row.received_at)
    assert AWA.encode() not in row.phone_sealed
    assert unseal(keyring, "sms_inbound", "body_sealed", row.id, row.body_sealed) == said.text


def test_no_answer_holds_a_word_that_could_reach_the_citizen(
    name: str, provider: Provider, web: FlaskClient
) -> None:
    """Kannel makes an SMS of whatever its get-url is answered with; Twilio reads TwiML."""
    empty = b"<Response/>" if name == "twilio" else b""
    answer = provider.message().at(web)
    assert (answer.data, answer.mimetype) == (empty, "text/xml" if empty else "text/plain")
    assert provider.about("m-1", provider.sent).at(web).data == b""


def test_the_same_message_again_is_answered_and_processed_once(
    provider: Provider, web: FlaskClient, database: Database, heard: Heard
) -> None:
    """Bad-input row 29."""
    assert [provider.message().at(web).status_code for _ in range(3)] == [200, 200, 200]
    assert (len(rows(database, SMS_INBOUND)), len(heard)) == (1, 1)


def test_two_messages_with_the_same_words_are_two(provider: Provider, web: FlaskClient, heard: Heard) -> None:
    for each in ("in-1", "in-2"):
        provider.message(id=each).at(web)
    assert len(heard) == 2


@pytest.mark.parametrize("sender", ["ORANGE", "36555", "+223", "Orange Money"], ids=str)
def test_a_sender_that_is_no_phone_is_stored_and_never_answered(
    provider: Provider, web: FlaskClient, database: Database, heard: Heard, sender: str
) -> None:
    """Bad-input rows 27 and 28: two machines would answer each other for ever."""
    assert provider.message(**{"from": sender}).at(web).status_code == 200
    [row] = rows(database, SMS_INBOUND)
    assert (row.answerable, heard) == (False, [])


def test_an_old_number_of_benin_is_read_in_its_new_form(
    provider: Provider, web: FlaskClient, heard: Heard
) -> None:
    provider.message(**{"from": "22997000003"}).at(web)
    assert [said.phone for said in heard] == ["+2290197000003"]


def test_a_long_text_is_cut_at_a_thousand_characters(
    provider: Provider, web: FlaskClient, heard: Heard
) -> None:
    """Bad-input row 30."""
    assert provider.message(text="a " * 2500).at(web).status_code == 200
    assert [len(said.text) for said in heard] == [1000]


def test_letters_of_every_language_arrive(provider: Provider, web: FlaskClient, heard: Heard) -> None:
    provider.message(text="Ɛn bɛ ɔ, prêt à 5 €").at(web)
    assert [said.text for said in heard] == ["Ɛn bɛ ɔ, prêt à 5 €"]


# Orange's platforms may leave the id out: test_orange_door.py.
VALUES = {"absent": None, "blank": " "}
NEEDED = {
    f"{name}-{field}-{how}": (name, field, value)
    for name in PROVIDERS
    for field in ("from", "text", "id")
    for how, value in VALUES.items()
    if (name, field) != ("orange", "id") and (field, how) != ("text", "blank")
}


@pytest.mark.parametrize(("name", "missing", "value"), NEEDED.values(), ids=NEEDED)
def test_a_message_without_what_it_needs_is_refused(
    provider: Provider, web: FlaskClient, database: Database, missing: str, value: str | None
) -> None:
    """Bad-input row 26."""
    assert provider.message(**{missing: value}).at(web).status_code == 400
    assert rows(database, SMS_INBOUND) == []


@pytest.mark.parametrize("text", ["", " ", "\r\n \u00a0"], ids=["empty", "a blank", "blanks of all kinds"])
def test_a_message_of_blanks_is_received_once_and_answered_nothing(
    provider: Provider, web: FlaskClient, database: Database, heard: Heard, text: str
) -> None:
    """Bad-input row 26: refused, it would come again each minute for 12 hours."""
    empty = provider.message().at(web).data
    knocks = [provider.message(id="in-2", text=text).at(web) for _ in range(2)]
    assert [(knock.status_code, knock.data) for knock in knocks] == [(200, empty)] * 2
    assert sorted((row.external_id, row.answerable) for row in rows(database, SMS_INBOUND)) == [
        ("in-1", True), ("in-2", False),
    ]  # fmt: skip
    assert [said.text for said in heard] == ["SUIVI 26 00000001 12"]


def test_a_field_that_is_a_little_too_long_is_refused(
    provider: Provider, web: FlaskClient, database: Database
) -> None:
    assert provider.message(id="x" * 101).at(web).status_code == 400
    assert provider.message(**{"from": "2" * 45}).at(web).status_code == 400
    assert provider.about("x" * 101, provider.sent).at(web).status_code == 400
    assert provider.about("m-1", "S" * 41).at(web).status_code == 400
    assert rows(database, SMS_INBOUND) == rows(database, SMS_REPORT) == []


FORM_EXTRAS = {
    "a field twice": b"&%s=b",
    "NUL": b"&x=a%%00b",
    "NUL in a name": b"&a%%00=b",
    "not UTF-8": b"&x=%%ff%%fe",
    "too many fields": b"".join(b"&f%d=" % n for n in range(50)),
}
JSON_BODIES = {
    "a field twice": b'{"inboundSMSMessageNotification":{},"inboundSMSMessageNotification":{}}',
    "NUL": b'{"inboundSMSMessageNotification":{"inboundSMSMessage":{"senderAddress":"tel:+22370000001",'
    b'"message":"a\\u0000b","messageId":"in-1"}}}',
    "half a letter": b'{"inboundSMSMessageNotification":{"inboundSMSMessage":{"senderAddress":"tel:+22370000001",'
    b'"message":"\\ud83d","messageId":"in-1"}}}',
    "not UTF-8": b'{"x":"\xff\xfe"}',
    "truncated": b'{"inboundSMSMessageNotification":{"inb',
    "a list": b"[]",
    "a text for an object": b'{"inboundSMSMessageNotification":"x"}',
    "a number for a text": b'{"inboundSMSMessageNotification":{"inboundSMSMessage":{"senderAddress":1}}}',
    "too deep": b"[" * 5000,
    "NaN": b'{"x":NaN}',
}


@pytest.mark.parametrize("name", ["africastalking", "twilio", "kannel"])
@pytest.mark.parametrize("wrong", FORM_EXTRAS)
def test_a_malformed_form_is_refused_and_leaves_nothing(
    name: str, web: FlaskClient, database: Database, wrong: str
) -> None:
    provider = PROVIDERS[name]
    extra = FORM_EXTRAS[wrong]
    extra = extra % provider.names["text"].encode() if b"%s" in extra else extra.replace(b"%%", b"%")
    assert provider.message(extra).at(web).status_code == 400
    assert rows(database, SMS_INBOUND) == []


@pytest.mark.parametrize("door", ["inbound", "reports"])
@pytest.mark.parametrize("wrong", JSON_BODIES)
def test_a_malformed_json_is_refused_and_leaves_nothing(
    web: FlaskClient, database: Database, wrong: str, door: str
) -> None:
    answer = web.post(f"/sms/orange/s3cret/{door}", data=JSON_BODIES[wrong], content_type=JSON)
    assert answer.status_code == 400
    assert rows(database, SMS_INBOUND) == rows(database, SMS_REPORT) == []


def test_a_hundred_kilobytes_are_not_read(provider: Provider, web: FlaskClient, database: Database) -> None:
    assert provider.message(text="a" * 100_000).at(web).status_code == 413
    assert rows(database, SMS_INBOUND) == []


# Everything that Kannel says is in the address: test_kannel_door.py.
@pytest.mark.parametrize("name", ["africastalking", "twilio", "orange"])
@pytest.mark.parametrize("content_type", ["text/plain", "text/xml", "multipart/form-data; boundary=x", ""])
def test_only_its_own_kind_of_body_is_read(provider: Provider, web: FlaskClient, content_type: str) -> None:
    assert replace(provider.message(), content_type=content_type).at(web).status_code == 415


ODD_REPORTS = {
    # Bad-input rows 32 and 33.
    "of an unknown message": ("delivered", "delivered", "orphan"),
    "not final": ("sent", "sent", "orphan"),
    "failed": ("failed", "failed", "orphan"),
    "a word that we do not know": ("", None, "unrecognised"),
}


@pytest.mark.parametrize("case", ODD_REPORTS)
def test_an_odd_report_is_kept_and_answered_so_that_it_ends(
    provider: Provider, web: FlaskClient, database: Database, case: str
) -> None:
    """Fault row 23: twice, and for an id that nobody knows."""
    attribute, state, outcome = ODD_REPORTS[case]
    status = getattr(provider, attribute) if attribute else "64"
    assert [provider.about("m-1", status).at(web).status_code for _ in range(2)] == [200, 200]
    [row] = rows(database, SMS_REPORT)
    assert (row.state, row.outcome, row.message_id) == (state, outcome, None)


def test_an_unknown_word_raises_an_alert_without_the_word(provider: Provider, web: FlaskClient) -> None:
    """Bad-input row 33."""
    with capture_logs() as logs:
        provider.about("m-1", "Teleported").at(web)
    assert [entry["event"] for entry in logs if entry["log_level"] == "error"] == ["sms_report_unrecognised"]
    assert "Teleported" not in str(logs)


# Twilio signs, its address has no secret: test_twilio_door.py.
@pytest.mark.parametrize("name", ["africastalking", "kannel", "orange"])
@pytest.mark.parametrize("door", ["inbound", "reports"])
@pytest.mark.parametrize("token", ["S3CRET", "s3cre", "s3crets", "demo", "é", "%00"])
def test_a_wrong_token_looks_like_any_other_absent_page(
    provider: Provider, web: FlaskClient, door: str, token: str
) -> None:
    right = provider.message() if door == "inbound" else provider.about("m-1", provider.sent)
    wrong = replace(right, path=right.path.replace("s3cret", token)).at(web)
    absent = web.post("/nothing/here")
    assert (wrong.status_code, wrong.data) == (404, absent.data)


def test_without_the_database_the_provider_is_asked_to_come_back(
    provider: Provider, nowhere: Database, keyring: Keyring
) -> None:
    """Fault row 12."""
    web = client(nowhere, keyring, [])
    for knock in (provider.message(), provider.about("m-1", provider.sent)):
        answer = knock.at(web)
        assert (answer.status_code, answer.headers["Retry-After"], answer.data) == (503, "60", b"")


def test_nothing_personal_is_logged(provider: Provider, web: FlaskClient) -> None:
    with capture_logs() as logs:
        provider.message().at(web)
        provider.message(id=" ").at(web)
        provider.about("m-1", provider.delivered).at(web)
    assert not [word for word in (AWA, AWA[1:], "SUIVI", "s3cret") if word in str(logs)]


def test_every_door_declares_who_may_call_it(web: FlaskClient) -> None:
    views = [view for name, view in web.application.view_functions.items() if name != "static"]
    assert len(views) == 9
    declared = [access.of(view) for view in views]
    assert all(each is not None and each.kind == "public" and each.reason for each in declared)


def test_silence_is_nobodys_but_the_phones(web: FlaskClient, provider: Provider, database: Database) -> None:
    provider.message().at(web)
    provider.about("m-1", provider.failed).at(web)
    assert rows(database, SMS_OPTOUT) == []


@pytest.fixture
def nowhere() -> Iterator[Database]:
    database = Database("postgresql://nobody@127.0.0.1:1/none")
    yield database
    database.close()
