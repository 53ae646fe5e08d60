"""MTN MoMo as its clients meet it."""

import base64
import uuid
from typing import Any

import pytest
import time_machine

from tests.simulator.conftest import Simulator
from tests.simulator.gateway import Gateway
from tests.simulator.operators.merchant import (
    CALLBACK,
    KOFFI,
    MTN,
    approve,
    mtn_ask,
    mtn_new,
    mtn_status,
    prompts,
    statement,
)
from tests.waiting import until


def test_a_payment_is_accepted_empty_then_paid_with_the_pin_and_told(
    simulator: Simulator, gateway: Gateway, clock: time_machine.Traveller
) -> None:
    id_ = mtn_new(simulator)
    told = mtn_status(simulator, id_).json
    assert (told["status"], "financialTransactionId" in told) == ("CREATED", False)
    clock.shift(simulator.world.options.created_s)
    assert mtn_status(simulator, id_).json["status"] == "PENDING"
    assert prompts(simulator, KOFFI)[0]["text"] == (
        "MTN MoMo: payer 3000 F a GUICHET ? 1 PIN pour confirmer, 0 annuler"
    )
    assert approve(simulator, KOFFI)["state"] == "succeeded"
    told = mtn_status(simulator, id_).json
    assert list(told) == [
        "amount", "currency", "financialTransactionId", "externalId", "payer", "payerMessage", "payeeNote",
        "status",
    ]  # fmt: skip
    assert (told["status"], told["amount"], told["externalId"]) == ("SUCCESSFUL", "3000", "260123456789")
    assert told["payer"] == {"partyIdType": "MSISDN", "partyId": "2290197000003"}
    (seen,) = gateway.wait("/payments/mtn/demo/callback")
    assert seen.json == told
    assert id_ not in str(seen.json)
    assert simulator.call("GET", f"/operators/mtn/accounts/{KOFFI}").json["balance"] == 497_000


def test_callbacks_come_by_put_and_by_post(simulator: Simulator, gateway: Gateway) -> None:
    simulator.fault("mtn", "auto-approve", times=2)
    for _ in range(2):
        mtn_new(simulator)
    methods = {each.method for each in gateway.wait("/callback", 2)}
    assert methods == {"PUT", "POST"}


def test_a_callback_is_never_repeated(simulator: Simulator, gateway: Gateway) -> None:
    gateway.answer = lambda seen: (500, {}, b"")
    simulator.fault("mtn", "auto-approve")
    id_ = mtn_new(simulator)
    gateway.wait("/callback")
    key = f"mtn:{id_}"
    until(lambda: simulator.world.courier.by_subject()[key][0]["state"] in ("done", "given-up"))
    assert len(gateway.at("/callback")) == 1


def test_the_same_reference_is_409_and_asks_nobody_again(simulator: Simulator) -> None:
    id_ = mtn_new(simulator)
    again = mtn_ask(simulator, id_)
    assert (again.status, again.json["code"]) == (409, "RESOURCE_ALREADY_EXIST")
    assert len(prompts(simulator, KOFFI)) == 1


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({"X-Reference-Id": str(uuid.uuid5(uuid.NAMESPACE_URL, "x"))}, {}, 400),
        ({"X-Callback-Url": ""}, {}, 400),
        ({"Authorization": ""}, {}, 401),
        ({"Ocp-Apim-Subscription-Key": ""}, {}, 401),
        ({}, {"amount": 3000}, 400),
        ({}, {"amount": "-5"}, 400),
        ({}, {"payerMessage": "Certificat d'origine"}, 400),
        ({}, {"payerMessage": "x" * 161}, 400),
        ({}, {"payeeNote": ""}, 500),
        ({"X-Target-Environment": "sandbox"}, {}, 500),
        ({}, {"currency": "EUR"}, 500),
    ],
    ids=["uuid5", "empty callback", "no bearer", "no key", "number", "negative", "apostrophe", "long note",
         "empty note", "sandbox wants EUR", "Benin wants XOF"],
)  # fmt: skip
def test_what_mtn_refuses(
    simulator: Simulator, headers: dict[str, str], body: dict[str, Any], status: int
) -> None:
    id_ = str(uuid.uuid4())
    assert mtn_ask(simulator, id_, headers, **body).status == status
    assert mtn_status(simulator, id_).status == 404


