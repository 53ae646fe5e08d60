"""Orange Money Web Payment as its clients meet it."""

import re
from typing import Any

import pytest

from tests.simulator.conftest import Reply, Simulator
from tests.simulator.gateway import Gateway
from tests.simulator.operators.merchant import AWA

BEARER = {"Authorization": "Bearer abc"}
PAY = "/operators/orange/orange-money-webpay/ml/v1"
BODY = {
    "merchant_key": "a86b2087",
    "currency": "XOF",
    "order_id": "260123456789",
    "amount": 3000,
    "return_url": "https://guichet.example.org/ok",
    "cancel_url": "https://guichet.example.org/no",
    "notif_url": "https://guichet.example.org/payments/orange/demo/notify?k=v",
    "lang": "fr",
    "reference": "GUICHET",
}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def ask(simulator: Simulator, **more: Any) -> Reply:
    """POST webpayment."""
    return simulator.call("POST", f"{PAY}/webpayment", {**BODY, **more}, **BEARER)


def status(simulator: Simulator, pay_token: str, **more: Any) -> Reply:
    """POST transactionstatus."""
    body = {"order_id": BODY["order_id"], "amount": 3000, "pay_token": pay_token, **more}
    return simulator.call("POST", f"{PAY}/transactionstatus", body, **BEARER)


def confirm(simulator: Simulator, url: str, otp: str) -> str:
    """What the payer's browser posts."""
    path = url.removeprefix(simulator.url)
    return simulator.call("POST", path, f"phone=%2B22370000001&secret={otp}".encode(), **FORM).body.decode()


def test_the_token_lasts_ninety_days(simulator: Simulator) -> None:
    basic = {**FORM, "Authorization": "Basic YTpi"}
    path = "/operators/orange/oauth/v3/token"
    reply = simulator.call("POST", path, b"grant_type=client_credentials", **basic)
    assert (reply.json["token_type"], reply.json["expires_in"]) == ("Bearer", 7_776_000)
    assert simulator.call("POST", path, b"grant_type=client_credentials", **FORM).status == 401


def test_the_payer_types_the_password_of_the_phone(simulator: Simulator, gateway: Gateway) -> None:
    made = ask(simulator)
    assert made.status == 201
    assert list(made.json) == ["status", "message", "pay_token", "payment_url", "notif_token"]
    token, url = made.json["pay_token"], made.json["payment_url"]
    first = status(simulator, token)
    assert (first.status, first.json) == (201, {"status": "INITIATED", "order_id": "260123456789"})
    otp = re.findall(r"\d{6}", simulator.dial(AWA, "#144*82#")["text"])[0]
    assert "pas le bon" in confirm(simulator, url, "000000")
    assert status(simulator, token).json["status"] == "PENDING"
    assert "Paiement effectué" in confirm(simulator, url, otp)
    told = status(simulator, token).json
    assert told["status"] == "SUCCESS"
    assert re.fullmatch(r"MP\d{6}\.\d{4}\.A\d{5}", told["txnid"])
    (seen,) = gateway.wait("/payments/orange/demo/notify?k=v")
    assert seen.json == {"status": "SUCCESS", "notif_token": made.json["notif_token"], "txnid": told["txnid"]}


def test_an_abandoned_payment_stays_initiated_and_is_never_told(
    simulator: Simulator, gateway: Gateway
) -> None:
    token = ask(simulator).json["pay_token"]
    simulator.world.market.till.decide(f"orange:{token}", "expired", "expired")
    simulator.world.market.book.change(f"orange:{token}", expires=0.0)
    assert status(simulator, token).json["status"] == "INITIATED"
    page = simulator.call("GET", f"/operators/orange/payment/pay_token/{token}").body.decode()
    assert "a expiré" in page
    details = simulator.world.market.book.get("orange", token)["details"]
    simulator.world.market.book.change(f"orange:{token}", details={**details, "stage": "PENDING"})
    assert status(simulator, token).json["status"] == "EXPIRED"
    assert gateway.at("notify?k=v") == []


def test_the_status_wants_order_amount_and_token(simulator: Simulator) -> None:
    token = ask(simulator).json["pay_token"]
    assert status(simulator, token, amount=2999).status == 404
    assert status(simulator, token, order_id="1").status == 404
    assert status(simulator, "other").status == 404


@pytest.mark.parametrize(
    "wrong",
    [{"amount": "3000"}, {"amount": 1.5}, {"currency": "OUV"}, {"order_id": "x" * 31}, {"notif_url": ""},
     {"return_url": "https://x/" + "y" * 120}],
    ids=["text", "half a franc", "sandbox currency", "long order", "no notif_url", "long url"],
)  # fmt: skip
def test_what_orange_refuses(simulator: Simulator, wrong: dict[str, Any]) -> None:
    reply = ask(simulator, **wrong)
    assert (reply.status, reply.json["code"]) == (400, 23)


def test_an_order_is_used_once_and_a_forged_notice_has_another_token(
    simulator: Simulator, gateway: Gateway
) -> None:
    simulator.fault("orange", "callback-forged")
    made = ask(simulator).json
    assert ask(simulator).status == 400
    (seen,) = gateway.wait("notify?k=v")
    assert seen.json["status"] == "SUCCESS"
    assert seen.json["notif_token"] != made["notif_token"]
