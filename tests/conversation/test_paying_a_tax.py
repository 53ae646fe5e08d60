"""A local tax: where, which year, how many persons, then an invoice like any other."""

import pytest
import time_machine

from conversation.effects import OpenTax
from tests.cast import AWA, KOFFI
from tests.conversation.world import Handset, World

pytestmark = pytest.mark.usefixtures("november")


@pytest.fixture
def november() -> object:
    with time_machine.travel("2026-11-21 12:00:00+00:00", tick=True) as day:
        yield day


def test_a_family_pays_its_tax(world: World, phone: Handset) -> None:
    phone.dial()
    assert phone.say("2", "3") == (
        "Quelle commune ? (chiffre ou nom)\n1 Bamako\n2 Koutiala\n3 Sikasso\n0 Retour 00 Accueil"
    )
    assert phone.say("3") == "Quelle année ?\n1 2026\n2 2025\n3 2024\n0 Retour 00 Accueil"
    assert phone.say("1") == "Pour combien de personnes ? 1 à 50\n0 Retour 00 Accueil"
    assert phone.say("3") == (
        "TDRL, taxe locale\nSikasso, 2026, personnes: 3\nA payer: 5 700 F\n1 Recevoir la facture\n"
        "0 Retour 00 Accueil"
    )
    assert world.ledger.done == []
    assert phone.say("1").splitlines()[2:] == ["A payer: 5 700 F", "1 Payer", "2 J'ai déjà payé", "0 Retour"]
    answers = {"locality": "sikasso", "year": "2026", "persons": "3"}
    assert world.ledger.done == [(AWA, OpenTax(11, answers))]
    assert phone.say("1", "1").splitlines()[0] == "Payer 5 700 F, sans frais"
    assert phone.say("1").startswith("Composez #144#8*646116*5700*CODE#")


@pytest.mark.parametrize("typed", ["Sikasso", "sik", "SIKASSO "], ids=["name", "beginning", "capitals"])
def test_a_commune_is_found_by_its_name(phone: Handset, typed: str) -> None:
    phone.dial("11*1")
    assert phone.say(typed).startswith("Quelle année ?")
    assert phone.say("0").startswith("Quelle commune ?")


def test_an_unknown_commune_shows_the_list_again(phone: Handset) -> None:
    phone.dial("2*3")
    assert phone.say("Paris").startswith("Aucune commune de ce nom ici.\nQuelle commune ?")
    assert phone.say("Lyon", "Nice").startswith("Trois réponses non valables.")


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("51", "Trop grand: 50"),
        ("trois", "Tapez des chiffres"),
        ("9" * 40, "Trop grand: 50"),
        ("00000", "Trop grand"),
    ],
)
def test_persons_are_one_to_fifty(phone: Handset, typed: str, reason: str) -> None:
    phone.dial("2*3*3*1")
    assert phone.say(typed).startswith(reason)


def test_a_year_without_a_tariff_says_so(world: World, phone: Handset) -> None:
    phone.dial("2*3*3*3")
    assert phone.say("2").startswith("Pas de tarif connu pour cette année.")
    assert phone.say("0", "2025", "2").splitlines()[1] == "Sikasso, 2025, personnes: 2"


def test_dialling_through_opens_no_invoice(world: World, phone: Handset) -> None:
    phone.dial("2*3*3*1*3*1*1*1")
    assert phone.last.text.startswith("TDRL, taxe locale")
    assert world.ledger.done == []


def test_going_back_from_the_invoice_opens_no_second_one(world: World, phone: Handset) -> None:
    phone.dial("2*3*3*1*3")
    phone.say("1")
    assert phone.say("0").startswith("Guichet")
    assert len(world.ledger.done) == 1


def test_the_service_number_of_the_tax_leads_to_it(phone: Handset) -> None:
    phone.dial("11")
    assert phone.last.text.splitlines()[1:4] == [
        "Prix: selon la commune",
        "Délai: Immédiat",
        "1 Payer la taxe",
    ]


def test_a_country_without_it_has_no_such_choice(world: World) -> None:
    phone = Handset(world, phone=KOFFI, code="*385#", network="61603")
    assert phone.dial("2*3").startswith("Ce choix n'existe pas.")
