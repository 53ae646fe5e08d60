"""POST and OPTIONS /partner/events: who may, what is taken, what is answered, what is kept."""

import json

import pytest
from flask.testing import FlaskClient

from kernel import access
from kernel.crypto import Keyring
from kernel.database import Database
from tests.cases.desk import news
from tests.partner.conftest import client_of
from tests.partner.pushes import STRUCTURED, event, kept, push


def test_an_event_is_kept_sealed_and_handed_on_before_it_is_answered(
    client: FlaskClient, database: Database
) -> None:
    """Fault row 44."""
    assert push(client, event()).status_code == 202
    (row,) = kept(database)
    assert (row.administration, row.subject, row.state) == ("apex", "260123456780", "received")
    assert b"facture" not in row.raw_sealed
    assert [(one.subject, one.payload) for one in news(database, "partner.status")] == [(str(row.id), {})]


def test_the_same_event_again_is_answered_200_and_kept_once(client: FlaskClient, database: Database) -> None:
    assert [push(client, event()).status_code for _ in range(3)] == [202, 200, 200]
    assert len(kept(database)) == len(news(database, "partner.status")) == 1


def test_one_administration_cannot_use_up_the_ids_of_another(client: FlaskClient, database: Database) -> None:
    assert push(client, event(), token="token-of-maec-0123456789").status_code == 202
    assert push(client, event()).status_code == 202
    assert [row.administration for row in kept(database)] == ["maec-bj", "apex"]


def test_binary_mode_says_the_same(client: FlaskClient, database: Database) -> None:
    whole = event()
    headers = {
        f"ce-{name}": value for name, value in whole.items() if name not in ("data", "datacontenttype")
    }
    headers["Authorization"] = "Bearer token-of-apex-0123456789"
    body = json.dumps(whole["data"])
    answer = client.post("/partner/events", data=body, headers=headers, content_type="application/json")
    assert answer.status_code == 202
    assert kept(database)[0].subject == "260123456780"
    assert push(client, whole).status_code == 200


@pytest.mark.parametrize(
    ("header"),
    ["", "Bearer ", "Bearer wrong", "Basic token-of-apex-0123456789", "Bearer " + "x" * 10_000, "Bearer é"],
    ids=["none", "empty", "wrong", "another scheme", "endless", "not ascii"],
)
def test_without_a_token_nothing_is_read(client: FlaskClient, database: Database, header: str) -> None:
    answer = client.post(
        "/partner/events", data=b"x", headers={"Authorization": header}, content_type=STRUCTURED
    )
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert kept(database) == []


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        ("text/plain", event(), 415),
        ("application/json", event(), 415),
        ("application/cloudevents-batch+json", [event()], 415),
        ("application/cloudevents+json; charset=latin-1", event(), 415),
        (STRUCTURED, b"{", 400),
        (STRUCTURED, b"[]", 400),
        (STRUCTURED, b'{"id": 1, "id": 2}', 400),
        (STRUCTURED, b"[" * 60_000, 400),
        (STRUCTURED, b"\xff\xfe", 400),
        (STRUCTURED, event(specversion="0.3"), 400),
        (STRUCTURED, event(id=None), 400),
        (STRUCTURED, event(id=7), 400),
        (STRUCTURED, event(id="x" * 129), 400),
        (STRUCTURED, event(id="a\x00b"), 400),
        (STRUCTURED, event(id="\ud800"), 400),
        (STRUCTURED, event(source=""), 400),
        (STRUCTURED, event(type=None), 400),
        (STRUCTURED, event(subject="x" * 65), 400),
        (STRUCTURED, event(time="hier"), 400),
        (STRUCTURED, event(time="2026-02-07T14:05:00"), 400),
        (STRUCTURED, event(time="0001-01-01T00:00:00+14:00"), 400),
        (STRUCTURED, event(data="x" * 65_536), 413),
    ],
)
def test_what_is_no_event_is_refused_and_leaves_nothing(
    client: FlaskClient, database: Database, content_type: str, body: object, status: int
) -> None:
    answer = push(client, body, content_type=content_type)
    assert answer.status_code == status
    assert len(answer.data) < 40
    assert kept(database) == []


def test_while_postgresql_is_down_the_sender_is_asked_to_come_back(keyring: Keyring) -> None:
    """Fault row 12."""
    away = Database("postgresql://nobody@127.0.0.1:9/nothing")
    answer = push(client_of(away, keyring), event())
    away.close()
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("apex-mali.gouv.ml", 200),
        ("127.0.0.1:8001", 200),
        ("", 400),
        ("https://evil/", 400),
        ("a" * 300, 400),
    ],
)
def test_the_handshake_allows_the_origin_that_asks(client: FlaskClient, origin: str, status: int) -> None:
    headers = {"WebHook-Request-Origin": origin, "WebHook-Request-Rate": "1000"}
    answer = client.options("/partner/events", headers=headers)
    assert answer.status_code == status
    if status == 200:
        assert answer.headers["WebHook-Allowed-Origin"] == origin
        assert answer.headers["WebHook-Allowed-Rate"] == "60"
    else:
        assert "WebHook-Allowed-Origin" not in answer.headers


def test_other_methods_are_refused(client: FlaskClient) -> None:
    assert client.get("/partner/events").status_code == 405
    assert client.put("/partner/events").status_code == 405


def test_every_view_of_the_door_declares_who_may_call_it(client: FlaskClient) -> None:
    views = {name: view for name, view in client.application.view_functions.items() if name != "static"}
    declared = {name: access.of(view) for name, view in views.items()}
    assert {name.rpartition(".")[2]: one.kind for name, one in declared.items() if one} == {
        "handshake": "public",
        "receive": "bearer",
    }
    assert None not in declared.values()