@pytest.mark.parametrize(
    ("msisdn", "status", "reason"),
    [
        ("46733123450", "FAILED", "INTERNAL_PROCESSING_ERROR"),
        ("46733123451", "FAILED", "APPROVAL_REJECTED"),
        ("46733123452", "FAILED", "EXPIRED"),
        ("46733123453", "PENDING", ""),
        ("46733123456", "FAILED", "PAYEE_NOT_ALLOWED_TO_RECEIVE"),
        ("46733123999", "SUCCESSFUL", ""),
    ],
    ids=["450", "451", "452", "453", "456", "any other"],
)
def test_sandbox_numbers_have_their_fates(
    simulator: Simulator, clock: time_machine.Traveller, msisdn: str, status: str, reason: str
) -> None:
    id_ = str(uuid.uuid4())
    payer = {"partyIdType": "MSISDN", "partyId": msisdn}
    headers = {"X-Target-Environment": "sandbox"}
    assert mtn_ask(simulator, id_, headers, payer=payer, currency="EUR", payeeNote="").status == 202
    clock.shift(simulator.world.options.created_s)
    until(lambda: mtn_status(simulator, id_).json["status"] == status)
    told = mtn_status(simulator, id_).json.get("reason", "")
    assert (told["code"] if isinstance(told, dict) else told) == reason


def test_no_money_is_an_internal_error_as_text_or_object(simulator: Simulator) -> None:
    simulator.call("PUT", f"/operators/mtn/accounts/{KOFFI}", {"balance": 10})
    shapes = set()
    for _ in range(2):
        id_ = mtn_new(simulator)
        assert approve(simulator, KOFFI)["state"] == "failed"
        reason = mtn_status(simulator, id_).json["reason"]
        shapes.add(type(reason))
        assert "INTERNAL_PROCESSING_ERROR" in (reason, reason["code"] if isinstance(reason, dict) else "")
    assert shapes == {str, dict}


def test_a_user_is_provisioned_and_its_callback_host_is_kept(simulator: Simulator) -> None:
    user, key = str(uuid.uuid4()), {"Ocp-Apim-Subscription-Key": "k"}
    host = {"providerCallbackHost": "guichet.example.org"}
    made = simulator.call("POST", "/operators/mtn/v1_0/apiuser", host, **key, **{"X-Reference-Id": user})
    assert (made.status, made.body) == (201, b"")
    secret = simulator.call("POST", f"/operators/mtn/v1_0/apiuser/{user}/apikey", None, **key)
    assert secret.status == 201
    pair = base64.b64encode(f"{user}:{secret.json['apiKey']}".encode()).decode()
    basic = {**key, "Authorization": f"Basic {pair}"}
    token = simulator.call("POST", "/operators/mtn/collection/token/", None, **basic)
    assert (token.json["token_type"], token.json["expires_in"]) == ("access_token", 3600)
    assert simulator.call("POST", "/operators/mtn/collection/token/", {"a": 1}, **basic).status == 400
    mine = {"Authorization": f"Bearer {token.json['access_token']}"}
    wrong = {**mine, "X-Callback-Url": CALLBACK.replace("guichet", "other")}
    refused = mtn_ask(simulator, str(uuid.uuid4()), wrong)
    assert (refused.status, refused.json["code"]) == (400, "INVALID_CALLBACK_URL_HOST")
    assert mtn_ask(simulator, str(uuid.uuid4()), mine).status == 202


def test_a_refund_has_its_own_reference_and_never_gives_back_more(simulator: Simulator) -> None:
    paid = mtn_new(simulator)
    approve(simulator, KOFFI)
    states = []
    for amount in ("2000", "2000"):
        id_ = str(uuid.uuid4())
        body = {"amount": amount, "currency": "XOF", "externalId": "r", "payerMessage": "a", "payeeNote": "b",
                "referenceIdToRefund": paid}  # fmt: skip
        sent = {**MTN, "X-Reference-Id": id_}
        path = "/operators/mtn/disbursement/v2_0/refund"
        assert simulator.call("POST", path, body, **sent).status == 202
        assert simulator.call("POST", path, body, **sent).status == 409
        told = simulator.call("GET", f"/operators/mtn/disbursement/v1_0/refund/{id_}", None, **MTN)
        states.append(told.json["status"])
    assert states == ["SUCCESSFUL", "FAILED"]
    assert [line.split(",")[5] for line in statement(simulator, "mtn")] == ["3 000", "-2 000"]
