"""Where is my file: the state, its age and the next step, for its owner and for who has the reference."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from conversation.effects import Refresh
from kernel import ids
from kernel.gsm import septets
from tests.cast import MOUSSA
from tests.conversation.world import Handset, World, case

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
REFERENCE = "26 57686845 63"


@pytest.fixture(autouse=True)
def _noon() -> object:
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def test_a_phone_with_cases_picks_one_and_reads_its_age_and_next_step(world: World, phone: Handset) -> None:
    world.shelf.put(phone.phone, case(checked=timedelta(minutes=30)))
    phone.dial()
    assert phone.say("1") == (
        "Vos dossiers\n1 Certificat d.. 12/11: En vérification\n9 Autre référence\n0 Retour"
    )
    assert phone.say("1") == (
        f"{REFERENCE}\nEn vérification depuis le 12/11\nMis à jour il y a 30 min\n"
        "Rien à faire: attendez le SMS de l'administration.\n0 Retour 00 Accueil"
    )


@pytest.mark.parametrize(
    ("checked", "age"),
    [
        (None, "Pas encore mis à jour"),
        (timedelta(seconds=-30), "Mis à jour à l'instant"),
        (timedelta(seconds=59), "Mis à jour à l'instant"),
        (timedelta(minutes=89), "Mis à jour il y a 89 min"),
        (timedelta(minutes=90), "Mis à jour il y a 1 h"),
        (timedelta(hours=47), "Mis à jour il y a 47 h"),
        (timedelta(hours=48), "Mis à jour il y a 2 j"),
    ],
    ids=["never", "a clock ahead", "now", "minutes", "an hour", "hours", "days"],
)
def test_the_age_of_the_news_is_told(
    world: World, phone: Handset, checked: timedelta | None, age: str
) -> None:
    world.shelf.put(phone.phone, case(checked=checked))
    phone.dial("1*1")
    assert phone.last.text.splitlines()[2] == age


def test_old_news_can_be_refreshed_and_the_answer_comes_by_sms(world: World, phone: Handset) -> None:
    view = case(checked=timedelta(hours=3))
    world.shelf.put(phone.phone, view)
    phone.dial("1*1")
    assert phone.last.text.splitlines()[-2:] == ["1 Actualiser (réponse par SMS)", "0 Retour"]
    assert phone.say("1").startswith("C'est demandé. La réponse arrive par SMS")
    assert phone.last.more
    assert world.ledger.done == [(phone.phone, Refresh(view.reference))]


@pytest.mark.parametrize("state", ["disponible", "retiree", "rejetee"])
def test_a_case_that_moves_no_more_is_not_refreshed(world: World, phone: Handset, state: str) -> None:
    world.shelf.put(phone.phone, case(state=state, checked=None))
    assert "Actualiser" not in phone.dial("1*1")


def test_the_officers_note_is_read_by_its_owner_to_the_end(world: World, phone: Handset) -> None:
    note = " ".join(["Apportez la facture originale"] * 5)
    world.shelf.put(phone.phone, case(note=note))
    pages = [phone.dial("1*1")]
    while "98 " in pages[-1]:
        pages.append(phone.say("98"))
    text = " ".join(line for page in pages for line in page.splitlines())
    assert text.count("originale") == 5
    assert max(map(septets, pages)) <= 160
    # The digit of a menu works on whichever page it is read.
    assert phone.say("1").startswith("C'est demandé")


def test_a_phone_without_cases_is_asked_for_a_reference(phone: Handset) -> None:
    phone.dial()
    assert phone.say("1") == "Tapez la référence du dossier: 12 chiffres\n0 Retour"


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("265768684564", "Un chiffre est faux. Relisez le numéro."),
        ("2657686845", "Il faut 12 chiffres."),
        ("ML-CO-17", "Tapez des chiffres seulement."),
        (ids.reference(9, 2026, b"reference key of the tests"), "Aucun dossier avec cette référence."),
    ],
    ids=["check digit", "length", "letters", "nobody's"],
)
def test_a_wrong_reference_is_explained(phone: Handset, typed: str, reason: str) -> None:
    """Bad-input row 22."""
    phone.dial("1")
    assert phone.say(typed).splitlines()[0] == reason
    phone.say(typed)
    assert phone.last.more
    assert phone.say(typed).startswith("Trois réponses non valables.")
    assert not phone.last.more


@pytest.mark.parametrize(
    "typed", ["265768684563", REFERENCE, "26-57686845-63", "26*57686845*63", "２６５７６８６８４５６３"]
)
def test_a_reference_is_found_however_it_is_typed(world: World, phone: Handset, typed: str) -> None:
    world.shelf.put(MOUSSA, case())
    phone.dial("1")
    assert phone.say(typed).splitlines()[0] == REFERENCE


def test_a_stranger_reads_state_and_next_step_only_until_the_code_is_typed(world: World) -> None:
    world.shelf.put("+22370000009", case(note="Apportez la facture"), code="4821")
    stranger = Handset(world, phone=MOUSSA)
    stranger.dial("1")
    assert stranger.say(REFERENCE) == (
        f"{REFERENCE}\nEn vérification depuis le 12/11\nMis à jour il y a 3 h\n"
        "Rien à faire: attendez le SMS de l'administration.\n1 Taper le code (détails)\n0 Retour"
    )
    assert stranger.say("1") == "Tapez le code du dossier: 4 chiffres\n0 Retour 00 Accueil"
    assert stranger.say("12").startswith("Le code a 4 chiffres.")
    assert stranger.say("1111").startswith("Code faux.")
    stranger.say("48 21")
    text = stranger.last.text
    assert "Actualiser" not in text
    while "98 " in stranger.last.text:
        text += stranger.say("98")
    assert "Note: Apportez la facture" in text
    stranger.say("0", "0", "0")
    assert stranger.last.more


def test_a_code_is_tried_three_times(world: World) -> None:
    """Bad-input row 23."""
    world.shelf.put("+22370000009", case(), code="4821")
    stranger = Handset(world, phone=MOUSSA)
    stranger.dial("1")
    stranger.say(REFERENCE, "1", "1111", "2222")
    assert stranger.last.more
    assert stranger.say("3333").startswith("Trois réponses non valables.")


def test_many_cases_come_five_a_page_at_most_and_a_digit_stays_with_its_case(
    world: World, phone: Handset
) -> None:
    for serial in range(7):
        world.shelf.put(phone.phone, case(serial))
    pages = [phone.dial("1")]
    while "98 " in pages[-1]:
        pages.append(phone.say("98"))
    cases = [line for page in pages for line in page.splitlines() if ": En vérification" in line]
    assert len(cases) == 7
    assert all(int(line[0]) <= 5 for line in cases)
    assert all("9 Autre référence" in page for page in pages)
    # Another case arrives while the citizen looks at the last page.
    world.shelf.cases = {"0": (phone.phone, "", case(99)), **world.shelf.cases}
    last = len([line for line in pages[-1].splitlines() if ": En vérification" in line])
    assert phone.say(str(last)).splitlines()[0] == ids.spaced(case(6).reference)


def test_another_reference_can_be_asked_from_the_list(world: World, phone: Handset) -> None:
    world.shelf.put(phone.phone, case())
    phone.dial("1")
    assert phone.say("9").startswith("Tapez la référence")
