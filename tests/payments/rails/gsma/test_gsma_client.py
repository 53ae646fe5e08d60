"""The GSMA API: repeated ids are refused, answers come at once or later, links are theirs and are not trusted."""

import hashlib
import json
import uuid
from dataclasses import replace

import pytest

from kernel.crypto import Keyring
from kernel.database import Database
from kernel.egress import Response
from payments.contract import Charge, Declined, Misconfigured, NotTried, RailError, Unanswered
from payments.gsma import asking, wire
from payments.gsma.callback import kept as joined
from payments.gsma.callback import notices
from payments.gsma.doors import door
from payments.gsma.rail import Gsma, Heartbeat
from payments.inbox import CallbackRefused
from tests.payments.rails.bench import REFERENCE, Bench, bench
from tests.payments.rails.doorstep import client, kept, rung
from tests.payments.rails.operators import GsmaServer

ATTEMPT = str(uuid.uuid4())


def of(ready: Bench) -> tuple[GsmaServer, Gsma]:
    assert isinstance(ready.server, GsmaServer)
    assert isinstance(ready.rail, Gsma)
    return ready.server, ready.rail


def answer(body: object, status: int = 200) -> Response:
    return Response(status, {}, json.dumps(body).encode())


def test_a_charge_leaves_with_its_hash_its_id_and_a_whole_amount() -> None:
    with bench("gsma") as ready:
        ready.rail.request(ready.charge)
        call = ready.server.calls[0]
        assert call.headers["x-correlationid"] == ready.charge.attempt_id
        assert call.headers["x-content-hash"] == hashlib.sha256(call.body).hexdigest()
        assert call.headers["x-api-key"] == "key"
        assert json.loads(call.body)["amount"] == "3000"


def test_an_answer_at_once_is_asked_about_by_its_transaction() -> None:
    with bench("gsma") as ready:
        server, rail = of(ready)
        server.synchronous = True
        charge = ready.requested()
        assert charge.tokens == {"object_reference": "TX0"}
        server.approve()
        assert rail.ask(charge).operator_id == "TX0"


@pytest.mark.parametrize("written", ["3000", "3000.0", "3000.00"])
def test_both_spellings_of_an_amount_are_read(written: str) -> None:
    """The text of the specification permits trailing zeros, its pattern refuses them."""
    with bench("gsma") as ready:
        charge = ready.requested()
        ready.server.approve()
        ready.server.amount = written
        assert ready.rail.ask(charge).amount_xof == 3000


def test_a_duplicate_is_a_charge_that_was_taken() -> None:
    with bench("gsma") as ready:
        ready.rail.request(ready.charge)
        again = ready.rail.request(ready.charge)
        assert again.tokens == {}
        assert ready.rail.ask(ready.charge).state == "pending"


@pytest.mark.parametrize(
    ("status", "category", "code", "error"),
    [
        (400, "businessRule", "insufficientFunds", Declined),
        (400, "businessRule", "aNewRule", Declined),
        (401, "authorisation", "requestDeclined", Declined),
        (404, "identification", "identifierError", Declined),
        (400, "validation", "formatError", Misconfigured),
        (401, "authorisation", "clientAuthorisationError", Misconfigured),
        (400, "businessRule", "rateLimitError", NotTried),
        (500, "internal", "genericError", Unanswered),
        (503, "serviceUnavailable", "genericError", Unanswered),
        (400, "unheard", "unheard", Unanswered),
    ],
)
def test_an_error_object_says_what_to_do(
    status: int, category: str, code: str, error: type[RailError]
) -> None:
    with pytest.raises(error) as told:
        wire.read_taken(answer({"errorCategory": category, "errorCode": code}, status))
    assert type(told.value) is error


def test_a_question_that_is_refused_decides_nothing() -> None:
    with pytest.raises(Unanswered):
        wire.read_state(answer({"errorCategory": "identification", "errorCode": "identifierError"}, 404))


def test_a_request_that_completed_without_an_object_is_no_proof_of_money() -> None:
    said = wire.read_state(answer({"status": "completed"}))
    assert not isinstance(said, wire.Taken)
    assert said.state == "pending"


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("/transactions/TX1", wire.Taken("", "TX1")),
        ("https://other.example/v1/transactions/TX1?x=1", wire.Taken("", "TX1")),
        ("/requeststates/S1", wire.Taken("S1", "")),
        ("/reversals/R1", wire.Taken("", "R1")),
    ],
)
def test_of_a_link_only_the_name_is_used(link: str, expected: wire.Taken) -> None:
    assert wire.read_link(answer({"link": link})) == expected


