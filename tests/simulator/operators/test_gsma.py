"""The GSMA Mobile Money API as its clients meet it."""

import uuid
from typing import Any

import pytest

from payments.gsma.statuses import ERROR
from simulator.operators.gsma.reversals import REFUSALS
from simulator.operators.gsma.view import FAILURES
from tests.simulator.conftest import Reply, Simulator
from tests.simulator.gateway import Gateway
from tests.simulator.operators.merchant import SENA, approve

KEY = {"X-API-Key": "k"}
BACK = {"X-Callback-URL": "https://guichet.example.org/payments/gsma/demo/callback"}
BASE = "/operators/gsma"
BODY = {
    "amount": "3000",
    "currency": "XOF",
    "debitParty": [{"key": "msisdn", "value": SENA}],
    "creditParty": [{"key": "accountid", "value": "646116"}],
    "requestingOrganisationTransactionReference": "260123456789",
    "descriptionText": "GUICHET",
}


def ask(simulator: Simulator, client: str, /, **more: Any) -> Reply:
    """POST a merchant payment."""
    sent = {**KEY, **BACK, "X-CorrelationID": client}
    return simulator.call("POST", f"{BASE}/transactions/type/merchantpay", {**BODY, **more}, **sent)


def get(simulator: Simulator, path: str) -> Any:
    """GET something."""
    return simulator.call("GET", BASE + path, None, **KEY).json


def test_a_payment_is_pending_then_put_to_the_callback(simulator: Simulator, gateway: Gateway) -> None:
    gateway.answer = lambda seen: (204, {}, b"")
    client = str(uuid.uuid4())
    made = ask(simulator, client)
    assert made.status == 202
    assert (made.json["status"], made.json["notificationMethod"]) == ("pending", "callback")
    approve(simulator, SENA)
    told = get(simulator, f"/requeststates/{made.json['serverCorrelationId']}")
    assert told["status"] == "completed"
    transaction = get(simulator, f"/transactions/{told['objectReference']}")
    assert (transaction["transactionStatus"], transaction["amount"]) == ("completed", "3000")
    assert transaction["requestingOrganisationTransactionReference"] == "260123456789"
    (seen,) = gateway.wait("/payments/gsma/demo/callback")
    assert (seen.method, seen.headers["X-CorrelationID"], seen.json) == ("PUT", client, transaction)


def test_a_failure_is_put_as_an_error(simulator: Simulator, gateway: Gateway) -> None:
    simulator.call("PUT", f"{BASE}/accounts/{SENA}", {"balance": 5})
    made = ask(simulator, str(uuid.uuid4())).json
    approve(simulator, SENA)
    told = get(simulator, f"/requeststates/{made['serverCorrelationId']}")
    assert (told["status"], told["error"]["errorCode"]) == ("failed", "insufficientFunds")
    assert gateway.wait("/callback")[0].json["errorCategory"] == "businessRule"


def test_did_it_arrive_has_a_clean_answer_and_a_repeat_is_refused(simulator: Simulator) -> None:
    client = str(uuid.uuid4())
    assert simulator.call("GET", f"{BASE}/responses/{client}", None, **KEY).status == 404
    made = ask(simulator, client).json
    assert get(simulator, f"/responses/{client}") == {"link": f"/transactions/{made['objectReference']}"}
    again = ask(simulator, client)
    assert (again.status, again.json["errorCategory"], again.json["errorCode"]) == (
        400,
        "businessRule",
        "duplicateRequest",
    )


def test_five_is_five_however_it_is_written(simulator: Simulator) -> None:
    for amount in ("5", "5.00"):
        made = ask(simulator, str(uuid.uuid4()), amount=amount).json
        assert get(simulator, f"/transactions/{made['objectReference']}")["amount"] == "5"


@pytest.mark.parametrize("asked", [{}, {"amount": "1000"}], ids=["all", "a part"])
def test_a_reversal_gives_back_and_is_put_too(
    simulator: Simulator, gateway: Gateway, asked: dict[str, str]
) -> None:
    paid = ask(simulator, str(uuid.uuid4())).json["objectReference"]
    approve(simulator, SENA)
    gateway.wait("/callback")
    client = str(uuid.uuid4())
    sent = {**KEY, **BACK, "X-CorrelationID": client}
    path = f"{BASE}/transactions/{paid}/reversals"
    made = simulator.call("POST", path, {"type": "reversal", **asked}, **sent)
    assert made.status == 202
    back = get(simulator, f"/transactions/{made.json['objectReference']}")
    assert (back["type"], back["originalTransactionReference"]) == ("reversal", paid)
    assert back["amount"] == asked.get("amount", "3000")
    status = get(simulator, f"/transactions/{paid}")["transactionStatus"]
    assert status == ("completed" if asked else "reversed")
    assert gateway.wait("/callback", 2)[1].headers["X-CorrelationID"] == client
    too_much = {**sent, "X-CorrelationID": str(uuid.uuid4())}
    assert simulator.call("POST", path, {"type": "reversal", "amount": "3000"}, **too_much).status == 400


def test_every_failure_has_a_code_of_the_specification() -> None:
    assert {code for _, code, _ in FAILURES.values()} | set(REFUSALS.values()) <= set(ERROR)


def test_what_the_api_refuses(simulator: Simulator) -> None:
    client = str(uuid.uuid4())
    wrongs: list[dict[str, Any]] = [
        {"amount": "five"},
        {"debitParty": []},
        {"currency": "EUR"},
        {"descriptionText": "x" * 161},
    ]
    for wrong in wrongs:
        assert ask(simulator, client, **wrong).status == 400, wrong
    assert ask(simulator, "not a uuid").json["errorCode"] == "formatError"
    euros = ask(simulator, client, currency="EUR").json
    assert (euros["errorCategory"], euros["errorCode"]) == ("validation", "currencyNotSupported")
    stranger = simulator.call("GET", f"{BASE}/transactions/REF-1")
    assert (stranger.status, stranger.json["errorCode"]) == (401, "clientAuthorisationError")
    assert get(simulator, "/heartbeat")["serviceStatus"] == "available"
