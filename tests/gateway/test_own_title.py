"""Citizens read the service's own title; operators are given the label that all of them take (MTN refuses "'")."""

from typing import Any

import pytest

from gateway.money_port import Money
from gateway.own_title import own_title
from gateway.wiring import Guichet
from kernel import clock
from payments import quittances, receipts
from payments.invoices import open_invoice
from tests.cast import AWA
from tests.payments.counter import ML


@pytest.mark.parametrize(
    ("label", "title"),
    [
        ("Certificat d origine", "Certificat d'origine"),
        ("Carte d identité biométrique", "Carte d'identité biométrique"),
        ("TDRL 2026", "TDRL 2026"),
        ("Certificat d origines", "Certificat d origines"),
        ("Vignette d antan 2020", "Vignette d antan 2020"),
    ],
    ids=["an apostrophe", "accents", "a tax with its year", "another word", "gone from the catalogue"],
)
def test_a_label_is_told_as_people_write_it(guichet: Guichet, label: str, title: str) -> None:
    assert own_title(guichet.catalogue, label) == title


def test_a_bill_and_its_quittance_have_the_apostrophe(guichet: Guichet) -> None:
    treasury, words = guichet.treasury, dict[str, Any](ML)
    with guichet.database.transaction() as connection:
        invoice = open_invoice(
            connection, guichet.keyring, treasury.reference_key, subject_kind="case", subject="c", service=17,
            amount_xof=1900, label="Certificat d'origine", at=clock.now(), **words,
        )  # fmt: skip
    money = Money(treasury, guichet.catalogue, guichet.limits)
    owed = money.find(invoice.reference)
    assert owed is not None
    assert owed.label == "Certificat d'origine"
    assert [bill.label for bill in money.owed(AWA)] == ["Certificat d'origine"]
    with guichet.database.transaction() as connection:
        receipts.receive(
            connection, guichet.keyring, treasury.settlement, rail="orange", operator_id="O1", amount_xof=1900,
            payer=AWA, at=clock.now(), reference=invoice.reference, country="ML",
        )  # fmt: skip
        quittance = quittances.of_invoice(connection, guichet.keyring, invoice.id)
    assert quittance is not None
    fields = money.check(AWA, quittance.document_number, quittance.fields()["code"]).fields
    assert fields is not None
    assert fields["label"] == "Certificat d'origine"
