"""Requests to pay: rejections come with HTTP 200, a repeated id is DU03, a return is the whole payment."""

import json
import uuid
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from kernel.egress import Response
from payments.contract import Declined, Misconfigured, NotSupported, Unanswered
from payments.pispi import asking, wire
from payments.pispi.rail import Business, Pispi
from tests.payments.rails.bench import Bench, bench, free
from tests.payments.rails.operators import PispiServer


def of(ready: Bench) -> tuple[PispiServer, Pispi]:
    assert isinstance(ready.server, PispiServer)
    assert isinstance(ready.rail, Pispi)
    return ready.server, ready.rail


def answer(body: object, status: int = 200) -> Response:
    return Response(status, {}, json.dumps(body).encode())


def test_a_request_says_what_until_when_and_for_which_bill(day: time_machine.Traveller) -> None:
    with bench("pispi") as ready:
        ready.rail.request(ready.charge)
        sent = json.loads(ready.server.calls[-1].body)
        assert sent["txId"] == ready.charge.attempt_id.replace("-", "")
        assert (sent["montant"], sent["categorie"], sent["confirmation"]) == (3000, "401", False)
        assert (sent["refDocType"], sent["refDocNumero"]) == ("CINV", ready.charge.invoice_reference)
        assert sent["dateLimitePaiement"] == "2026-01-05T10:30:00.000Z"


def test_our_id_goes_there_and_back() -> None:
    attempt = str(uuid.uuid4())
    assert asking.attempt_of(asking.tx_id(attempt)) == attempt
    assert [asking.attempt_of(text) for text in ("", "x" * 32, "INV-1", attempt)] == [None] * 4


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        ({"statut": "REJETE", "statutRaison": "BE23"}, 200, Declined),
        ({"statut": "REJETE", "statutRaison": "AM02"}, 201, Declined),
        ({"title": "Bad Request"}, 400, Misconfigured),
        ({}, 403, Misconfigured),
        ({}, 503, Unanswered),
        ({}, 404, Unanswered),
    ],
)
def test_an_answer_to_a_request_says_what_to_do(body: object, status: int, error: type[Exception]) -> None:
    with pytest.raises(error):
        wire.read_requested(answer(body, status), 1800)


def test_a_repeated_id_was_taken_before() -> None:
    requested = wire.read_requested(answer({"statut": "REJETE", "statutRaison": "DU03"}), 1800)
    assert requested.tokens == {}


@pytest.mark.parametrize(
    ("reason", "state"),
    [("AC06", "failed"), ("AEXR", "expired"), ("APAR", "pending"), ("ALAC", "pending"), ("ZZ99", "failed")],
)
def test_a_rejection_for_having_been_paid_is_no_failure(reason: str, state: str) -> None:
    with bench("pispi") as ready:
        said = wire.read_standing(answer({"statut": "REJETE", "statutRaison": reason}), ready.charge)
        assert (said.state, said.operator_id) == (state, None)


def test_the_id_of_the_creation_serves_when_the_consultation_leaves_it_out() -> None:
    with bench("pispi") as ready:
        server, rail = of(ready)
        charge = ready.requested()
        server.approve()
        given = next(iter(server.demands.values())).pop("end2endId")
        assert rail.ask(charge).operator_id == given
        # Without either, the money waits for its id.
        assert rail.ask(replace(charge, tokens={})).state == "pending"


def test_a_return_is_the_whole_payment_and_asked_twice_it_is_one() -> None:
    with bench("pispi") as ready:
        server, rail = of(ready)
        charge = ready.requested()
        server.approve()
        end = charge.tokens["end2end_id"]
        refund = ready.refund(charge, end)
        assert rail.ask_refund(refund).state == "absent"
        rail.refund(refund)
        rail.refund(refund)
        assert server.returned == {end}
        assert rail.ask_refund(refund).state == "succeeded"
        with pytest.raises(NotSupported):
            rail.refund(replace(refund, amount_xof=1))


def payment(number: int, **changed: Any) -> dict[str, Any]:
    return {"end2endId": f"E{number}", "txId": "t", "montant": 100 + number, "categorie": "400", **changed}


def test_the_list_of_payments_is_read_page_by_page() -> None:
    with bench("pispi") as ready:
        server, rail = of(ready)
        server.paid = [payment(number) for number in range(230)]
        read = list(rail.statement(datetime(2026, 1, 5, tzinfo=UTC)))
        assert [line.amount_xof for line in read] == [100 + number for number in range(230)]
        asked = [call.path for call in server.calls if "dateIrrevocabilite" in call.path]
        assert len(asked) == 3
        assert "dateIrrevocabilite%5Bgte%5D=2026-01-05T00%3A00%3A00.000Z" in asked[0]


def test_a_line_that_cannot_be_read_stops_the_statement() -> None:
    with bench("pispi") as ready:
        server, rail = of(ready)
        server.paid = [payment(1), payment(2, montant="12.50")]
        with pytest.raises(Unanswered):
            list(rail.statement(datetime(2026, 1, 5, tzinfo=UTC)))


def test_the_notice_carries_the_bills_own_qr() -> None:
    with bench("pispi") as ready:
        made = of(ready)[1].qr(3000, ready.charge.invoice_reference)
        assert "54073000.00" in made
        assert ready.charge.invoice_reference in made


def test_a_business_shows_no_secret() -> None:
    shown = repr(Business("alias", "ML", "api-key-1", client_secret="client-secret-1"))
    assert "api-key-1" not in shown
    assert "client-secret-1" not in shown
    assert free(1) == 0


def test_one_token_serves_until_it_is_refused() -> None:
    with bench("pispi") as ready:
        server, rail = of(ready)
        charge = ready.requested()
        rail.ask(charge)
        assert server.tokens_given == 1
        server.tokens_given = 7
        assert rail.ask(charge).state == "pending"
        assert server.tokens_given == 8


def test_a_payment_not_listed_yet_is_told_by_the_request() -> None:
    with bench("pispi") as ready:
        said = wire.read_standing(
            answer({"statut": "IRREVOCABLE", "montant": 3000, "end2endId": "E1"}), ready.charge
        )
        assert wire.read_paid(answer({}, 404), said) == said
        assert wire.read_paid(answer({"montant": 3000, "devise": "EUR"}), said).currency == "EUR"
