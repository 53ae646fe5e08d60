"""Days and hours that a citizen reads are those of the country: before midnight in Bamako, Benin is a day further."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from cases.notices import Notice, Notices
from gateway.announcements import Announcements
from gateway.wiring import Guichet
from kernel.outbox import Event
from payments import quittances, receipts
from payments.invoices import open_invoice
from payments.quittances.tables import QUITTANCE
from sms.sealing import unseal
from sms.tables import SMS_MESSAGE
from tests.cast import AWA, KOFFI

LATE = datetime(2026, 2, 9, 23, 30, tzinfo=UTC)
NOBODYS_SERVICE = 96


@pytest.mark.parametrize(
    ("country", "phone", "service", "regie", "line", "rail", "day"),
    [
        ("ML", AWA, 11, "ml-sikasso", "ml-tdrl", "orange_merchant", "09/02/2026"),
        ("BJ", KOFFI, 23, "bj-anip", "bj-residence", "mtn", "10/02/2026"),
    ],
    ids=["Mali", "Benin"],
)
def test_a_quittance_bears_the_day_of_its_country(
    guichet: Guichet, country: str, phone: str, service: int, regie: str, line: str, rail: str, day: str
) -> None:
    treasury, keyring = guichet.treasury, guichet.keyring
    with guichet.database.transaction() as connection:
        invoice = open_invoice(
            connection, keyring, treasury.reference_key, subject_kind="counter", subject="A", service=service,
            regie=regie, revenue_line=line, country=country, phone=phone, amount_xof=2000, label="Taxe", at=LATE,
        )  # fmt: skip
        receipts.receive(
            connection, keyring, treasury.settlement, rail=rail, operator_id="A", amount_xof=2000, payer=phone,
            at=LATE, reference=invoice.reference, country=country,
        )  # fmt: skip
        (number,) = connection.execute(select(QUITTANCE.c.id)).scalars()
        quittance = quittances.find(connection, keyring, number)
    assert quittance is not None
    seen = guichet.money.check(phone, quittance.document_number, quittance.check_code)
    assert seen.fields is not None
    assert seen.fields["day"] == day


class _Told(Notices):
    """Of a case whose service is in the catalogue no more."""

    def status(self, case_id: str) -> Notice:
        return Notice(case_id, "260000000097", NOBODYS_SERVICE, KOFFI, "fr", "", "deposee", LATE, None)


def test_an_answer_bears_the_hour_of_the_phone_where_the_service_is_gone(guichet: Guichet) -> None:
    told = _Told(guichet.database, guichet.keyring)
    announcements = Announcements(guichet.database, guichet.keyring, guichet.catalogue, told)
    announcements.answered(Event(1, "events", "case.answer", "c", {"refresh": 1, "told": False}, 1))
    with guichet.database.transaction() as connection:
        row = connection.execute(select(SMS_MESSAGE)).one()
    assert "10/02 00:30" in unseal(guichet.keyring, "sms_message", "body_sealed", row.id, row.body_sealed)
