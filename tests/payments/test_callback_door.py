"""PUT and POST /payments/mtn/<token>/callback: kept and answered at once; its word moves no money."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from kernel import access, clock
from kernel.crypto import Keyring
from kernel.database import Database
from kernel.ids import spaced
from payments.doors import mtn_door
from payments.inbox.store import context, forget_old
from payments.tables import PAYMENT_CALLBACK
from tests.cast import KOFFI
from tests.payments.counter import Counter, broken
from tests.payments.mtn_server import MtnServer

PATH = "/payments/mtn/secret-token/callback"
pytestmark = pytest.mark.usefixtures("day")


def client_of(database: Database, keyring: Keyring) -> FlaskClient:
    app = Flask("door")
    app.register_blueprint(mtn_door(database, keyring, "secret-token"))
    return app.test_client()


@pytest.fixture
def client(database: Database, keyring: Keyring) -> FlaskClient:
    return client_of(database, keyring)


def kept(database: Database) -> list[Any]:
    with database.transaction() as connection:
        return list(connection.execute(select(PAYMENT_CALLBACK).order_by(PAYMENT_CALLBACK.c.id)))


def begun(room: Counter) -> str:
    attempt = room.start(room.invoice())
    room.run()
    return attempt


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_a_callback_is_kept_sealed_answered_and_makes_us_ask(
    client: FlaskClient, room: Counter, operator: MtnServer, method: str
) -> None:
    """Fault row 44."""
    attempt = begun(room)
    operator.approve(attempt)
    body = json.dumps(operator.status(attempt))
    answer = client.open(PATH, method=method, data=body, content_type="application/json")
    assert (answer.status_code, answer.data) == (200, b"")
    (row,) = kept(room.database)
    assert KOFFI[1:].encode() not in row.raw_sealed
    assert room.keyring.open(row.raw_sealed, context("mtn", row.body_hash)) == body.encode()
    assert room.run() == ["payment.callback"]
    assert room.attempt(attempt).state == "succeeded"
    assert kept(room.database)[0].state == "asked"


def test_the_same_callback_three_times_settles_once(
    client: FlaskClient, room: Counter, operator: MtnServer
) -> None:
    """Fault row 28."""
    attempt = begun(room)
    operator.approve(attempt)
    body = json.dumps(operator.status(attempt))
    assert [client.put(PATH, data=body).status_code for _ in range(3)] == [200, 200, 200]
    assert [(row.times, row.state) for row in kept(room.database)] == [(3, "received")]
    assert room.run() == ["payment.callback"]
    client.put(PATH, data=body + " ")
    room.run()
    assert [len(room.news("invoice.paid")), len(room.receipts())] == [1, 1]
    assert broken(room) == {}


def test_a_callback_that_overtakes_the_answer_of_the_charge_is_believed_by_asking(
    client: FlaskClient, room: Counter, operator: MtnServer
) -> None:
    """Fault row 26."""
    invoice = room.invoice()
    attempt = room.start(invoice)

    def overtake(reference: str) -> None:
        operator.on_charge = lambda _reference: None
        operator.approve(reference)
        client.put(PATH, data=json.dumps(operator.status(reference)))
        room.run()

    operator.on_charge = overtake
    room.run()
    row = room.attempt(attempt)
    assert (row.state, room.read(invoice).state) == ("succeeded", "paid")
    assert broken(room) == {}


@pytest.mark.parametrize(
    "forged",
    [
        {"status": "SUCCESSFUL"},
        {"status": "SUCCESSFUL", "amount": "1"},
        {"status": "SUCCESSFUL", "currency": "EUR"},
        {"status": "SUCCESSFUL", "payer": {"partyIdType": "MSISDN", "partyId": "2290166000000"}},
        {"status": "Reussi"},
        {"status": "SUCCESSFUL", "note": "'); DROP TABLE invoice; --", "amount": "2000"},
    ],
    ids=["plain", "amount", "currency", "payer", "word", "injection"],
)
def test_a_forged_success_makes_us_ask_and_pays_nothing(
    client: FlaskClient, room: Counter, operator: MtnServer, forged: dict[str, object]
) -> None:
    """Bad-input rows 41, 43, 45 and 46."""
    invoice = room.invoice()
    attempt = room.start(invoice)
    room.run()
    body = {**operator.status(attempt), "financialTransactionId": "666", **forged}
    assert client.post(PATH, data=json.dumps(body)).status_code == 200
    room.run()
    assert (room.attempt(attempt).state, room.read(invoice).state) == ("pending", "open")
    differs = any(body[name] != operator.status(attempt)[name] for name in ("amount", "currency", "payer"))
    assert kept(room.database)[0].state == ("mismatch" if differs else "asked")


def swapped(ours: str) -> str:
    """The reference with the first two neighbours that differ in each other's place."""
    at = next(place for place in range(11) if ours[place] != ours[place + 1])
    return ours[:at] + ours[at + 1] + ours[at] + ours[at + 2 :]


