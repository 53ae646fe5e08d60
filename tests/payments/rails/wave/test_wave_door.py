"""POST /payments/wave/webhook: signed, kept once, and read as a hint."""

import hmac
import json
import uuid
from datetime import UTC, datetime

import pytest
import time_machine

from kernel.crypto import Keyring
from kernel.database import Database
from payments.inbox import CallbackRefused
from payments.wave.callback import notices
from payments.wave.doors import RULE, door
from tests.payments.rails.doorstep import client, kept, rung

NOW = datetime(2026, 1, 5, 10, tzinfo=UTC)
SECRETS = ["new", "old"]
ATTEMPT = str(uuid.uuid4())
SESSION = {
    "id": "cos-1", "checkout_status": "complete", "payment_status": "succeeded", "amount": "3000",
    "currency": "XOF", "client_reference": ATTEMPT, "transaction_id": "TCN1",
}  # fmt: skip
EVENT = {"id": "EV_1", "type": "checkout.session.completed", "data": SESSION}


def signed(body: bytes, by: str = "new") -> dict[str, str]:
    at = str(int(NOW.timestamp()))
    return {"Wave-Signature": f"t={at},v1={hmac.new(by.encode(), at.encode() + body, 'sha256').hexdigest()}"}


@pytest.mark.parametrize(("secret", "status", "rows"), [("new", 200, 1), ("old", 200, 1), ("forged", 401, 0)])
def test_only_a_signed_body_is_kept(
    database: Database, keyring: Keyring, secret: str, status: int, rows: int
) -> None:
    body = json.dumps(EVENT).encode()
    with time_machine.travel(NOW, tick=False):
        answer = client(door(database, keyring, SECRETS)).post(RULE, data=body, headers=signed(body, secret))
    assert (answer.status_code, len(kept(database)), answer.data) == (status, rows, b"")


def test_the_same_event_three_times_is_read_once(database: Database, keyring: Keyring) -> None:
    """Fault row 28."""
    body = json.dumps(EVENT).encode()
    with time_machine.travel(NOW, tick=False):
        statuses = {
            client(door(database, keyring, SECRETS)).post(RULE, data=body, headers=signed(body)).status_code
            for _ in range(3)
        }
    assert (statuses, [row.times for row in kept(database)], rung(database)) == ({200}, [3], 1)


def test_a_body_that_is_too_long_is_not_read(database: Database, keyring: Keyring) -> None:
    body = b"x" * 70_000
    with time_machine.travel(NOW, tick=False):
        answer = client(door(database, keyring, SECRETS)).post(RULE, data=body, headers=signed(body))
    assert (answer.status_code, kept(database)) == (413, [])


def test_a_door_without_a_secret_is_not_built(database: Database, keyring: Keyring) -> None:
    with pytest.raises(ValueError, match="secret"):
        door(database, keyring, ["", ""])


def test_the_charge_is_named_by_our_reference_else_by_the_session() -> None:
    first = notices(json.dumps(EVENT).encode())[0]
    assert (first.hint.kind, first.hint.value) == ("attempt", ATTEMPT)
    assert first.claim is not None
    assert (first.claim.state, first.claim.amount_xof, first.claim.operator_id) == ("succeeded", 3000, "TCN1")
    other = EVENT | {"data": SESSION | {"client_reference": "theirs"}}
    assert notices(json.dumps(other).encode())[0].hint.kind == "token"


# What does not read as the 3 000 francs asked for can fit no charge; only without an amount is there no claim.
AMOUNTS = [
    ("3000", 3000), ("3000.00", 3000), (3000, 3000), (3000.0, 3000), (None, None), (10.00000001, -1),
    ("10.00000001", -1), (-3000, -1), ("-3000", -1), (1e30, -1), ("3e3", -1), ("3 000", 3000), ("3 00", -1),
    ([], -1), ({}, -1), (True, -1),
]  # fmt: skip


@pytest.mark.parametrize(("said", "read"), AMOUNTS, ids=[repr(said) for said, _ in AMOUNTS])
def test_an_amount_of_any_shape_is_read_exactly_or_fits_nothing(said: object, read: int | None) -> None:
    """Bad-input row 40."""
    (notice,) = notices(json.dumps(EVENT | {"data": SESSION | {"amount": said}}).encode())
    assert notice.claim is not None
    assert notice.claim.amount_xof == read


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"type":"x","data":[]}', b'{"a":1,"a":2}'])
def test_what_is_no_event_is_refused(body: bytes) -> None:
    with pytest.raises(CallbackRefused):
        notices(body)


def test_an_event_about_something_else_names_no_charge() -> None:
    assert notices(json.dumps(EVENT | {"type": "merchant.payment_received"}).encode()) == []
