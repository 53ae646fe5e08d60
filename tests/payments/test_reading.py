"""Payments as people of the service read them, and the invariants: each finds the row it is for."""

import json

import pytest
import time_machine
from sqlalchemy import text

from payments.queries import list_payments, live_attempt, story
from tests.cast import KOFFI
from tests.payments.counter import Counter, broken
from tests.payments.mtn_server import MtnServer

UNREAD = """
INSERT INTO payment_callback (rail, body_hash, raw_sealed, cut, received_at, state)
VALUES ('mtn', 'x', '', false, '2026-02-01', 'received')
"""
pytestmark = pytest.mark.usefixtures("day")


def paid(room: Counter, operator: MtnServer, day: time_machine.Traveller) -> tuple[str, str]:
    invoice = room.invoice()
    attempt = room.start(invoice)
    room.run()
    operator.approve(attempt)
    day.shift(6)
    room.poll()
    return invoice.reference, attempt


def test_the_story_of_a_payment_is_json_and_shows_no_phone(
    room: Counter, operator: MtnServer, day: time_machine.Traveller
) -> None:
    reference, attempt = paid(room, operator, day)
    with room.database.transaction() as connection:
        told = story(connection, room.keyring, reference)
        assert story(connection, room.keyring, "x") is None
        assert story(connection, room.keyring, "260000000061") is None
    assert told is not None
    assert [told["state"], told["attempts"][0]["id"], told["receipts"][0]["amount_xof"]] == [
        "paid",
        attempt,
        2000,
    ]
    assert KOFFI not in json.dumps(told)
    assert told["payer"].endswith("03")


def test_the_list_is_narrowed_to_the_work_of_a_person(
    room: Counter, operator: MtnServer, day: time_machine.Traveller
) -> None:
    paid(room, operator, day)
    attempt = room.start(room.invoice(subject="c-2"))
    room.run()
    operator.approve(attempt, amount="1")
    day.shift(6)
    room.poll()
    with room.database.transaction() as connection:
        every = list_payments(connection, room.keyring)
        wrong = list_payments(connection, room.keyring, mismatch=True)
        done = list_payments(connection, room.keyring, states=["succeeded"], rail="mtn")
        doubtful = list_payments(connection, room.keyring, doubtful=True)
        live = live_attempt(connection, room.attempt(attempt).invoice_id)
    assert [len(every), [row["id"] for row in wrong], len(done), doubtful] == [2, [attempt], 1, []]
    assert live == (attempt, "mtn")
    assert json.dumps(every)


@pytest.mark.parametrize(
    ("sql", "name"),
    [
        ("UPDATE payment_attempt SET state = 'pending', next_poll_at = now() - interval '9 years'", "time to be asked"),
        ("UPDATE payment_attempt SET state = 'created', created_at = '2026-02-01'", "waiting to be sent"),
        ("UPDATE invoice SET amount_xof = amount_xof + 1, paid_xof = paid_xof + 1", "paid by receipts"),
        ("UPDATE money_receipt SET settled_xof = 1", "paid by receipts"),
        ("UPDATE quittance SET voided_at = now(), void_reason = 'x'", "quittance in force"),
        ("UPDATE money_receipt SET amount_xof = amount_xof + 1", "posted exactly once"),
        ("UPDATE money_receipt SET id = '00000000-0000-4000-8000-000000000000'", "posted exactly once"),
        ("UPDATE money_receipt SET operator_id = 'x'", "has its receipt"),
        ("UPDATE payment_attempt SET state = 'failed'", "has its receipt"),
        (UNREAD, "callback is read"),
        ("UPDATE payment_attempt SET mismatch = 'amount'", "otherwise than we asked"),
        ("UPDATE payment_attempt SET state = 'unknown', next_poll_at = '2027-01-01', doubted_at = now()", "in doubt"),
    ],
)  # fmt: skip
def test_each_invariant_finds_the_row_it_is_for(
    room: Counter, operator: MtnServer, day: time_machine.Traveller, sql: str, name: str
) -> None:
    paid(room, operator, day)
    assert broken(room) == {}
    with room.database.transaction() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text(sql))
    assert any(name in found for found in broken(room))