# Of the reference of the invoice that is being paid. The first has the right check digits and was never given.
STRANGERS: dict[str, Callable[[str], str]] = {
    "nobody's": lambda ours: "260000000085",
    "wrong check digits": lambda ours: f"{ours[:10]}{(int(ours[10:]) + 1) % 100:02}",
    "two digits swapped": swapped,
    "cut short": lambda ours: ours[:11],
    "one digit more": lambda ours: f"{ours}0",
    "no digits": lambda ours: "dossier",
    "empty": lambda ours: "",
}


@pytest.mark.parametrize("named", STRANGERS.values(), ids=STRANGERS)
def test_one_that_names_no_charge_of_ours_is_kept_and_answered_alike(
    client: FlaskClient, room: Counter, operator: MtnServer, named: Callable[[str], str]
) -> None:
    """Bad-input row 43: a reference of nobody, and ours with check digits that are not its own."""
    invoice = room.invoice()
    attempt = room.start(invoice)
    room.run()
    operator.approve(attempt)
    body = {**operator.status(attempt), "externalId": named(invoice.reference)}
    answer = client.post(PATH, data=json.dumps(body))
    assert (answer.status_code, answer.data) == (200, b"")
    assert room.run() == ["payment.callback"]
    assert [row.state for row in kept(room.database)] == ["orphan"]
    assert operator.seen("GET", "requesttopay") == []
    assert (room.attempt(attempt).state, room.receipts()) == ("pending", [])


def test_our_reference_may_be_spaced_as_it_is_printed(
    client: FlaskClient, room: Counter, operator: MtnServer
) -> None:
    """What the test before counts: the same body with the right digits has the operator asked."""
    invoice = room.invoice()
    attempt = room.start(invoice)
    room.run()
    operator.approve(attempt)
    body = {**operator.status(attempt), "externalId": spaced(invoice.reference)}
    client.post(PATH, data=json.dumps(body))
    room.run()
    assert len(operator.seen("GET", "requesttopay")) == 1
    assert [row.state for row in kept(room.database)] == ["asked"]


@pytest.mark.parametrize(
    "body",
    [
        b"", b"<html>", b'{"status": "SUCC', b"[]", b"null", b'"SUCCESSFUL"', b'{"status": 1}', b"{}",
        b'{"status": "FAILED", "status": "SUCCESSFUL"}', b'{"status": "SUCCESSFUL", "amount": NaN}',
        b'{"status": "SUCCESSFUL", "amount": 1e400}', b"[" * 10_000, b'{"a":' * 10_000, b"\xff\xfe",
        b'{"status": "SUCCESSFUL", "x": "' + b"x" * 20_000 + b'"}',
    ],
    ids=["empty", "html", "truncated", "list", "null", "text", "number", "no status", "duplicate key", "NaN",
         "1e400", "deep list", "deep object", "not UTF-8", "20 kB"],
)  # fmt: skip
def test_what_is_no_callback_is_refused_and_kept_up_to_16_kib(
    client: FlaskClient, room: Counter, body: bytes
) -> None:
    """Bad-input row 39."""
    answer = client.post(PATH, data=body)
    assert (answer.status_code, answer.data) == (400, b"")
    (row,) = kept(room.database)
    raw = room.keyring.open(row.raw_sealed, context("mtn", row.body_hash))
    assert (row.state, raw, row.cut) == ("unreadable", body[:16_384], len(body) > 16_384)
    assert room.run() == []


