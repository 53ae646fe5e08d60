"""A request that was rejected, cancelled or has expired is not to be paid any more."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import redis as redis_py
import time_machine
from sqlalchemy import text

from cases import lifecycle
from cases.deposit import Request, deposit
from gateway import closed_cases
from gateway.closed_cases import AGAIN_S, CLOSED, LATE
from kernel import clock, outbox
from kernel.database import Database
from kernel.outbox import Event, Later
from payments import receipts, reversal
from payments.attempts.starting import start
from payments.invoices import Invoice, by_reference, open_invoice
from payments.polling import sweep_due
from payments.receipts import WINDOW
from tests.cast import AWA, KOFFI, dialled, session_id
from tests.gateway.sms_town import Town
from tests.gateway.sms_town import town as built
from tests.payments.counter import BJ, ML

AT = datetime(2026, 2, 9, 10, tzinfo=UTC)
MTN, ORANGE = "mtn", "orange_merchant"
UNDIALLED_SMS = (
    "Rien n'est arrivé: 2 000 F, Residence. Déjà payé ? C'est noté au relevé de l'opérateur, gardez son SMS."
    " Sinon: *384*2#"
)
CLOSED_SMS = (
    "Facture fermée: ne payez plus 2 000 F, Residence. Déjà payé ? L'argent reste à vous, gardez le SMS de"
    " l'opérateur."
)


@pytest.fixture
def day() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(AT, tick=False) as traveller:
        yield traveller


@pytest.fixture
def town(
    day: time_machine.Traveller, database: Database, redis: redis_py.Redis, database_url: str, redis_url: str
) -> Iterator[Town]:
    with built(database_url, redis_url) as one:
        yield one


def requested(town: Town, phone: str = KOFFI) -> tuple[str, Invoice]:
    """A request that waits for its fee: the case's id and its invoice."""
    parts, at = town.guichet, clock.now()
    service = parts.catalogue.services[23].model_copy(update={"deposit": "open"})
    request = Request(service=service, phone=phone, answers={}, language="fr", network="")
    home: dict[str, Any] = {**(BJ if phone == KOFFI else ML), "phone": phone}
    with parts.database.transaction() as connection:
        done = deposit(connection, parts.keyring, parts.treasury.reference_key, request, at)
        assert done.state == "a_payer"
        invoice = open_invoice(
            connection, parts.keyring, parts.treasury.reference_key, subject_kind="case", subject=done.case_id,
            service=23, amount_xof=2000, label="Residence", at=at, reference=done.reference, **home,
        )  # fmt: skip
    work(town)
    return done.case_id, invoice


def closed(town: Town, case_id: str, state: str = "rejetee") -> None:
    with town.guichet.database.transaction() as connection:
        assert lifecycle.advance(connection, case_id, state, "staff:1")
    work(town)


def begun(town: Town, invoice: Invoice, rail: str = MTN, amount_xof: int = 2000) -> str:
    phone, parts = (KOFFI if rail == MTN else AWA), town.guichet
    with parts.database.transaction() as connection:
        attempt: str = start(
            connection, parts.keyring, parts.treasury.rails, invoice_id=invoice.id, rail=rail, phone=phone,
            amount_xof=amount_xof, at=clock.now(),
        )  # fmt: skip
    work(town)
    return attempt


def received(town: Town, operator_id: str, amount_xof: int, **known: str) -> str:
    with town.guichet.database.transaction() as connection:
        receipt = receipts.receive(
            connection, town.guichet.keyring, town.guichet.treasury.settlement, operator_id=operator_id,
            amount_xof=amount_xof, at=clock.now(), **{"rail": ORANGE, "payer": AWA, **known},
        )  # fmt: skip
    work(town)
    return receipt.id


def work(town: Town) -> None:
    """What workers do; what asks to be called again comes again by itself."""
    for lane in ("events", "payments", "events"):
        while events := town.claimed(lane):
            for event in events:
                worked(town, event)


def worked(town: Town, event: Event) -> None:
    database = town.guichet.database
    try:
        town.handle(event)
    except Later as later:
        with database.transaction() as connection:
            outbox.postpone(connection, event, later.seconds)
    else:
        with database.transaction() as connection:
            outbox.finish(connection, event)


