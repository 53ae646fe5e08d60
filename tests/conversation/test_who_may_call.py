"""Turns that no session is opened for."""

from dataclasses import replace

import pytest

from kernel.session_store import STEPS_PER_SECOND_MAX
from kernel.turn import Kind
from tests.cast import KOFFI, KWAME
from tests.conversation.world import Handset, World


def test_a_phone_of_another_country_is_refused_politely(world: World) -> None:
    """Bad-input row 12."""
    phone = Handset(world, phone=KWAME)
    assert phone.dial().startswith("Ce service est ouvert aux numéros du Mali et du Bénin.")
    assert not phone.last.more


def test_a_phone_of_the_other_country_is_welcome(world: World) -> None:
    assert Handset(world, phone=KOFFI).dial().startswith("Guichet")


def test_a_service_code_that_is_not_ours_ends(world: World) -> None:
    """Bad-input row 15."""
    phone = Handset(world, code="*999#")
    assert phone.dial().startswith("Ce numéro de service n'est pas le bon.")
    assert not phone.last.more


def test_the_operators_end_of_session_moves_nothing(phone: Handset) -> None:
    phone.dial("17")
    ended = phone.world.conversation.converse(phone.built(Kind.END, "17"))
    assert not ended.more
    assert phone.say("1").startswith("Nom de l'exportateur ?")


def test_two_hundred_requests_a_second_are_limited_and_other_phones_are_not(
    world: World, phone: Handset
) -> None:
    """Bad-input row 24."""
    phone.dial()
    turn = phone.built(Kind.BEGIN, "")
    # One step is counted, in a second that does not end: what two hundred take on this machine is not the point.
    world.redis.set(f"n:{world.keyring.index(phone.phone, 'session')}", 1)
    screens = [world.conversation.converse(turn) for _ in range(200)]
    refused = [screen for screen in screens if screen.text.startswith("Trop d'envois à la fois.")]
    assert refused == screens[STEPS_PER_SECOND_MAX - 1 :]
    assert not screens[-1].more
    assert Handset(world, phone=KOFFI).dial().startswith("Guichet")


@pytest.mark.parametrize("language", ["", "en", "xx"])
def test_refusals_are_words_in_any_language(world: World, language: str) -> None:
    phone = Handset(world, phone=KWAME)
    screen = world.conversation.converse(replace(phone.built(Kind.BEGIN, ""), language=language))
    assert "Mali" in screen.text
