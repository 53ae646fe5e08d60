"""The calls a merchant's client makes to each operator, straight on the wire."""

import uuid
from typing import Any

from tests.simulator.conftest import Reply, Simulator

KOFFI, SENA = "+2290197000003", "+2290195000004"
AWA, MOUSSA = "+22370000001", "+22366000002"
CALLBACK = "https://guichet.example.org/payments/mtn/demo/callback"
MTN = {
    "Authorization": "Bearer abc",
    "Ocp-Apim-Subscription-Key": "k",
    "X-Target-Environment": "mtnbenin",
}
BODY = {
    "amount": "3000",
    "currency": "XOF",
    "externalId": "260123456789",
    "payer": {"partyIdType": "MSISDN", "partyId": "2290197000003"},
    "payerMessage": "Certificat",
    "payeeNote": "260123456789",
}


def mtn_ask(simulator: Simulator, id_: str, /, headers: dict[str, str] | None = None, **body: Any) -> Reply:
    """POST requesttopay."""
    sent = {**MTN, "X-Reference-Id": id_, "X-Callback-Url": CALLBACK, **(headers or {})}
    return simulator.call("POST", "/operators/mtn/collection/v1_0/requesttopay", {**BODY, **body}, **sent)


def mtn_status(simulator: Simulator, id_: str) -> Reply:
    """GET requesttopay."""
    return simulator.call("GET", f"/operators/mtn/collection/v1_0/requesttopay/{id_}", None, **MTN)


def mtn_new(simulator: Simulator, **body: Any) -> str:
    """A payment that was accepted."""
    id_ = str(uuid.uuid4())
    reply = mtn_ask(simulator, id_, **body)
    assert (reply.status, reply.body) == (202, b"")
    return id_


def prompts(simulator: Simulator, phone: str) -> list[dict[str, Any]]:
    """What stands on a phone."""
    found: list[dict[str, Any]] = simulator.call("GET", f"/phone/api/prompts?phone={phone}").json["prompts"]
    return found


def approve(simulator: Simulator, phone: str, pin: str = "1234") -> dict[str, Any]:
    """Type the PIN at the oldest prompt."""
    prompt = prompts(simulator, phone)[0]
    said: dict[str, Any] = simulator.post(f"/phone/api/prompts/{prompt['id']}", {"pin": pin}).json
    return said


def statement(simulator: Simulator, operator: str, day: str = "", charset: str = "utf-8-sig") -> list[str]:
    """The lines of a statement between opening and closing balance."""
    query = f"?day={day}" if day else ""
    body = simulator.call("GET", f"/operators/{operator}/statement.csv{query}").body
    return body.decode(charset).splitlines()[2:-1]
