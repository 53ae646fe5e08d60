"""After a dropped session: go on where it stood, on an empty dial only, and never inside a consent."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from kernel.turn import TextMode
from tests.cast import MOUSSA
from tests.conversation.test_a_request import ANSWERS, confirmed
from tests.conversation.world import Handset, World

OFFER = "Demande non terminée: Certificat d'origine\n1 Continuer\n2 Recommencer\n0 Retour"


@pytest.fixture(params=TextMode)
def caller(world: World, request: pytest.FixtureRequest) -> Handset:
    """A phone whose session dropped after two answers."""
    phone = Handset(world, request.param)
    phone.dial("17")
    phone.say("1", *ANSWERS[:2])
    return phone


def test_an_empty_dial_offers_to_go_on_at_the_next_question(world: World, caller: Handset) -> None:
    """Fault row 36."""
    assert caller.dial() == OFFER
    assert caller.say("1").startswith("Code SH du produit ?")
    caller.say(*ANSWERS[2:])
    assert confirmed(caller).startswith("Demande déposée.")
    assert len(world.ledger.done) == 1
    assert caller.dial().startswith("Guichet")


def test_going_back_after_resuming_walks_the_questions_before(caller: Handset) -> None:
    caller.dial()
    caller.say("1")
    assert caller.say("0").startswith("Numéro RCCM ?")
    assert caller.say("0", "0").startswith("17 Certificat d'origine")


def test_starting_again_drops_the_request(caller: Handset) -> None:
    caller.dial()
    assert caller.say("2").startswith("Guichet")
    assert caller.dial().startswith("Guichet")


def test_a_request_dropped_before_its_confirmation_resumes_at_the_last_question(
    world: World, caller: Handset
) -> None:
    caller.say(*ANSWERS[2:], "98", "98")
    assert "1 Confirmer" in caller.last.text
    caller.dial()
    assert caller.say("1").startswith("Origine du produit ?")
    assert caller.say("2", "Agre-87").startswith("Vérifiez: Certificat d'origine")
    assert world.ledger.done == []


@pytest.mark.parametrize("dialled", ["17", "4", "1", "17*1"])
def test_dialled_digits_are_never_answered_with_the_offer(caller: Handset, dialled: str) -> None:
    assert caller.dial(dialled) != OFFER


@pytest.mark.parametrize(
    "typed", [(), ("17",), ("17", "2"), ("17", "1")], ids=["menu", "service", "papers", "question"]
)
def test_without_an_answered_question_there_is_no_offer(world: World, typed: tuple[str, ...]) -> None:
    phone = Handset(world)
    phone.dial()
    phone.say(*typed)
    assert phone.dial().startswith("Guichet")


def test_no_offer_after_going_home_nor_to_another_phone(world: World, caller: Handset) -> None:
    assert Handset(world, phone=MOUSSA).dial().startswith("Guichet")
    caller.say("00")
    assert caller.dial().startswith("Guichet")


def test_three_wrong_answers_end_in_an_offer(caller: Handset) -> None:
    caller.say("x", "y", "z")
    assert not caller.last.more
    assert caller.dial() == OFFER


def test_a_session_of_more_than_180_s_ends_and_can_be_resumed(world: World) -> None:
    """Bad-input row 25."""
    with time_machine.travel(datetime(2026, 11, 21, 12, tzinfo=UTC), tick=False) as clock:
        phone = Handset(world)
        phone.dial("17")
        phone.say("1", *ANSWERS[:2])
        clock.shift(timedelta(seconds=181))
        assert phone.say("120740") == (
            "La session est trop longue. Recomposez *384# avant 10 min pour continuer."
        )
        assert not phone.last.more
        assert phone.dial() == OFFER


def test_a_session_of_more_than_60_steps_ends(phone: Handset) -> None:
    """Bad-input row 25."""
    phone.dial()
    for _ in range(30):
        phone.say("4", "0")
        if not phone.last.more:
            break
    assert phone.last.text.startswith("La session est trop longue.")
