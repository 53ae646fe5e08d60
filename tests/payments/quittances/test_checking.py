"""Checking a quittance: the number tells its standing, the code its fields, a wrong code nothing."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import text

from kernel import ids
from kernel.crypto import Keyring
from kernel.database import Database
from payments import quittances
from payments.quittances import Quittance, Standing
from tests.payments.quittances.receipts import AT, issue

VALID = Standing("valid")


@pytest.fixture
def quittance(database: Database, keyring: Keyring) -> Quittance:
    with database.transaction() as connection:
        return issue(connection, keyring)


def check(database: Database, keyring: Keyring, number: str, code: str | None = None) -> Standing:
    with database.transaction() as connection:
        return quittances.check(connection, keyring, number, code)


def wrong(quittance: Quittance) -> str:
    return f"{(int(quittance.check_code) + 1) % 10_000:04}"


def test_the_right_code_opens_the_fields(database: Database, keyring: Keyring, quittance: Quittance) -> None:
    standing = check(database, keyring, ids.spaced(quittance.document_number), f" {quittance.check_code} ")
    assert (standing.status, standing.issued_at, standing.payer_name) == ("valid", AT, "Awa Traore")
    assert standing.fields == {
        "regie": "ml-sikasso", "number": "2026-000001", "document": ids.spaced(quittance.document_number),
        "code": quittance.check_code, "amount": "1 900 F", "letters": "mille neuf cents francs CFA",
        "label": "TDRL 2026", "line": "tdrl", "rail": "mtn", "operator_ref": "23503452", "duplicata": "0",
    }  # fmt: skip


def test_no_code_and_a_wrong_code_look_the_same(
    database: Database, keyring: Keyring, quittance: Quittance
) -> None:
    number = quittance.document_number
    for code in (None, "", wrong(quittance), "48211", "４", "x" * 500):
        assert check(database, keyring, number, code) == VALID


@pytest.mark.parametrize("number", ["", "12", "0" * 12, "26 01234567 00", "x" * 400, "٢٦٠١٢٣٤٥٦٧٨٩"])
def test_what_is_no_document_number_is_unknown(database: Database, keyring: Keyring, number: str) -> None:
    assert check(database, keyring, number, "4821") == Standing("unknown")


def test_a_number_that_nobody_has_is_unknown(database: Database, keyring: Keyring) -> None:
    assert check(database, keyring, ids.reference(7, 2026, b"another-key-of-16"), "1") == Standing("unknown")


def test_after_twenty_wrong_codes_the_right_one_opens_nothing_until_the_next_day(
    database: Database, keyring: Keyring, quittance: Quittance
) -> None:
    number = quittance.document_number
    with time_machine.travel(datetime(2026, 3, 1, tzinfo=UTC), tick=False) as clock:
        assert check(database, keyring, number, quittance.check_code).fields
        for _ in range(20):
            check(database, keyring, number, wrong(quittance))
        assert check(database, keyring, number, quittance.check_code) == VALID
        clock.shift(timedelta(days=1))
        assert check(database, keyring, number, quittance.check_code).fields


def test_a_voided_quittance_stays_visible_and_says_so(
    database: Database, keyring: Keyring, quittance: Quittance
) -> None:
    with database.transaction() as connection:
        assert quittances.void(connection, quittance.id, reason="wrong payer", at=AT)
        assert not quittances.void(connection, quittance.id, reason="again", at=AT)
        assert quittances.of_invoice(connection, keyring, quittance.invoice_id) is None
        shown = quittances.find(connection, keyring, quittance.id)
    assert shown is not None
    assert (shown.number, shown.void_reason, shown.voided_at) == (1, "wrong payer", AT)
    assert check(database, keyring, quittance.document_number) == Standing("voided")


def test_an_invoice_whose_quittance_was_voided_gets_another_number(
    database: Database, keyring: Keyring, quittance: Quittance
) -> None:
    with database.transaction() as connection:
        quittances.void(connection, quittance.id, reason="wrong payer", at=AT)
        again = issue(connection, keyring, invoice_id=quittance.invoice_id)
    assert (again.number, again.document_number != quittance.document_number) == (2, True)


def test_copies_are_counted(database: Database, keyring: Keyring, quittance: Quittance) -> None:
    with database.transaction() as connection:
        assert [quittances.duplicata(connection, quittance.id) for _ in range(2)] == [1, 2]
        found = quittances.find(connection, keyring, quittance.id)
        assert found is not None
        assert found.fields()["duplicata"] == "2"
        quittances.void(connection, quittance.id, reason="wrong payer", at=AT)
        with pytest.raises(LookupError):
            quittances.duplicata(connection, quittance.id)


def test_neither_code_nor_payer_can_be_read_in_the_table(
    database: Database, keyring: Keyring, quittance: Quittance
) -> None:
    with database.transaction() as connection:
        row = connection.execute(text("SELECT * FROM quittance")).one()
    assert b"Awa" not in bytes(row.payer_sealed)
    assert quittance.check_code.encode() not in bytes(row.code_sealed)
    assert "Awa" not in repr(quittance)
    assert "check_code" not in repr(quittance)