@pytest.mark.parametrize(
    "link", ["http://169.254.169.254/latest", "/accounts/1", "", "/transactions/", "x" * 3000]
)
def test_any_other_link_is_not_followed(link: str) -> None:
    with pytest.raises(Unanswered):
        wire.read_link(answer({"link": link}))


def test_a_path_is_never_made_of_what_they_sent() -> None:
    with bench("gsma") as ready:
        charge = replace(ready.charge, tokens={"object_reference": "../../admin?x=1"})
        with pytest.raises(Unanswered):
            ready.rail.ask(charge)
        assert ready.server.calls[-1].path == "/transactions/..%2F..%2Fadmin%3Fx%3D1"


def test_a_reversal_is_asked_for_once() -> None:
    with bench("gsma") as ready:
        server, rail = of(ready)
        charge = ready.requested()
        server.approve()
        refund = ready.refund(charge, "TX0", amount_xof=1000)
        assert rail.ask_refund(refund).state == "absent"
        rail.refund(refund)
        rail.refund(refund)
        assert len(server.transactions) == 2
        said = rail.ask_refund(refund)
        assert (said.state, said.operator_id, said.amount_xof) == ("succeeded", "TX1", 1000)


def test_the_heartbeat_is_read() -> None:
    with bench("gsma") as ready:
        assert of(ready)[1].heartbeat() == Heartbeat("degraded", 1500, "")


DONE = {
    "transactionReference": "TX0", "transactionStatus": "completed", "amount": "5.00", "currency": "XOF",
    "requestingOrganisationTransactionReference": REFERENCE,
}  # fmt: skip


@pytest.mark.parametrize(
    ("token", "method", "body", "status", "bells"),
    [
        ("demo", "PUT", DONE, 204, 1),
        ("demo", "PUT", {"errorCategory": "authorisation", "errorCode": "requestDeclined"}, 204, 1),
        ("demo", "PUT", ["no"], 400, 0),
        ("demo", "POST", DONE, 405, 0),
        ("guess", "PUT", DONE, 404, 0),
    ],
    ids=["transaction", "error", "not an object", "POST", "wrong secret"],
)
def test_the_door_answers_204_once_it_is_kept(
    database: Database, keyring: Keyring, token: str, method: str, body: object, status: int, bells: int
) -> None:
    door_client = client(door(database, keyring, "demo"))
    path, headers = f"/payments/gsma/{token}/callback", {"X-CorrelationID": ATTEMPT}
    told = door_client.open(path, method=method, json=body, headers=headers)
    assert (told.status_code, rung(database)) == (status, bells)
    assert len(kept(database)) == (token == "demo" and method == "PUT")


def test_an_error_names_its_charge_by_the_header() -> None:
    notice = notices(joined(ATTEMPT, b'{"errorCategory": "businessRule", "errorCode": "insufficientFunds"}'))[
        0
    ]
    assert (notice.hint.kind, notice.hint.value) == ("attempt", ATTEMPT)
    assert notice.claim is not None
    assert (notice.claim.state, notice.claim.reason) == ("failed", "insufficientFunds")


def test_without_the_header_the_reference_names_it() -> None:
    notice = notices(joined("", json.dumps(DONE).encode()))[0]
    assert (notice.hint.kind, notice.hint.value) == ("reference", REFERENCE)
    assert notice.claim is not None
    assert notice.claim.amount_xof == 5


def test_a_header_cannot_write_into_the_body() -> None:
    raw = joined('x\r\n\r\n{"transactionStatus": "completed"}', b"{}")
    assert raw == b"X-CorrelationID: \r\n\r\n{}"
    assert notices(raw) == []


@pytest.mark.parametrize("raw", [b"", b"no separator", b"X: y\r\n\r\n{"])
def test_what_is_no_callback_is_refused(raw: bytes) -> None:
    with pytest.raises(CallbackRefused):
        notices(raw)


def test_a_charge_without_an_account_is_still_json() -> None:
    charge = Charge(ATTEMPT, 5, "+22370000001", REFERENCE, "Taxe", "http://x")
    assert json.loads(asking.merchant_payment(charge, {}))["creditParty"] == []


def test_a_reversal_that_came_in_before_is_not_sent_again() -> None:
    """An operator may refuse the repeat for its amount: that no would be untrue."""
    with bench("gsma") as ready:
        server, rail = of(ready)
        charge = ready.requested()
        server.approve()
        refund = ready.refund(charge, "TX0")
        first = rail.refund(refund)
        sent = [call for call in server.calls if call.path.endswith("/reversals")]
        assert rail.refund(refund).operator_ref == "TX1"
        assert first.operator_ref
        assert [call for call in server.calls if call.path.endswith("/reversals")] == sent