def polled(town: Town) -> None:
    with town.guichet.database.transaction() as connection:
        sweep_due(connection, clock.now(), 10)
    work(town)


def standing(town: Town, invoice: Invoice) -> tuple[str, int]:
    with town.guichet.database.transaction() as connection:
        found = by_reference(connection, invoice.reference)
    assert found is not None
    return found.state, found.paid_xof


def case_state(town: Town, case_id: str) -> str:
    with town.guichet.database.transaction() as connection:
        return lifecycle.hold(connection, case_id)


def broken(town: Town) -> list[str]:
    """What `guichet check` would say."""
    [invariant] = closed_cases.INVARIANTS
    with town.guichet.database.transaction() as connection:
        return invariant.broken(connection)


def screen(town: Town, *typed: str) -> str:
    session = session_id()
    return town.guichet.conversation.converse(dialled(KOFFI, "*".join(typed), session)).text


def test_the_states_that_end_a_request_without_its_document() -> None:
    assert sorted(CLOSED) == ["annulee", "expiree", "rejetee", "remboursee"]


@pytest.mark.parametrize("state", ["rejetee", "expiree", "annulee"])
def test_a_closed_request_is_offered_for_payment_nowhere(town: Town, state: str) -> None:
    case_id, invoice = requested(town)
    assert "2 000 F" in screen(town, "2", "1")
    closed(town, case_id, state)
    assert standing(town, invoice) == ("cancelled", 0)
    assert screen(town, "2", "1").startswith("Ce numéro n'a rien à payer ici.")
    said = town.text(f"PAYER {invoice.reference}", KOFFI).splitlines()
    assert "Rien à payer: demande fermée, ou facture annulée ou expirée." in said
    assert not any(line.startswith("1 ") for line in said)


def test_a_request_that_goes_on_keeps_its_invoice(town: Town) -> None:
    case_id, invoice = requested(town)
    closed(town, case_id, "en_verification")
    assert standing(town, invoice) == ("open", 0)


def test_a_prompt_on_the_phone_is_waited_for_and_its_end_is_no_call_to_pay(
    town: Town, day: time_machine.Traveller
) -> None:
    case_id, invoice = requested(town)
    attempt = begun(town, invoice)
    closed(town, case_id)
    assert standing(town, invoice) == ("open", 0)
    day.shift(LATE + timedelta(minutes=1))
    assert broken(town) == []
    town.operator.refuse(attempt, {"code": "NOT_ENOUGH_FUNDS"})
    polled(town)
    assert town.answers(KOFFI, "sms.payment_failed") == []
    assert town.answers(KOFFI, "sms.payment_failed:closed") == [CLOSED_SMS]
    day.shift(AGAIN_S + 1)
    work(town)
    assert standing(town, invoice) == ("cancelled", 0)
    assert len(town.answers(KOFFI, "sms.payment_failed:closed")) == 1
    assert len(town.answers(KOFFI, "sms.moved")) == 1


def test_money_that_was_on_its_way_counts_and_nothing_is_cancelled(
    town: Town, day: time_machine.Traveller
) -> None:
    case_id, invoice = requested(town)
    attempt = begun(town, invoice)
    closed(town, case_id)
    town.operator.approve(attempt)
    day.shift(AGAIN_S + 1)
    polled(town)
    day.shift(AGAIN_S + 1)
    work(town)
    assert standing(town, invoice) == ("paid", 2000)
    assert case_state(town, case_id) == "rejetee"
    assert len(town.answers(KOFFI, "sms.quittance")) == 1


def test_a_code_to_dial_is_called_off_at_once_and_its_money_stays_the_payers(
    town: Town, day: time_machine.Traveller
) -> None:
    case_id, invoice = requested(town, AWA)
    begun(town, invoice, ORANGE)
    closed(town, case_id)
    assert standing(town, invoice) == ("cancelled", 0)
    assert town.answers(AWA, "sms.payment_failed:closed") == [CLOSED_SMS]
    received(town, "MP260209.1105.A1", 2000)
    assert standing(town, invoice) == ("cancelled", 0)
    assert town.answers(AWA, "sms.quittance") == []
    [credit] = town.answers(AWA, "sms.credit")
    assert credit.startswith("2 000 F payés en trop")


