"""Who may knock at Twilio's doors. Bad-input rows 35 to 38."""

from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from structlog.testing import capture_logs

from kernel.crypto import Keyring
from kernel.database import Database
from sms.tables import SMS_INBOUND, SMS_REPORT
from sms.twilio.signature import Signing
from tests.sms.providers.doorstep import (
    AUTH_TOKEN,
    OUR_ID,
    PROVIDERS,
    PUBLIC,
    SHARED_KEY,
    SIGNING,
    Heard,
    Knock,
    client,
    rows,
    signed,
)  # fmt: skip

TWILIO = PROVIDERS["twilio"]
MESSAGE = TWILIO.message()
REPORT = TWILIO.about("SM1", "delivered")
SETTINGS = "X-Twilio-Webhooks-Signature-Settings"
CALL = [
    ("CallSid", "CA1234567890ABCDE"), ("Caller", "+14158675309"), ("Digits", "1234"), ("From", "+14158675309"),
    ("To", "+18005551212"),
]  # fmt: skip
VECTORS = {
    "the documented one": (CALL, "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
    "a repeated field, its values sorted and once": (
        [
            ("Sid", "CA123"),
            ("SidAccount", "AC123"),
            ("Digits", "5678"),
            ("Digits", "1234"),
            ("Digits", "1234"),
        ],
        "IK+Dwps556ElfBT0I3Rgjkr1wJU=",
    ),
}


@pytest.fixture
def web(database: Database, keyring: Keyring) -> FlaskClient:
    return client(database, keyring, [])


@pytest.mark.parametrize(("fields", "signature"), VECTORS.values(), ids=VECTORS)
def test_the_vectors_of_twilios_library(fields: list[tuple[str, str]], signature: str) -> None:
    signing = Signing("https://mycompany.com", "12345")
    assert signing.valid("/myapp.php?foo=1&bar=2", fields, signature, "")
    assert not signing.valid("/myapp.php?foo=1&bar=3", fields, signature, "")


WRONG = {
    "none": replace(MESSAGE, headers={}),
    "empty": replace(MESSAGE, headers={"X-Twilio-Signature": ""}),
    "another's": signed(MESSAGE, token="another"),
    "endless": replace(MESSAGE, headers={"X-Twilio-Signature": "x" * 5000}),
    "in letters that no signature has": replace(MESSAGE, headers={"X-Twilio-Signature": "\xe9" * 28}),
    "of the other door": replace(MESSAGE, path=TWILIO.reports),
    "of another host": signed(MESSAGE, base="https://evil.example"),
    "of http behind the proxy": signed(MESSAGE, base="http://guichet.example"),
    "text altered": replace(MESSAGE, body=MESSAGE.body.replace(b"SUIVI", b"STOP+")),
    "field added": replace(MESSAGE, body=MESSAGE.body + b"&OptOutType=STOP"),
    "query added": replace(MESSAGE, query="id=1"),
    "our id altered": replace(REPORT, query=REPORT.query.replace("0f2c", "0f2d")),
    "our id taken away": replace(REPORT, query=""),
    "our id twice": replace(REPORT, query=f"{REPORT.query}&id=1"),
    "in a hash that we do not know": signed(MESSAGE, algorithm="")
    and replace(MESSAGE, headers=dict(MESSAGE.headers) | {SETTINGS: "key=k,algorithm=HMAC_MD5"}),
    "upgraded without a key of ours": signed(MESSAGE, algorithm="HMAC_SHA256"),
}


@pytest.mark.parametrize("knock", WRONG.values(), ids=WRONG)
def test_what_is_not_signed_for_us_is_forbidden_and_not_kept(
    web: FlaskClient, database: Database, knock: Knock
) -> None:
    """Bad-input rows 35 and 37."""
    with capture_logs() as logs:
        assert knock.at(web).status_code == 403
    assert rows(database, SMS_INBOUND) == rows(database, SMS_REPORT) == []
    assert [entry["event"] for entry in logs if entry["log_level"] == "error"] == ["sms_post_forged"]


@pytest.mark.parametrize(
    "headers",
    [{"Host": "evil.example"}, {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "http"}],
    ids=["host", "forwarded"],
)
def test_what_the_request_says_of_its_own_address_counts_for_nothing(
    web: FlaskClient, headers: dict[str, str]
) -> None:
    """Bad-input row 38: neither does a forged address open the door, nor a proxy's odd one close it."""
    evil = signed(MESSAGE, base="http://evil.example")
    assert replace(evil, headers=dict(evil.headers) | headers).at(web).status_code == 403
    assert replace(MESSAGE, headers=dict(MESSAGE.headers) | headers).at(web).status_code == 200


@pytest.mark.parametrize("base", [f"{PUBLIC}:443", PUBLIC], ids=["with its port", "without"])
def test_twilio_may_write_the_port_or_not(web: FlaskClient, base: str) -> None:
    assert signed(MESSAGE, base=base).at(web).status_code == 200


def test_a_right_signature_that_is_played_again_changes_nothing(web: FlaskClient, database: Database) -> None:
    """Bad-input row 36."""
    assert [MESSAGE.at(web).status_code for _ in range(3)] == [200, 200, 200]
    assert [REPORT.at(web).status_code for _ in range(3)] == [200, 200, 200]
    assert (len(rows(database, SMS_INBOUND)), len(rows(database, SMS_REPORT))) == (1, 1)


@pytest.fixture
def keyed(database: Database, keyring: Keyring) -> FlaskClient:
    heard: Heard = []
    return client(database, keyring, heard, Signing(PUBLIC, AUTH_TOKEN, SHARED_KEY))


def test_with_a_shared_key_a_signature_by_it_opens(keyed: FlaskClient) -> None:
    assert signed(MESSAGE, SHARED_KEY, algorithm="HMAC_SHA256").at(keyed).status_code == 200
    assert signed(REPORT, SHARED_KEY, algorithm="hmac_sha256").at(keyed).status_code == 200


@pytest.mark.parametrize(
    "knock",
    [
        signed(MESSAGE),
        signed(MESSAGE, SHARED_KEY),
        signed(MESSAGE, AUTH_TOKEN, algorithm="HMAC_SHA256"),
        signed(MESSAGE, SHARED_KEY, algorithm="HMAC_SHA1"),
    ],
    ids=["auth token, SHA-1", "shared key, SHA-1", "auth token, SHA-256", "SHA-1 announced"],
)
def test_with_a_shared_key_nothing_weaker_opens(keyed: FlaskClient, knock: Knock) -> None:
    """A downgrade, chosen by whoever posts."""
    assert knock.at(keyed).status_code == 403


def test_without_any_secret_there_is_no_door() -> None:
    with pytest.raises(ValueError, match="open to everyone"):
        Signing(PUBLIC, "")


def test_the_id_in_the_query_is_the_reports_message(web: FlaskClient) -> None:
    assert OUR_ID in REPORT.query
    assert SIGNING.auth_token not in repr(SIGNING)
