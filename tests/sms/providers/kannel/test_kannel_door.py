"""How Kannel calls us: by GET, by POST, in bytes of three codings, with reports in any order."""

from itertools import permutations
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from kernel.crypto import Keyring
from kernel.database import Database
from sms.kannel.reports import report
from sms.tables import SMS_INBOUND, SMS_REPORT
from tests.cast import AWA
from tests.sms.providers.doorstep import FORM, OUR_ID, Heard, Knock, client, rows

INBOUND, REPORTS = "/sms/kannel/s3cret/inbound", "/sms/kannel/s3cret/reports"
SMS = {"id": "in-1", "from": AWA, "to": "36555"}


@pytest.fixture
def heard() -> Heard:
    return []


@pytest.fixture
def web(database: Database, keyring: Keyring, heard: Heard) -> FlaskClient:
    return client(database, keyring, heard)


def _call(coding: str | None, text: bytes) -> Knock:
    query = urlencode(SMS | ({"coding": coding} if coding is not None else {}))
    return Knock(INBOUND, method="GET", query=f"{query}&text={quote(text)}", content_type="")


TEXTS = {
    "GSM-7, already decoded": ("0", "Déposé".encode(), "Déposé"),
    "no coding told": (None, "Déposé".encode(), "Déposé"),
    "a coding that we do not know": ("9", "Déposé".encode(), "Déposé"),
    "eight bits": ("1", "Déposé".encode("latin-1"), "Déposé"),
    "UCS-2": ("2", "I ni cɛ".encode("utf-16-be"), "I ni cɛ"),
    "UCS-2 with a letter of two units": ("2", "ok 😀".encode("utf-16-be"), "ok 😀"),
}


@pytest.mark.parametrize(("coding", "sent", "read"), TEXTS.values(), ids=TEXTS)
def test_a_text_is_read_in_its_own_coding(
    web: FlaskClient, heard: Heard, coding: str | None, sent: bytes, read: str
) -> None:
    assert _call(coding, sent).at(web).status_code == 200
    assert [said.text for said in heard] == [read]


@pytest.mark.parametrize(
    ("coding", "text"),
    [("0", b"\xff\xfe"), ("2", b"\x02"), ("2", b"\xd8\x3d\x00a"), ("2", b"\x00\x00"), ("1", b"a\0")],
    ids=["not UTF-8", "half a unit", "half a letter", "NUL in UCS-2", "NUL in eight bits"],
)
def test_a_text_that_is_none_is_refused(
    web: FlaskClient, database: Database, coding: str, text: bytes
) -> None:
    assert _call(coding, text).at(web).status_code == 400
    assert rows(database, SMS_INBOUND) == []


def test_a_binary_header_that_is_asked_for_hinders_nothing(web: FlaskClient, heard: Heard) -> None:
    query = f"{urlencode(SMS)}&coding=0&text=SUIVI&udh=%05%00%03%FF%02%01"
    assert Knock(INBOUND, method="GET", query=query, content_type="").at(web).status_code == 200
    assert [said.text for said in heard] == ["SUIVI"]


POSTS = {
    "a form": Knock(INBOUND, urlencode(SMS | {"text": "SUIVI"}).encode(), FORM),
    "post-url: the text as body, its variables in the address": Knock(
        INBOUND, b"SUIVI", "text/plain; charset=UTF-8", query=urlencode(SMS | {"text": "SUIVI"})
    ),
    "some in the address, some in a form": Knock(INBOUND, b"text=SUIVI", FORM, query=urlencode(SMS)),
}


@pytest.mark.parametrize("knock", POSTS.values(), ids=POSTS)
def test_a_post_is_read_as_well(web: FlaskClient, heard: Heard, knock: Knock) -> None:
    assert knock.at(web).status_code == 200
    assert [said.text for said in heard] == ["SUIVI"]


def test_a_field_in_the_address_and_in_the_form_is_twice(web: FlaskClient, database: Database) -> None:
    """OWASP ASVS 5.0 V15.3.7."""
    knock = Knock(INBOUND, b"text=b", FORM, query=urlencode(SMS | {"text": "a"}))
    assert knock.at(web).status_code == 400
    assert rows(database, SMS_INBOUND) == []


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_only_get_and_post_are_served(web: FlaskClient, method: str) -> None:
    assert web.open(INBOUND, method=method).status_code == 405


def _report(kind: str, answer: bytes = b"", message_id: str = OUR_ID) -> Knock:
    query = f"id={message_id}&type={kind}&centre_id=&answer={quote(answer)}"
    return Knock(REPORTS, method="GET", query=query, content_type="")


@pytest.mark.parametrize("order", list(permutations(["8", "4", "1"])), ids=" ".join)
def test_reports_are_kept_in_whatever_order_they_come(
    web: FlaskClient, database: Database, order: tuple[str, ...]
) -> None:
    """Fault row 23: 1 before 8 was seen."""
    assert [_report(kind).at(web).status_code for kind in (*order, "1")] == [200] * 4
    with database.transaction() as connection:
        kept = connection.execute(select(SMS_REPORT.c.status, SMS_REPORT.c.state)).all()
    assert {row.status: row.state for row in kept} == {"8": "sent", "4": "sent", "1": "delivered"}


TYPES: dict[str, tuple[str, str, str | None, str | None]] = {
    "delivered": ("1", "", "delivered", None),
    "failed": ("2", "", "failed", None),
    "failed, undeliverable": (
        "2",
        "id:1 sub:001 dlvrd:000 stat:UNDELIV err:011",
        "failed",
        "delivery_failure",
    ),
    "failed, expired": ("2", "id:1 stat:EXPIRED err:000 text:", "expired", "too_late"),
    "failed for a new reason": ("2", "id:1 stat:MOONED err:000", "failed", "unrecognised"),
    "queued": ("4", "", "sent", None),
    "accepted by the centre": ("8", "ACK/", "sent", None),
    "accepted, whatever the receipt says": ("8", "stat:EXPIRED", "sent", None),
    "rejected": ("16", "NACK/0x0000000b", "failed", None),
    "a new type": ("64", "", None, None),
    "two types at once": ("3", "", None, None),
}


@pytest.mark.parametrize(("kind", "answer", "state", "reason"), TYPES.values(), ids=TYPES)
def test_each_type_is_a_state_of_ours(kind: str, answer: str, state: str | None, reason: str | None) -> None:
    told = report({"id": OUR_ID, "type": kind, "answer": answer})
    assert (told.state, told.reason, told.provider_id, told.message_id) == (state, reason, OUR_ID, OUR_ID)


def test_a_receipt_in_no_charset_does_not_lose_the_report(web: FlaskClient, database: Database) -> None:
    assert _report("1", b"id:1 stat:DELIVRD text:Cher Cit\xe9").at(web).status_code == 200
    assert [row.state for row in rows(database, SMS_REPORT)] == ["delivered"]


def test_an_id_that_is_not_ours_settles_nothing(web: FlaskClient, database: Database) -> None:
    fields: dict[str, Any] = {"id": "7", "type": "1"}
    assert report(fields).message_id is None
    assert _report("1", message_id="7").at(web).status_code == 200
    assert [row.outcome for row in rows(database, SMS_REPORT)] == ["orphan"]
