"""The same request gets the same bytes and runs nothing twice: repeated, at once, or after Redis lost all."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from kernel.turn import Kind, TextMode
from tests.conversation.test_a_request import ANSWERS, confirmed
from tests.conversation.world import Handset, World


@pytest.fixture(params=TextMode)
def asker(world: World, request: pytest.FixtureRequest) -> Handset:
    """A phone in front of the digit that confirms."""
    phone = Handset(world, request.param)
    phone.dial("17")
    phone.say("1", *ANSWERS, "98", "98")
    assert "1 Confirmer" in phone.last.text
    return phone


def test_a_repeated_step_gets_the_same_bytes(world: World) -> None:
    """Fault row 35."""
    for mode in TextMode:
        phone = Handset(world, mode)
        phone.dial()
        for typed in ("4", "17", "1", "Awa Traore", "x" * 40):
            phone.say(typed)
            first = phone.last
            assert phone.again() == first.text
            assert phone.last == first


def test_a_repeated_confirmation_deposits_once(world: World, asker: Handset) -> None:
    """Fault row 35."""
    end = asker.say("1")
    assert [asker.again() for _ in range(3)] == [end] * 3
    assert len(world.ledger.done) == 1


def test_equal_confirmations_at_the_same_instant_deposit_once(world: World, asker: Handset) -> None:
    """Fault row 35."""
    asker.say("1")
    world.ledger.done.clear()
    asker.dial("17", session="another")
    asker.say("1", *ANSWERS, "98", "98")
    asker.text += "*1"
    turn = asker.built(Kind.CONTINUE, asker.text if asker.mode is TextMode.ACCUMULATED else "1")
    with ThreadPoolExecutor(8) as threads:
        screens = list(threads.map(lambda _: world.conversation.converse(turn), range(8)))
    assert len(set(screens)) == 1
    assert screens[0].text.startswith("Demande déposée.")
    assert len(world.ledger.done) == 1


def test_a_confirmation_repeated_after_redis_lost_all_gets_the_committed_reply(
    world: World, asker: Handset
) -> None:
    """Fault row 9."""
    end = asker.say("1")
    world.redis.flushdb()
    assert asker.again() == end
    world.redis.flushdb()
    assert asker.again() == end
    assert len(world.ledger.done) == 1


def test_a_session_that_redis_lost_is_replayed_up_to_the_consent(world: World) -> None:
    """Fault row 9."""
    phone = Handset(world)
    phone.dial("17")
    phone.say("1", *ANSWERS)
    world.redis.flushdb()
    assert phone.say("98").startswith("Vérifiez: Certificat d'origine")
    world.redis.flushdb()
    assert phone.say("1").startswith("Vérifiez: Certificat d'origine")
    assert world.ledger.done == []
    assert confirmed(phone).startswith("Demande déposée.")
    assert len(world.ledger.done) == 1


def test_a_session_restored_from_its_receipt_goes_on(world: World, phone: Handset) -> None:
    """Fault row 9: the language was chosen and committed, then Redis lost the session."""
    phone.dial()
    phone.say("5", "4")
    world.redis.flushdb()
    assert phone.say("17").startswith("17 Certificate of origin")
    assert len(world.ledger.done) == 1


def test_a_last_input_without_its_session_ends_politely(world: World) -> None:
    """Fault row 9."""
    phone = Handset(world, TextMode.LAST)
    phone.dial("17")
    phone.say("1", "Awa Traore")
    world.redis.flushdb()
    assert phone.say("MA.BKO.2020") == (
        "La session a coupé, rien n'est perdu de ce qui fut confirmé. Recomposez *384#."
    )
    assert not phone.last.more


def test_an_operator_that_reuses_session_ids_begins_anew(world: World) -> None:
    phone = Handset(world, TextMode.LAST)
    phone.dial("17", session="same")
    phone.say("1", *ANSWERS)
    confirmed(phone)
    phone.sequence = 99
    assert phone.send(phone.built(Kind.BEGIN, "")).startswith("Guichet")
    assert phone.say("4").startswith("Choisir un service:")


def test_another_phone_may_not_enter_a_session(world: World, phone: Handset) -> None:
    """Bad-input row 14."""
    phone.dial("17", session="mine")
    thief = Handset(world, phone="+22366000002")
    thief.session = "mine"
    thief.text = "17"
    assert thief.say("1") == "Cette session appartient à un autre numéro. Recomposez *384#."
    assert not thief.last.more
    assert phone.say("1").startswith("Nom de l'exportateur ?")
