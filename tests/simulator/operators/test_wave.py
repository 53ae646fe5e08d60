"""Wave as its clients meet it."""

import hashlib
import hmac
from typing import Any

from tests.simulator.conftest import Reply, Simulator
from tests.simulator.gateway import Gateway, Seen
from tests.simulator.operators.merchant import AWA, MOUSSA, statement
from tests.waiting import until

KEY = {"Authorization": "Bearer wave_ml_prod_x"}
SESSIONS = "/operators/wave/v1/checkout/sessions"
BODY = {
    "amount": "3000",
    "currency": "XOF",
    "success_url": "https://guichet.example.org/ok",
    "error_url": "https://guichet.example.org/no",
    "client_reference": "260123456789",
}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def create(simulator: Simulator, **more: Any) -> Any:
    """A new session."""
    reply = simulator.call("POST", SESSIONS, {**BODY, **more}, **KEY)
    assert reply.status == 200, reply.body
    return reply.json


def read(simulator: Simulator, id_: str) -> Any:
    """GET a session."""
    return simulator.call("GET", f"{SESSIONS}/{id_}", None, **KEY).json


def pay(simulator: Simulator, id_: str, pin: str = "1234", phone: str = "%2B22370000001") -> Reply:
    """What the payer's browser posts."""
    return simulator.call("POST", f"/operators/wave/c/{id_}", f"phone={phone}&secret={pin}".encode(), **FORM)


def signed(seen: Seen, secret: str) -> bool:
    """Wave's own check: the timestamp immediately followed by the raw body."""
    parts = dict(each.split("=", 1) for each in seen.headers["Wave-Signature"].split(","))
    digest = hmac.new(secret.encode(), parts["t"].encode() + seen.body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(digest, parts["v1"])


def test_a_session_is_paid_in_the_browser_and_signed_for(simulator: Simulator, gateway: Gateway) -> None:
    made = create(simulator)
    assert made["id"].startswith("cos-")
    assert (made["checkout_status"], made["payment_status"], made["amount"]) == ("open", "processing", "3000")
    assert made["wave_launch_url"] == f"{simulator.url}/operators/wave/c/{made['id']}"
    assert "PIN incorrect." in pay(simulator, made["id"], "0000").body.decode()
    assert "Paiement effectué. Merci." in pay(simulator, made["id"]).body.decode()
    told = read(simulator, made["id"])
    assert (told["checkout_status"], told["payment_status"]) == ("complete", "succeeded")
    assert told["when_completed"] > told["when_created"][:10]
    (seen,) = gateway.wait("/payments/wave/webhook")
    assert seen.json["type"] == "checkout.session.completed"
    assert seen.json["data"]["transaction_id"] == told["transaction_id"]
    assert signed(seen, "demo")
    assert not signed(seen, "other")


def test_the_same_request_twice_is_two_links_and_search_finds_both(simulator: Simulator) -> None:
    ids = [create(simulator)["id"] for _ in range(2)]
    found = simulator.call("GET", f"{SESSIONS}/search?client_reference=260123456789", None, **KEY).json[
        "result"
    ]
    assert [each["id"] for each in found] == ids[::-1]
    expired = simulator.call("POST", f"{SESSIONS}/{ids[0]}/expire", None, **KEY)
    assert expired.json["checkout_status"] == "expired"
    assert "expiré" in pay(simulator, ids[0]).body.decode()
    pay(simulator, ids[1])
    assert simulator.call("POST", f"{SESSIONS}/{ids[1]}/expire", None, **KEY).status == 409


def test_a_refused_payer_may_try_again(simulator: Simulator, gateway: Gateway) -> None:
    simulator.call("PUT", f"/operators/wave/accounts/{AWA}", {"balance": 5})
    id_ = create(simulator)["id"]
    pay(simulator, id_)
    told = read(simulator, id_)
    assert (told["checkout_status"], told["last_payment_error"]["code"]) == ("open", "insufficient-funds")
    assert gateway.wait("/webhook")[0].json["type"] == "checkout.session.payment_failed"
    pay(simulator, id_, phone="%2B22366000002")
    assert read(simulator, id_)["payment_status"] == "succeeded"


def test_a_session_for_one_number_is_paid_by_no_other(simulator: Simulator) -> None:
    id_ = create(simulator, restrict_payer_mobile=MOUSSA)["id"]
    assert "réservé" in pay(simulator, id_).body.decode()


def test_balance_transactions_and_refund_agree(simulator: Simulator) -> None:
    id_ = create(simulator)["id"]
    pay(simulator, id_)
    assert simulator.call("GET", "/operators/wave/v1/balance", None, **KEY).json["amount"] == "2970"
    number = read(simulator, id_)["transaction_id"]
    path = f"/operators/wave/v1/transactions/{number}/refund"
    assert [simulator.call("POST", path, None, **KEY).status for _ in range(2)] == [200, 200]
    items = simulator.call("GET", "/operators/wave/v1/transactions", None, **KEY).json["items"]
    # ``amount`` is what a line did to the account: the fee is off it already.
    assert [(each["transaction_type"], each["amount"], each["fee"], each["is_reversal"]) for each in items] == [
        ("api_checkout", "2970", "30", False), ("api_checkout_refund", "-3000", "0", True),
    ]  # fmt: skip
    assert [each["checkout_api_session_id"] for each in items] == [id_, None]
    assert len(statement(simulator, "wave")) == 2


def test_a_payment_taken_back_is_a_second_line_of_its_number(simulator: Simulator) -> None:
    id_ = create(simulator)["id"]
    pay(simulator, id_)
    assert simulator.post(f"/operators/wave/payments/{id_}", {"act": "reverse"}).status == 200
    items = simulator.call("GET", "/operators/wave/v1/transactions", None, **KEY).json["items"]
    assert [(each["transaction_type"], each["amount"], each["fee"], each["is_reversal"]) for each in items] == [
        ("api_checkout", "2970", "30", False), ("api_checkout", "-2970", "-30", True),
    ]  # fmt: skip
    assert {each["transaction_id"] for each in items} == {read(simulator, id_)["transaction_id"]}


def test_a_webhook_is_repeated_until_heard_and_a_forged_one_has_a_wrong_signature(
    simulator: Simulator, gateway: Gateway
) -> None:
    answers = iter([500, 200])
    gateway.answer = lambda seen: (next(answers, 200), {}, b"")
    simulator.fault("wave", "auto-approve")
    id_ = create(simulator, restrict_payer_mobile=AWA)["id"]
    first, second = gateway.wait("/webhook", 2)
    assert first.body == second.body
    forged = simulator.post(f"/operators/wave/payments/{id_}", {"act": "forge"})
    assert forged.status == 200
    assert not signed(gateway.wait("/webhook", 3)[2], "demo")


def test_what_wave_refuses(simulator: Simulator) -> None:
    assert simulator.call("POST", SESSIONS, BODY).status == 401
    for wrong in ({"amount": 3000}, {"amount": "30.5"}, {"currency": "EUR"}, {"client_reference": "x" * 256}):
        reply = simulator.call("POST", SESSIONS, {**BODY, **wrong}, **KEY)
        assert (reply.status, reply.json["code"]) == (400, "request-validation-error"), wrong
    until(lambda: simulator.call("GET", f"{SESSIONS}/cos-none", None, **KEY).status == 404)