def test_a_called_off_code_that_nobody_dials_is_told_once(town: Town, day: time_machine.Traveller) -> None:
    case_id, invoice = requested(town, AWA)
    begun(town, invoice, ORANGE)
    closed(town, case_id)
    day.shift(WINDOW + timedelta(minutes=1))
    polled(town)
    assert town.attempts() == ["expired"]
    assert town.answers(AWA, "sms.payment_failed:closed") == [CLOSED_SMS]
    assert town.answers(AWA, "sms.payment_failed:undialled") == []


def test_the_rest_of_what_was_paid_in_part_is_not_asked_for(town: Town) -> None:
    case_id, invoice = requested(town)
    received(town, "A1", 500, rail=MTN, payer=KOFFI, reference=invoice.reference)
    assert standing(town, invoice) == ("open", 500)
    closed(town, case_id)
    assert standing(town, invoice) == ("cancelled", 500)
    assert screen(town, "2", "1").startswith("Ce numéro n'a rien à payer ici.")


def test_what_the_operator_took_back_is_not_due_again_for_a_closed_request(
    town: Town, day: time_machine.Traveller
) -> None:
    case_id, invoice = requested(town)
    receipt_id = received(town, "A1", 2000, rail=MTN, payer=KOFFI, reference=invoice.reference)
    closed(town, case_id)
    assert standing(town, invoice) == ("paid", 2000)
    day.shift(LATE + timedelta(minutes=1))
    with town.guichet.database.transaction() as connection:
        reversal.reverse(connection, receipt_id, reason="statement", at=clock.now())
    assert (standing(town, invoice), broken(town)) == (("open", 0), [])
    work(town)
    assert standing(town, invoice) == ("cancelled", 0)


def test_the_same_news_again_changes_and_tells_nothing(town: Town) -> None:
    """A worker that was killed after its commit leaves the row to another."""
    case_id, invoice = requested(town, AWA)
    begun(town, invoice, ORANGE)
    with town.guichet.database.transaction() as connection:
        lifecycle.advance(connection, case_id, "rejetee", "staff:1")
    [event] = town.claimed("events")
    for _ in range(3):
        town.handle(event)
    assert standing(town, invoice) == ("cancelled", 0)
    assert len(town.answers(AWA, "sms.payment_failed:closed")) == 1
    assert len(town.answers(AWA, "sms.moved")) == 1


def test_an_invoice_that_stayed_open_is_found_when_the_news_had_its_time(
    town: Town, day: time_machine.Traveller
) -> None:
    case_id, invoice = requested(town)
    with town.guichet.database.transaction() as connection:
        lifecycle.advance(connection, case_id, "rejetee", "staff:1")
        connection.execute(text("UPDATE outbox SET done_at = now()"))
    assert broken(town) == []
    day.shift(LATE + timedelta(seconds=1))
    assert broken(town) == [invoice.reference]


def test_a_code_that_nobody_dialled_may_have_been_dialled(town: Town, day: time_machine.Traveller) -> None:
    """The operator tells of yesterday's codes tomorrow morning."""
    _, invoice = requested(town, AWA)
    begun(town, invoice, ORANGE)
    day.shift(WINDOW + timedelta(minutes=1))
    polled(town)
    assert town.answers(AWA, "sms.payment_failed:undialled") == [UNDIALLED_SMS]
    assert town.answers(AWA, "sms.payment_failed") == []


def test_a_code_that_lapses_after_its_bill_was_paid_otherwise_is_no_news(
    town: Town, day: time_machine.Traveller
) -> None:
    _, invoice = requested(town, AWA)
    begun(town, invoice, ORANGE)
    received(town, "W1", 2000, rail="wave", reference=invoice.reference)
    assert standing(town, invoice) == ("paid", 2000)
    day.shift(WINDOW + timedelta(minutes=1))
    polled(town)
    assert town.attempts() == ["expired"]
    assert town.answers(AWA, "sms.payment_failed:undialled") == []
