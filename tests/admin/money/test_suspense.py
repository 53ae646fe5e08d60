"""Money without an owner finds its invoice from the pages, by two persons. Controls 2, 10, 39 and 40."""

import re
from collections.abc import Callable

from time_machine import Traveller
from werkzeug.test import TestResponse

from kernel import clock
from payments.refunds.two_persons import AUTOMATE
from payments.suspense import claims, matching
from tests.admin.money.conftest import Town
from tests.admin.staffed import Browser
from tests.cast import AWA, MOUSSA

Desk = Callable[[str], Browser]
HIDDEN = re.compile(r'<input type="hidden" name="(proposal|pays)" value="([^"]*)">')


def plain(answer: TestResponse) -> str:
    """The words as they are read."""
    return answer.text.replace("\N{NO-BREAK SPACE}", " ").replace("&#39;", "'")


def seen(page: TestResponse) -> dict[str, object]:
    """What the button to release carries of the page."""
    return dict(HIDDEN.findall(page.text.split("/release")[1].split("</form>")[0]))


def test_a_regisseur_proposes_and_the_accountant_releases(desk_of: Desk, town: Town) -> None:
    """7 000 F for 6 000 F due: the page says that 1 000 F become a credit before anybody agrees."""
    invoice, receipt = town.invoice(), town.receive()
    sira, adama = desk_of("sira"), desk_of("adama")
    listed = plain(sira.get("/admin/suspense"))
    assert "1 en attente : 7 000 F" in listed
    assert "+223******01" in listed
    assert AWA not in listed
    path = f"/admin/suspense/{receipt.id}"
    found = plain(sira.get(path))
    assert "le même payeur" in found
    assert "Payée ; 1 000 F de crédit" in found
    assert f'href="{path}?reference={invoice.reference}"' in found
    chosen = plain(sira.get(f"{path}?reference={invoice.reference}"))
    assert "6 000 F paient la facture" in chosen
    assert "1 000 F sont en trop" in chosen
    assert sira.post(f"{path}/propose", {"reference": invoice.reference}).status_code == 303
    assert town.read(invoice).paid_xof == 0

    shown = adama.get(path)
    assert "sira propose" in plain(shown)
    assert "1 000 F sont en trop : ils deviennent un crédit du payeur" in plain(shown)
    done = adama.post(f"{path}/release", seen(shown))
    assert (done.status_code, done.location) == (303, f"{path}?said=released")
    assert "a son argent" in plain(adama.get(done.location))
    paid = town.read(invoice)
    assert (paid.state, paid.paid_xof) == ("paid", 6000)
    told = plain(adama.get(f"/admin/payments/{invoice.reference}"))
    assert "1 000 F de crédit" in told
    assert "Quittance 2026-000001 émise" in told
    assert "sortis des recettes à classer" in told
    assert "FICTIF-ML-472" in told
    assert town.acts("suspense.match", "suspense.release") == [
        ("staff:sira", "suspense.match", receipt.id), ("staff:adama", "suspense.release", receipt.id),
    ]  # fmt: skip
    assert town.news("invoice.paid") == [invoice.id]


def test_whoever_proposed_neither_releases_nor_refuses(desk_of: Desk, town: Town) -> None:
    """Bad-input row 67, for money without an owner."""
    invoice, receipt = town.invoice(), town.receive()
    sira, adama, path = desk_of("sira"), desk_of("adama"), f"/admin/suspense/{receipt.id}"
    sira.get(path)
    sira.post(f"{path}/propose", {"reference": invoice.reference})
    shown = sira.get(path)
    assert "une autre personne décide" in plain(shown)
    assert f"{path}/release" not in shown.text
    agreed = seen(adama.get(path))
    for act in ("release", "refuse"):
        answer = sira.post(f"{path}/{act}", agreed)
        assert answer.status_code == 409
        assert "qui a proposé ne libère pas" in plain(answer)
    assert town.read(invoice).paid_xof == 0
    assert town.acts("suspense.release", "suspense.refuse") == []


