"""PI-SPI as its clients meet it."""

import hashlib
import hmac
from dataclasses import replace
from typing import Any

import pytest
import time_machine

from simulator.options import Options
from tests.simulator.conftest import Reply, Simulator
from tests.simulator.gateway import Gateway, Seen
from tests.simulator.operators.merchant import AWA, MOUSSA, approve, prompts, statement

BEARER = {"Authorization": "Bearer abc"}
BASE = "/operators/pispi/piz/v1"
BODY = {
    "txId": "TX-1",
    "confirmation": False,
    "categorie": "401",
    "payeurAlias": AWA,
    "payeAlias": "111c3e1b-4312-49ec-b75e-4c8c74c10fd7",
    "montant": 3000,
    "motif": "Certificat",
    "refDocType": "CINV",
    "refDocNumero": "260123456789",
}


def ask(simulator: Simulator, **more: Any) -> Reply:
    """POST a request to pay."""
    return simulator.call("POST", f"{BASE}/demandes-paiements", {**BODY, **more}, **BEARER)


def get(simulator: Simulator, path: str) -> Any:
    """GET something."""
    return simulator.call("GET", BASE + path, None, **BEARER).json


def signed(seen: Seen) -> bool:
    """The check of X-Signature."""
    digest = hmac.new(b"demo", seen.body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(digest, seen.headers["X-Signature"])


def test_a_request_is_sent_paid_and_irrevocable(simulator: Simulator) -> None:
    made = ask(simulator)
    assert (made.status, made.json["statut"]) == (201, "ENVOYE")
    approve(simulator, AWA)
    assert get(simulator, "/demandes-paiements/TX-1")["statut"] == "IRREVOCABLE"
    paid = get(simulator, f"/paiements/{made.json['end2endId']}/statuts")
    assert (paid["statut"], paid["montant"], paid["txId"]) == ("IRREVOCABLE", 3000, "TX-1")
    assert len(paid["end2endId"]) == 35


def test_a_forged_event_has_a_wrong_signature(simulator: Simulator, gateway: Gateway) -> None:
    simulator.fault("pispi", "callback-forged")
    ask(simulator)
    (seen,) = gateway.wait("/payments/pispi/webhook")
    assert seen.json["data"][0]["evCode"] == "PAIEMENT_RECU"
    assert not signed(seen)


def test_a_used_id_and_an_unknown_alias_are_rejected_with_201(simulator: Simulator) -> None:
    ask(simulator)
    for wrong, reason in (({}, "DU03"), ({"txId": "TX-9", "payeurAlias": "nobody"}, "BE23")):
        reply = ask(simulator, **wrong)
        assert (reply.status, reply.json["statut"], reply.json["statutRaison"]) == (201, "REJETE", reason)


def test_a_request_to_confirm_waits_for_the_payee(simulator: Simulator) -> None:
    assert ask(simulator, confirmation=True).json["statut"] == "INITIE"
    assert prompts(simulator, AWA) == []
    path = f"{BASE}/demandes-paiements/TX-1/confirmations"
    for _ in range(2):
        assert simulator.call("PUT", path, {"decision": True}, **BEARER).json["statut"] == "ENVOYE"
    assert len(prompts(simulator, AWA)) == 1
    assert simulator.call("PUT", path, {"decision": False}, **BEARER).status == 403


def test_the_list_is_what_one_reconciles_with(simulator: Simulator) -> None:
    e2e = ask(simulator).json["end2endId"]
    ask(simulator, txId="TX-2")
    approve(simulator, AWA)
    listed = get(simulator, "/paiements?dateIrrevocabilite%5Bgte%5D=2020-01-01&statut=IRREVOCABLE")
    assert ([each["end2endId"] for each in listed["data"]], listed["meta"]["total"]) == ([e2e], 1)
    assert get(simulator, "/paiements?dateIrrevocabilite%5Bgte%5D=2999-01-01")["data"] == []
    for _ in range(2):
        back = simulator.call("PUT", f"{BASE}/paiements/{e2e}/retours", None, **BEARER)
        assert back.json["retourStatut"] == "IRREVOCABLE"
    assert len(statement(simulator, "pispi", charset="cp1252")) == 2


def test_what_pi_refuses_is_an_rfc_7807_problem(simulator: Simulator) -> None:
    reply = ask(simulator, txId="x" * 36, montant="3000")
    assert (reply.status, reply.headers["Content-Type"]) == (400, "application/problem+json")
    assert [each["name"] for each in reply.json["invalid-params"]] == ["txId", "montant"]
    assert simulator.call("GET", f"{BASE}/paiements").status == 401


class TestGathering:
    """A PI that gathers for a minute."""

    @pytest.fixture
    def options(self, options: Options) -> Options:
        """A world in no hurry."""
        return replace(options, batch_s=60.0)

    def test_many_events_come_in_one_signed_call(
        self, simulator: Simulator, gateway: Gateway, clock: time_machine.Traveller
    ) -> None:
        ask(simulator)
        ask(simulator, txId="TX-2", payeurAlias=MOUSSA)
        approve(simulator, AWA)
        simulator.post(f"/phone/api/prompts/{prompts(simulator, MOUSSA)[0]['id']}", {"cancel": True})
        clock.shift(simulator.world.options.batch_s)
        (seen,) = gateway.wait("/payments/pispi/webhook")
        assert seen.json["meta"] == {"total": 2}
        codes = {each["txId"]: (each["evCode"], each.get("motif")) for each in seen.json["data"]}
        assert codes == {"TX-1": ("PAIEMENT_RECU", None), "TX-2": ("RTP_REJETE", "CUST")}
        assert signed(seen)
