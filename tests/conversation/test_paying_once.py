"""A payment begins once: repeated, at once, late, after Redis lost all; and a redial sees it before anything else."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from conversation.dues import Standing
from conversation.effects import Pay
from kernel.turn import Kind, TextMode
from tests.cast import AWA, MOUSSA
from tests.conversation.desk import QUITTANCE
from tests.conversation.test_a_request import ANSWERS
from tests.conversation.world import Handset, World
from tests.waiting import until

UNDER_WAY = "Paiement en cours, ne payez pas deux fois."
PROMPTED = "Tapez votre code secret sur la demande Moov Money: 1 900 F + frais 19 F."


@pytest.fixture(params=TextMode)
def payer(world: World, request: pytest.FixtureRequest) -> Handset:
    """A phone in front of the digit that pays."""
    world.desk.put(AWA)
    phone = Handset(world, request.param)
    phone.dial()
    phone.say("2", "1", "1", "1", "2")
    assert "1 Confirmer" in phone.last.text
    return phone


def payments(world: World) -> int:
    return sum(isinstance(effect, Pay) for _, effect in world.ledger.done)


def test_a_repeated_consent_pays_once(world: World, payer: Handset) -> None:
    """Fault row 35."""
    end = payer.say("1")
    assert end.startswith(PROMPTED)
    assert [payer.again() for _ in range(3)] == [end] * 3
    world.redis.flushdb()
    assert payer.again() == end
    assert payments(world) == 1


def test_equal_consents_at_the_same_instant_pay_once(world: World, payer: Handset) -> None:
    """Fault row 35."""
    payer.text += "*1"
    payer.sequence += 1
    turn = payer.built(Kind.CONTINUE, payer.text if payer.mode is TextMode.ACCUMULATED else "1")
    with ThreadPoolExecutor(8) as threads:
        screens = set(threads.map(lambda _: world.conversation.converse(turn), range(8)))
    assert [screen.text.splitlines()[0] for screen in screens] == [PROMPTED]
    assert payments(world) == 1


def test_a_redial_at_the_pin_shows_the_payment_first(world: World, payer: Handset) -> None:
    """Fault row 36."""
    payer.say("1")
    assert payer.dial().startswith(UNDER_WAY)
    assert "1 Actualiser" in payer.last.text
    assert payer.dial().startswith(UNDER_WAY), "and yet another one"
    assert payer.dial("4").startswith("Choisir un service:"), "dialled digits say what they want"
    assert payments(world) == 1


def test_once_paid_a_redial_says_so_once(world: World, payer: Handset) -> None:
    payer.say("1")
    [reference] = world.desk.bills
    world.desk.stand(reference, Standing("paid", quittance=QUITTANCE), state="paid", paid_xof=1900)
    assert "Déjà payée." in payer.dial()
    assert payer.dial().startswith("Guichet")


def test_a_payment_that_failed_or_was_not_consented_to_leaves_the_menu(world: World, payer: Handset) -> None:
    assert payer.dial().startswith("Guichet"), "nothing was begun: a consent never comes back"
    payer.say("2", "1", "1", "1", "2", "1")
    [reference] = world.desk.bills
    world.desk.stand(reference, Standing("open"))
    assert payer.dial().startswith("Guichet")
    assert payments(world) == 1


def test_nobody_else_is_shown_the_payment(world: World, payer: Handset) -> None:
    payer.say("1")
    assert Handset(world, phone=MOUSSA).dial().startswith("Guichet")


def test_a_dropped_request_is_offered_after_the_payment(world: World) -> None:
    phone = Handset(world)
    reference = world.desk.put(AWA)
    phone.dial("17")
    phone.say("1", *ANSWERS[:2], "0", "0", "0", "0", "2", "1", "1", "1", "2", "1")
    assert phone.last.text.startswith(PROMPTED)
    assert phone.dial().startswith(UNDER_WAY)
    world.desk.stand(reference, Standing("open"))
    assert phone.dial().startswith("Demande non terminée: Certificat d'origine")


def test_a_payment_that_is_late_is_said_to_be_on_its_way_and_begins_once(
    world: World, payer: Handset
) -> None:
    """Fault row 5: PostgreSQL is slower than the fuse; the work ends by itself."""
    world.conversation._fuse_s = 0.2
    world.ledger.hold = threading.Event()
    assert payer.say("1").startswith("Votre paiement est en route: ne payez pas deux fois.")
    assert not payer.last.more
    world.ledger.hold.set()
    world.conversation._fuse_s = 60.0
    until(lambda: payments(world))
    assert payer.dial().startswith(UNDER_WAY)
    assert payments(world) == 1


def test_a_session_that_redis_lost_is_replayed_up_to_the_consent_only(world: World) -> None:
    """Fault row 9."""
    world.desk.put(AWA)
    phone = Handset(world)
    phone.dial()
    phone.say("2", "1", "1", "1", "2")
    world.redis.flushdb()
    assert phone.say("1").startswith("Payer 1 900 F + frais 19 F")
    assert payments(world) == 0
    assert phone.say("1").startswith(PROMPTED)
    assert payments(world) == 1


def test_without_a_database_a_redial_ends_politely(world: World, payer: Handset) -> None:
    payer.say("1")
    world.desk.down = True
    assert payer.dial().startswith("Le service est indisponible un moment.")
    world.desk.down = False
    assert payer.dial().startswith(UNDER_WAY)