def test_a_stale_page_moves_nothing_and_says_so(desk_of: Desk, town: Town, day: Traveller) -> None:
    first, second, receipt = town.invoice(), town.invoice(6000, subject="b"), town.receive()
    sira, adama, path = desk_of("sira"), desk_of("adama"), f"/admin/suspense/{receipt.id}"
    sira.get(path)
    sira.post(f"{path}/propose", {"reference": first.reference})
    old = seen(adama.get(path))
    with town.guichet.database.transaction() as connection:
        matching.refuse(connection, receipt_id=receipt.id, by="koffi", at=clock.now())
    gone = adama.post(f"{path}/release", old)
    assert (gone.status_code, "il n'y a plus de proposition" in plain(gone)) == (409, True)
    with town.guichet.database.transaction() as connection:
        matching.match(connection, receipt_id=receipt.id, invoice_id=second.id, by="koffi", at=clock.now())
    other = adama.post(f"{path}/release", old)
    assert (other.status_code, "a changé depuis" in plain(other)) == (409, True)
    assert town.read(second).paid_xof == 0
    new = seen(adama.get(path))
    town.receive(1000, "MP260209.2", reference=second.reference)
    less = adama.post(f"{path}/release", new)
    assert (less.status_code, "a changé depuis" in plain(less)) == (409, True)
    assert town.read(second).paid_xof == 1000
    assert adama.post(f"{path}/release", seen(adama.get(path))).status_code == 303
    again = adama.post(f"{path}/release", new)
    assert again.status_code == 409
    assert "a déjà été libéré" in plain(again)
    assert "Libérée par adama" in plain(again)
    sira.get(path)
    late = sira.post(f"{path}/propose", {"reference": first.reference})
    assert (late.status_code, "a déjà été libéré" in plain(late)) == (409, True)


def test_only_ones_own_invoices_are_shown_and_proposed(desk_of: Desk, town: Town) -> None:
    """Bad-input row 65: an operator's account is a country's, so what waits is seen by each regie of it."""
    own = town.invoice()
    theirs = town.invoice(7000, regie="ml-bamako-c1", subject="c", phone=MOUSSA)
    receipt = town.receive()
    path = f"/admin/suspense/{receipt.id}"
    with town.guichet.database.transaction() as connection:
        for phone, invoice in ((AWA, own), (MOUSSA, theirs)):
            claims.claim(
                connection, town.guichet.keyring, town.guichet.treasury.settlement, phone=phone,
                operator_id="mp260209.1", invoice_id=invoice.id, at=clock.now(),
            )  # fmt: skip
        matching.refuse(connection, receipt_id=receipt.id, by="moussa", at=clock.now())
    sira, koffi = desk_of("sira"), desk_of("koffi")
    shown = plain(sira.get(path))
    assert own.reference in shown
    assert theirs.reference not in shown
    assert "Dans d'autres régies : 1" in shown
    assert "avec le téléphone qui a payé" in shown
    assert "Pour des factures d'autres régies : 1" in shown
    assert sira.post(f"{path}/propose", {"reference": theirs.reference}).status_code == 409
    assert "Aucune recette à classer" in plain(koffi.get("/admin/suspense"))
    assert koffi.get(path).status_code == 404
    assert ("staff:koffi", "console.refused", receipt.id) in town.acts("console.refused")
    with town.guichet.database.transaction() as connection:
        matching.match(connection, receipt_id=receipt.id, invoice_id=theirs.id, by=AUTOMATE, at=clock.now())
    assert "La facture d'une autre régie est proposée" in plain(sira.get(path))
    assert sira.post(f"{path}/release", {"proposal": "1", "pays": "7000"}).status_code == 404
    assert town.read(theirs).paid_xof == 0
    adama = desk_of("adama")
    assert "le système propose" in plain(adama.get(path))
    assert adama.post(f"{path}/refuse", seen(adama.get(path))).status_code == 303


def test_a_decision_asks_a_code_of_the_last_five_minutes(desk_of: Desk, town: Town, day: Traveller) -> None:
    """Control 10."""
    invoice, receipt = town.invoice(), town.receive()
    sira, path = desk_of("sira"), f"/admin/suspense/{receipt.id}"
    day.shift(5 * 60)
    asked = sira.get(f"{path}?reference={invoice.reference}").text
    assert "/propose" not in asked
    assert f"/admin/confirm?next={path}" in asked.replace("%3F", "?").replace("%3D", "=")
    assert sira.post(f"{path}/propose", {"reference": invoice.reference}).location == "/admin/confirm"
    assert town.acts("suspense.match") == []
