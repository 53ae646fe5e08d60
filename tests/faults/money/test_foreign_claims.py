"""Callbacks and answers that claim what is not ours: somebody is told, nothing is paid, nothing is run."""

import json

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import inspect, select
from structlog.testing import capture_logs

from payments.doors import mtn_door
from payments.tables import PAYMENT_CALLBACK
from tests.cast import KOFFI, MOUSSA
from tests.conversation.test_paying_for_real import Town
from tests.faults.money.prompts import prompted
from tests.payments.counter import Counter, broken
from tests.payments.mtn_server import MtnServer

PATH = "/payments/mtn/secret-token/callback"
SQL = "'); DROP TABLE invoice; --"


@pytest.fixture
def client(room: Counter) -> FlaskClient:
    app = Flask("door")
    app.register_blueprint(mtn_door(room.database, room.keyring, "secret-token"))
    return app.test_client()


def states(room: Counter) -> list[str]:
    """What became of the callbacks kept."""
    with room.database.transaction() as connection:
        return list(connection.execute(select(PAYMENT_CALLBACK.c.state)).scalars())


def test_the_transaction_of_another_payment_alerts_a_person_and_leaves_the_first_payment_alone(
    town: Town, operator: MtnServer
) -> None:
    """Bad-input row 42."""
    polls = town.guichet.treasury.polls
    (_, first), (_, second) = (prompted(town, phone, 2000) for phone in (KOFFI, MOUSSA))
    operator.approve(first)
    polls.ask(first)
    town.work()
    operator.approve(second, financialTransactionId=operator.charges[first].transaction)
    with capture_logs() as logs:
        polls.ask(second)
        town.work()
    alerts = [(line["event"], line.get("why")) for line in logs if line["log_level"] == "error"]
    assert alerts == [("payment_mismatch", "operator_id")]
    assert [line["subject"] for line in logs if line["event"] == "money_needs_a_person"] == [second]
    assert sorted(town.attempts()) == ["pending", "succeeded"]
    assert (len(town.messages(KOFFI)), town.messages(MOUSSA)) == (1, [])


def test_a_success_that_the_operator_never_heard_of_is_not_believed(
    client: FlaskClient, room: Counter, operator: MtnServer, day: time_machine.Traveller
) -> None:
    """Bad-input row 43: the charge was lost on its way, and somebody says that it is paid."""
    invoice = room.invoice()
    attempt = room.start(invoice)
    operator.order("drop")
    room.run()
    forged = {
        "status": "SUCCESSFUL", "externalId": invoice.reference, "amount": "2000", "currency": "XOF",
        "financialTransactionId": "23503452", "payer": {"partyIdType": "MSISDN", "partyId": KOFFI[1:]},
    }  # fmt: skip
    assert client.post(PATH, data=json.dumps(forged)).status_code == 200
    room.run()
    assert len(operator.seen("GET", f"/requesttopay/{attempt}")) == 1
    assert (room.attempt(attempt).state, room.read(invoice).state, room.receipts()) == ("unknown", "open", [])
    day.shift(600)
    room.poll()
    assert (room.attempt(attempt).state, room.attempt(attempt).reason) == ("expired", "absent")
    assert broken(room) == {}


def test_a_success_for_an_invoice_that_is_nobodys_is_kept_and_asks_nobody(
    client: FlaskClient, room: Counter, operator: MtnServer
) -> None:
    """Bad-input row 43: the twelve digits are right, and no invoice has them."""
    body = {"status": "SUCCESSFUL", "externalId": "260000004256", "amount": "2000"}
    assert client.post(PATH, data=json.dumps(body)).status_code == 200
    room.run()
    assert (states(room), operator.requests, room.receipts()) == (["orphan"], [], [])


@pytest.mark.parametrize("name", ["status", "externalId", "currency", "payerMessage", "payer"])
def test_sql_in_any_field_of_a_callback_is_inert(
    client: FlaskClient, room: Counter, operator: MtnServer, name: str
) -> None:
    """Bad-input row 46."""
    invoice = room.invoice()
    attempt = room.start(invoice)
    room.run()
    hostile = {"partyId": SQL, "$where": {"1": "1"}} if name == "payer" else SQL
    body = {**operator.status(attempt), "status": "SUCCESSFUL", name: hostile}
    assert client.post(PATH, data=json.dumps(body)).status_code == 200
    room.run()
    assert states(room) == [
        {"externalId": "orphan", "currency": "mismatch", "payer": "mismatch"}.get(name, "asked")
    ]
    assert (room.attempt(attempt).state, room.read(invoice).state) == ("pending", "open")


def test_sql_and_json_in_what_the_operator_says_are_kept_as_they_are(
    room: Counter, operator: MtnServer, day: time_machine.Traveller
) -> None:
    """Bad-input row 46: the operator's own word is believed, and still is only text."""
    invoice = room.invoice(label=f"Taxe {SQL}")
    attempt = room.start(invoice)
    room.run()
    operator.approve(attempt, financialTransactionId=SQL, payeeNote={"$ne": None}, reason={"code": SQL})
    day.shift(6)
    room.poll()
    assert [(row.operator_id, row.disposition) for row in room.receipts()] == [(SQL, "settled")]
    assert room.read(invoice).state == "paid"
    assert inspect(room.database.engine).has_table("invoice")
    assert broken(room) == {}
