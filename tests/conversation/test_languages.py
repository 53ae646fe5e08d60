"""The language of a phone: chosen once, kept, and never in the way of a first screen."""

import pytest

from conversation.effects import SetLanguage
from kernel.turn import TextMode
from tests.cast import MOUSSA
from tests.conversation.world import Handset, World


def test_each_language_is_named_in_itself(phone: Handset) -> None:
    phone.dial()
    assert phone.say("5") == ("Langue, aide\n1 Francais\n2 Bamanankan\n3 Fongbe\n4 English\n5 Aide\n0 Retour")


@pytest.mark.parametrize(("digit", "code", "title"), [
    ("1", "fr", "5 Langue, aide"), ("2", "bm", "5 Kan, dèmè"), ("3", "fon", "5 Gbé, alògò"),
    ("4", "en", "5 Language, help"),
])  # fmt: skip
def test_a_chosen_language_holds_for_the_session_and_the_next(
    world: World, phone: Handset, digit: str, code: str, title: str
) -> None:
    phone.dial()
    assert phone.say("5", digit).splitlines()[-1] == title
    assert world.ledger.done == [(phone.phone, SetLanguage(code))]
    assert phone.dial().splitlines()[-1] == title


@pytest.mark.parametrize("mode", TextMode)
def test_a_phone_unknown_to_redis_is_greeted_in_its_language(world: World, mode: TextMode) -> None:
    world.tongues.chosen[MOUSSA] = "en"
    assert Handset(world, mode, MOUSSA).dial().splitlines()[1] == "1 Follow a case"


def test_without_the_database_the_greeting_is_french_and_not_remembered(world: World, phone: Handset) -> None:
    world.tongues.chosen[phone.phone] = "en"
    world.tongues.down = True
    assert phone.dial().splitlines()[1] == "1 Suivre un dossier"
    world.tongues.down = False
    assert phone.dial().splitlines()[1] == "1 Follow a case"


def test_the_words_of_the_footers_are_folded_too(phone: Handset) -> None:
    phone.dial("5*2")
    assert phone.say("4").splitlines()[-1] == "98 Wèrè 0 Retour"


def test_help_tells_how_to_go_on(phone: Handset) -> None:
    phone.dial("5*5")
    text = phone.last.text
    while "98 " in phone.last.text:
        text += phone.say("98")
    assert "recomposez *384#" in text.replace("\n", " ")
