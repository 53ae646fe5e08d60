"""Money a payer sends by dialling a merchant's code: nobody asked for it and it has no reference."""

import pytest

from tests.simulator.conftest import Simulator
from tests.simulator.gateway import Gateway
from tests.simulator.operators.merchant import AWA, MOUSSA, statement

BEARER = {"Authorization": "Bearer abc"}
READ = "/operators/orange/orange-money-merchant/ml/v1/merchants/646116/transactions"


def test_dialling_pays_texts_and_announces(simulator: Simulator, gateway: Gateway) -> None:
    step = simulator.dial(AWA, "#144#8*646116*3000*1234#")
    assert step["more"] is False
    assert step["text"].startswith("Orange Money: paiement de 3000 F au marchand 646116 reussi. Ref PP")
    sms = simulator.call("GET", f"/phone/api/inbox?phone={AWA}").json["messages"][-1]
    assert (sms["other"], sms["text"]) == ("OrangeMoney", step["text"])
    (seen,) = gateway.wait("/payments/orange/demo/notify")
    told = simulator.call("GET", f"{READ}/{seen.json['txnid']}", None, **BEARER).json
    assert seen.json == {
        "status": "SUCCESS", "type": "MERCHANT_PAYMENT", "txnid": told["txnid"], "merchant": "646116",
    }  # fmt: skip
    assert (told["amount"], told["msisdn"], told["currency"]) == (3000, "22370000001", "XOF")
    (line,) = statement(simulator, "orange", charset="cp1252")
    cells = line.split(";")
    assert (cells[3], cells[4], cells[5], cells[6]) == (told["txnid"], "70000001", "", "3\u00a0000")


def test_the_transactions_of_a_merchant_are_its_own(simulator: Simulator) -> None:
    simulator.dial(AWA, "#144#8*646116*3000*1234#")
    simulator.dial(AWA, "#144#8*111222*500*1234#")
    listed = simulator.call("GET", READ, None, **BEARER).json["transactions"]
    assert [each["amount"] for each in listed] == [3000]
    assert simulator.call("GET", f"{READ}?day=2020-01-01", None, **BEARER).json["transactions"] == []
    assert simulator.call("GET", READ).status == 401


@pytest.mark.parametrize(
    ("phone", "code", "words"),
    [
        (AWA, "#144#8*646116*3000*0000#", "Code secret incorrect."),
        (AWA, "#144#8*646116*600000*1234#", "Solde insuffisant. Aucun montant n'a ete debite."),
        (AWA, "#144#8*646116*9000000*1234#", "Montant non autorise."),
        (MOUSSA, "*166*4*801184*3000*1234#", "Moov Money: paiement de 3000 F au marchand 801184 reussi."),
    ],
    ids=["wrong code", "no money", "above the limit", "Moov's own code"],
)
def test_what_the_operator_answers(simulator: Simulator, phone: str, code: str, words: str) -> None:
    assert simulator.dial(phone, code)["text"].startswith(words)


def test_a_code_of_another_network_is_unknown(simulator: Simulator) -> None:
    assert simulator.dial(MOUSSA, "#144#8*646116*3000*1234#")["error"] == "unknown-code"
