"""Digits dialled behind the service code: every one is validated, and none goes through a consent."""

import pytest

from kernel.turn import TextMode
from tests.conversation.test_a_request import ANSWERS
from tests.conversation.world import Handset, World

WHOLE = "*".join(("17", "1", *ANSWERS))


@pytest.fixture(params=TextMode)
def dialler(world: World, request: pytest.FixtureRequest) -> Handset:
    return Handset(world, request.param)


@pytest.mark.parametrize(
    ("dialled", "first_line"),
    [
        ("17", "17 Certificat d'origine"),
        ("4", "Choisir un service:"),
        ("4*98*2", "17 Certificat d'origine"),
        ("17*1", "Nom de l'exportateur ?"),
        ("17*1*Awa Traore", "Numéro RCCM ?"),
        ("17**1", "Nom de l'exportateur ?"),
        ("1", "Tapez la référence du dossier: 12 chiffres"),
        ("17*9", "Ce choix n'existe pas."),
        ("99*1", "Ce choix n'existe pas."),
        ("17*1*Awa 2*MA.BKO", "Un nom n'a pas de chiffres."),
        (WHOLE, "Vérifiez: Certificat d'origine"),
    ],
)
def test_dialled_digits_lead_as_far_as_they_are_valid(
    dialler: Handset, dialled: str, first_line: str
) -> None:
    dialler.dial(dialled)
    assert dialler.last.text.splitlines()[0] == first_line
    assert dialler.last.more


@pytest.mark.parametrize("more", ["*1", "*98*1", "*98*1*1", "*1*1*1"])
def test_no_dialled_digit_confirms(world: World, dialler: Handset, more: str) -> None:
    dialler.dial(WHOLE + more)
    assert dialler.last.text.startswith("Vérifiez: Certificat d'origine")
    assert world.ledger.done == []


def test_after_dialling_through_one_digit_confirms_what_was_read(world: World, dialler: Handset) -> None:
    dialler.dial(WHOLE + "*98*1")
    dialler.say("98", "98")
    assert world.ledger.done == []
    assert dialler.say("1").startswith("Demande déposée.")
    assert len(world.ledger.done) == 1


def test_two_thousand_dialled_digits_are_no_work(dialler: Handset) -> None:
    """Bad-input row 25."""
    dialler.dial("*".join(["4", "0"] * 900))
    assert dialler.say("4").startswith("La session est trop longue.")


def test_a_language_can_be_dialled(world: World, dialler: Handset) -> None:
    assert dialler.dial("5*4").splitlines()[1] == "1 Follow a case"
    assert len(world.ledger.done) == 1
