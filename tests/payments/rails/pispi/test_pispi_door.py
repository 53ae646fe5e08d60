"""POST /payments/pispi/webhook: a signed batch, of which a broken event never costs the others."""

import hmac
import json
import uuid
from collections import Counter
from typing import Any

import pytest
from structlog.testing import capture_logs

from kernel.crypto import Keyring
from kernel.database import Database
from payments.inbox import CallbackRefused
from payments.inbox.store import context
from payments.pispi.callback import notices
from payments.pispi.doors import RULE, door
from tests.payments.rails.doorstep import client, kept, rung

SECRETS = ["new", "old"]


def event(**changed: Any) -> dict[str, Any]:
    return {"evCode": "PAIEMENT_RECU", "txId": uuid.uuid4().hex, "montant": 3000, "alias": "a", **changed}


def batch(*events: Any) -> bytes:
    return json.dumps({"data": events, "meta": {"total": len(events)}}).encode()


def sign(body: bytes, by: str = "new") -> str:
    return hmac.new(by.encode(), body, "sha256").hexdigest()


def post(database: Database, keyring: Keyring, body: bytes, signature: str | None) -> int:
    headers = {} if signature is None else {"X-Signature": signature}
    return client(door(database, keyring, SECRETS)).post(RULE, data=body, headers=headers).status_code


@pytest.mark.parametrize(
    ("by", "status", "rows"), [("new", 200, 2), ("old", 200, 2), ("forged", 401, 0), ("", 401, 0)]
)
def test_each_event_of_a_signed_batch_is_kept(
    database: Database, keyring: Keyring, by: str, status: int, rows: int
) -> None:
    body = batch(event(), event())
    assert post(database, keyring, body, sign(body, by) if by else None) == status
    assert (len(kept(database)), rung(database)) == (rows, rows)


@pytest.mark.parametrize("change", [str.upper, lambda text: "sha256=" + text, lambda text: text + " "])
def test_spellings_of_a_signature_are_one(database: Database, keyring: Keyring, change: Any) -> None:
    body = batch(event())
    assert post(database, keyring, body, change(sign(body))) == 200


def test_a_broken_event_is_kept_for_a_person_and_costs_the_others_nothing(
    database: Database, keyring: Keyring
) -> None:
    """Bad-input row 39: it may tell of money, in a form that PI-SPI has changed."""
    broken: list[Any] = [None, {"evCode": "PAIEMENT_RECU"}, {"txId": 7, "evCode": "X"}, [], {"nom": "\ud83d"}]
    body = batch(event(), *broken, event())
    with capture_logs() as logs:
        assert [post(database, keyring, body, sign(body)) for _ in range(2)] == [200, 200]
    rows = kept(database)
    assert (Counter(row.state for row in rows), rung(database)) == ({"received": 2, "unreadable": 5}, 2)
    opened = [keyring.open(row.raw_sealed, context(row.rail, row.body_hash)) for row in rows]
    assert [
        json.loads(raw) for raw, row in zip(opened, rows, strict=True) if row.state == "unreadable"
    ] == broken
    assert {row.times for row in rows} == {2}
    told = [line for line in logs if line["event"] == "callback_events_unreadable"]
    assert (told[0]["read"], told[0]["total"]) == (2, 7)


def test_the_same_batch_again_rings_nobody(database: Database, keyring: Keyring) -> None:
    body = batch(event(), event())
    assert [post(database, keyring, body, sign(body)) for _ in range(2)] == [200, 200]
    assert (len(kept(database)), rung(database)) == (2, 2)


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b'{"data": 7}', b'{"data": {"a": 1}}'])
def test_what_is_no_batch_is_kept_for_a_person(database: Database, keyring: Keyring, body: bytes) -> None:
    assert post(database, keyring, body, sign(body)) == 400
    assert [row.state for row in kept(database)] == ["unreadable"]
    assert rung(database) == 0


def test_more_events_than_a_batch_has_are_refused(database: Database, keyring: Keyring) -> None:
    body = batch(*[event() for _ in range(1001)])
    assert post(database, keyring, body, sign(body)) == 400


def test_a_door_without_a_secret_is_not_built(database: Database, keyring: Keyring) -> None:
    with pytest.raises(ValueError, match="secret"):
        door(database, keyring, [])


@pytest.mark.parametrize(
    ("code", "state"),
    [("PAIEMENT_RECU", "succeeded"), ("RTP_REJETE", "failed"), ("ANNULATION_DEMANDE", "pending")],
)
def test_an_event_names_our_attempt(code: str, state: str) -> None:
    tx = uuid.uuid4()
    notice = notices(json.dumps(event(evCode=code, txId=tx.hex)).encode())[0]
    assert (notice.hint.kind, notice.hint.value) == ("attempt", str(tx))
    assert notice.claim is not None
    assert (notice.claim.state, notice.claim.amount_xof) == (state, 3000)


def test_money_without_a_request_of_ours_names_no_charge() -> None:
    assert notices(json.dumps(event(txId="PAYERS-OWN-1")).encode()) == []
    assert notices(json.dumps(event(evCode="RTP_RECU")).encode()) == []


@pytest.mark.parametrize("raw", [b"", b"[]", b"{}", b'{"evCode": "X"}'])
def test_what_is_no_event_is_refused(raw: bytes) -> None:
    with pytest.raises(CallbackRefused):
        notices(raw)
