"""Operators that send everything typed so far: repeated, late, early, divergent and starred transcripts."""

from conversation.effects import Deposit
from kernel.turn import Kind
from tests.conversation.test_a_request import ANSWERS, confirmed
from tests.conversation.world import Handset, World


def test_stars_and_hashes_in_a_text_are_part_of_it(world: World, phone: Handset) -> None:
    """Bad-input row 18."""
    phone.dial("17")
    phone.say("1", "Awa *Ma* Traore#", *ANSWERS[1:])
    confirmed(phone)
    [(_, effect)] = world.ledger.done
    assert isinstance(effect, Deposit)
    assert effect.answers["exporter_name"] == "Awa *Ma* Traore#"


def test_a_shorter_transcript_gets_its_old_reply_and_moves_nothing(phone: Handset) -> None:
    """Bad-input row 16."""
    menu = phone.dial()
    services = phone.say("4")
    service = phone.say("17")
    assert phone.send(phone.built(Kind.CONTINUE, "4")) == services
    assert phone.send(phone.built(Kind.BEGIN, "")) == menu
    assert phone.send(phone.built(Kind.CONTINUE, "4*17")) == service
    assert phone.say("1").startswith("Nom de l'exportateur ?")


def test_a_shorter_transcript_never_seen_shows_the_present_screen(phone: Handset) -> None:
    """Bad-input row 16. "17" was dialled with "17*1" in one go."""
    question = phone.dial("17*1")
    assert phone.send(phone.built(Kind.CONTINUE, "17")) == question
    assert phone.say("Awa Traore").startswith("Numéro RCCM ?")


def test_an_input_that_was_lost_is_walked_with_the_next_one(phone: Handset) -> None:
    """Bad-input row 16: the transcript jumps by two, and both are validated."""
    phone.dial()
    assert phone.say("17*1").startswith("Nom de l'exportateur ?")
    phone.dial()
    assert phone.say("17*9").startswith("Ce choix n'existe pas.")


def test_two_inputs_at_once_do_not_pass_a_consent(world: World, phone: Handset) -> None:
    """Bad-input row 16."""
    phone.dial("17")
    phone.say("1", *ANSWERS, "98", "98")
    assert "1 Confirmer" in phone.last.text
    assert "1 Confirmer" in phone.say("1*1")
    assert world.ledger.done == []


def test_a_divergent_transcript_begins_again_and_causes_no_effect(world: World, phone: Handset) -> None:
    """Bad-input row 16."""
    phone.dial()
    phone.say("5", "4")
    assert len(world.ledger.done) == 1
    phone.text = "5*2"
    assert phone.send(phone.built(Kind.CONTINUE, "5*2")).splitlines()[2] == "2 Bamanankan"
    assert len(world.ledger.done) == 1
    assert phone.send(phone.built(Kind.CONTINUE, "17")).startswith("17 Certificate of origin")


def test_nothing_goes_on_after_the_end(world: World, phone: Handset) -> None:
    phone.dial("17")
    phone.say("1", *ANSWERS)
    end = confirmed(phone)
    turn = phone.turn
    assert phone.say("1") == "Cette session est finie. Recomposez *384#."
    other = turn.text.replace("Awa", "Binta")
    assert phone.send(phone.built(Kind.CONTINUE, other)) == "Cette session est finie. Recomposez *384#."
    assert phone.send(turn) == end
    assert len(world.ledger.done) == 1


def test_a_transcript_of_many_screens_is_refused(phone: Handset) -> None:
    """Bad-input rows 19 and 25."""
    phone.dial()
    assert phone.say("1" * 4001).startswith("La session est trop longue.")