def test_600_kb_are_not_read(client: FlaskClient, database: Database) -> None:
    assert client.post(PATH, data=b"x" * 600_000).status_code == 413
    assert kept(database) == []


@pytest.mark.parametrize("amount", [10.00000001, "10.00000001", -1, 0, 10**30, "10e2", [], {}, True])
def test_an_amount_of_any_shape_is_kept_and_is_at_most_a_mismatch(
    client: FlaskClient, room: Counter, operator: MtnServer, amount: object
) -> None:
    """Bad-input row 40."""
    attempt = begun(room)
    body = {**operator.status(attempt), "status": "SUCCESSFUL", "amount": amount}
    assert client.post(PATH, data=json.dumps(body)).status_code == 200
    room.run()
    assert (kept(room.database)[0].state, room.attempt(attempt).state) == ("mismatch", "pending")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", PATH, 405),
        ("DELETE", PATH, 405),
        ("OPTIONS", PATH, 405),
        ("POST", "/payments/mtn/wrong/callback", 404),
        ("POST", "/payments/mtn/%C3%A9/callback", 404),
        ("POST", "/payments/mtn/callback", 404),
    ],
)
def test_another_method_or_token_finds_nothing(
    client: FlaskClient, database: Database, method: str, path: str, status: int
) -> None:
    assert client.open(path, method=method, data=b'{"status": "PENDING"}').status_code == status
    assert kept(database) == []


def test_while_postgresql_is_down_the_operator_is_asked_to_come_back(keyring: Keyring) -> None:
    """Fault row 12."""
    away = Database("postgresql://nobody@127.0.0.1:9/nothing")
    answer = client_of(away, keyring).post(PATH, data=b'{"status": "PENDING"}')
    away.close()
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0


def test_the_view_says_who_may_call_it_and_an_empty_token_opens_nothing(
    client: FlaskClient, database: Database, keyring: Keyring
) -> None:
    views = {name: view for name, view in client.application.view_functions.items() if name != "static"}
    assert [one.kind for view in views.values() if (one := access.of(view))] == ["public"] * len(views)
    with pytest.raises(ValueError, match="empty token"):
        mtn_door(database, keyring, "")


def test_old_callbacks_go_some_at_a_time_behind_those_that_wait(
    client: FlaskClient, room: Counter, day: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(forget_old.__globals__, "ROWS_MAX", 2)
    for number in range(3):
        client.post(PATH, data=b'{"status": "PENDING", "n": %d}' % number)
    for number in range(5):
        client.post(PATH, data=b"<html>%d" % number)
    day.shift(91 * 24 * 3600)
    client.post(PATH, data=b"<html>new")
    gone = []
    for _ in range(4):
        with room.database.transaction() as connection:
            gone.append(forget_old(connection, clock.now()))
    assert gone == [2, 2, 1, 0]
    assert [row.state for row in kept(room.database)] == ["received"] * 3 + ["unreadable"]


def test_old_callbacks_are_forgotten_and_unread_ones_never(
    client: FlaskClient, room: Counter, day: time_machine.Traveller
) -> None:
    client.post(PATH, data=b"<html>")
    client.post(PATH, data=b'{"status": "PENDING"}')
    day.shift(91 * 24 * 3600)
    with room.database.transaction() as connection:
        assert forget_old(connection, clock.now()) == 1
    assert [row.state for row in kept(room.database)] == ["received"]
