"""What a deposit leaves behind, by the fee of the day."""

from datetime import date, timedelta

import pytest

from cases import seals
from cases.deposit import NotOpen, Request, deposit
from catalogue.service import Service
from kernel.crypto import Keyring
from kernel.database import Database
from kernel.ids import parse_reference
from tests.cases.desk import AT, CATALOGUE, CO, FEE, FREE, KEY, PAID, events, file_of, hand_in, news
from tests.cast import AWA


@pytest.mark.parametrize(
    ("service", "state", "fee"),
    [(PAID, "a_payer", 1900), (FREE, "deposee", 0), (CO, "deposee", None)],
    ids=["a fee to pay", "free", "a fee that only the counter knows"],
)
def test_a_deposit_stands_where_its_fee_puts_it(
    database: Database, keyring: Keyring, service: Service, state: str, fee: int | None
) -> None:
    deposited = hand_in(database, keyring, service)
    case = file_of(database, deposited.case_id)
    assert (deposited.state, case.state, case.fee_xof) == (state, state, fee)
    assert parse_reference(deposited.reference) == case.reference
    assert events(database, deposited.case_id)[0] == ("deposited", None, "deposee")


def test_the_fee_is_the_one_of_the_day_of_the_deposit(database: Database, keyring: Keyring) -> None:
    """Bad-input row 50."""
    until = FEE.model_copy(update={"valid_to": AT.date()})
    dearer = FEE.model_copy(update={"amount_xof": 2500, "valid_from": date(2026, 2, 8)})
    service = CO.model_copy(update={"fees": (until, dearer)})
    today = hand_in(database, keyring, service)
    tomorrow = hand_in(database, keyring, service, at=AT + timedelta(days=1))
    assert file_of(database, today.case_id).fee_xof == 1900
    assert file_of(database, tomorrow.case_id).fee_xof == 2500


def test_a_deposit_asks_for_its_filing_and_its_receipt_once(database: Database, keyring: Keyring) -> None:
    deposited = hand_in(database, keyring, PAID)
    filing, opened = news(database, "case.deposited"), news(database, "case.opened")
    assert [(event.subject, event.lane) for event in filing] == [(deposited.case_id, "administrations")]
    assert [(event.subject, event.lane) for event in opened] == [(deposited.case_id, "events")]
    assert news(database, "case.moved") == []


def test_nothing_personal_is_readable_in_the_row(database: Database, keyring: Keyring) -> None:
    deposited = hand_in(database, keyring)
    row = file_of(database, deposited.case_id)
    for personal in (AWA[1:], "Traor", "Karit"):
        assert personal not in repr(row)
    # Any four digits stand in a random id once in some thousand: here no column is the code, and no seal shows it.
    assert deposited.code not in map(str, row)
    assert not any(deposited.code.encode() in value for value in row if isinstance(value, bytes))


def test_a_sealed_value_does_not_open_in_another_case(database: Database, keyring: Keyring) -> None:
    first, second = hand_in(database, keyring), hand_in(database, keyring)
    sealed = file_of(database, first.case_id).code_sealed
    assert seals.unseal(keyring, "case_file.code", first.case_id, sealed) == first.code
    with pytest.raises(ValueError, match="altered"):
        seals.unseal(keyring, "case_file.code", second.case_id, sealed)


@pytest.mark.parametrize(
    ("service", "answers"),
    [
        (CATALOGUE.services[20], {}),
        (CO, {"exporter": "x" * 501}),
        (CO, {str(number): "x" for number in range(13)}),
    ],
    ids=["asked at the counter", "an endless answer", "more answers than questions"],
)
def test_what_no_conversation_gives_is_refused(
    database: Database, keyring: Keyring, service: Service, answers: dict[str, str]
) -> None:
    request = Request(service=service, phone=AWA, answers=answers, language="fr", network="61002")
    with pytest.raises(NotOpen), database.transaction() as connection:
        deposit(connection, keyring, KEY, request, AT)
    assert news(database, "case.deposited") == []
