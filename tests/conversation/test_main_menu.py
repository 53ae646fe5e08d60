"""The first screen and what is typed on it."""

import pytest

from kernel.gsm import septets
from kernel.turn import TextMode
from tests.cast import KOFFI
from tests.conversation.world import Handset, World

MENU = """Guichet
1 Suivre un dossier
2 Payer
3 Verifier un document
4 Demander un service
5 Langue, aide"""


def test_the_first_screen_is_the_published_one(phone: Handset) -> None:
    assert phone.dial() == MENU
    assert phone.last.more
    assert phone.last.name == "menu"


@pytest.mark.parametrize("typed", ["0", "00", "98", "99", "7", "abc", "1#", "09", "*"])
def test_what_is_no_choice_shows_the_same_screen_with_the_reason(phone: Handset, typed: str) -> None:
    """Bad-input row 17."""
    phone.dial()
    again = phone.say(typed)
    # "00" is home wherever one is; here it shows home.
    assert again == (MENU if typed == "00" else f"Ce choix n'existe pas.\n{MENU}")


@pytest.mark.parametrize(
    "typed", ["4", "4 ", " 4", "４"], ids=["plain", "blank after", "blank before", "full width"]
)
@pytest.mark.parametrize("mode", TextMode)
def test_a_digit_is_taken_however_the_keyboard_writes_it(world: World, mode: TextMode, typed: str) -> None:
    """Bad-input row 17."""
    phone = Handset(world, mode)
    phone.dial()
    assert phone.say(typed).startswith("Choisir un service:")


def test_an_empty_answer_shows_the_same_screen_with_the_reason(world: World) -> None:
    """Bad-input row 17."""
    phone = Handset(world, TextMode.LAST)
    phone.dial()
    assert phone.say("") == f"Ce choix n'existe pas.\n{MENU}"


def test_three_wrong_choices_end_politely_with_the_way_back(phone: Handset) -> None:
    phone.dial()
    phone.say("7", "8")
    assert phone.last.more
    assert phone.say("9") == "Trois réponses non valables. Relisez vos papiers et recomposez *384#."
    assert not phone.last.more


def test_a_right_choice_clears_the_count_of_wrong_ones(phone: Handset) -> None:
    phone.dial()
    phone.say("7", "8", "4", "0", "7", "8")
    assert phone.last.more


def test_paying_has_four_ways_where_there_is_a_tax_and_its_digits_stay_elsewhere(world: World) -> None:
    phone = Handset(world)
    phone.dial()
    assert phone.say("2") == (
        "Payer\n1 Mes factures\n2 Une référence\n3 TDRL, taxe locale\n4 J'ai déjà payé\n0 Retour"
    )
    assert phone.say("0") == MENU
    benin = Handset(world, phone=KOFFI, code="*385#", network="61603")
    benin.dial()
    assert benin.say("2") == "Payer\n1 Mes factures\n2 Une référence\n4 J'ai déjà payé\n0 Retour"


def test_services_of_the_country_are_listed_five_a_page(phone: Handset) -> None:
    phone.dial()
    first = phone.say("4")
    assert first.splitlines()[-1] == "98 Suite 0 Retour"
    assert [line[0] for line in first.splitlines()[1:-1]] == ["1", "2", "3", "4", "5"]
    assert phone.say("98").splitlines()[1].startswith("1 ")
    assert phone.say("0") == first
    assert phone.say("0") == MENU


def test_a_service_code_of_benin_lists_the_services_of_benin(world: World) -> None:
    phone = Handset(world, phone=KOFFI, code="*385#", network="61603")
    phone.dial()
    assert "Casier judiciaire B3" in phone.say("4")


def test_a_service_number_opens_that_service_from_the_menu_and_from_the_list(phone: Handset) -> None:
    phone.dial()
    service = phone.say("17")
    assert service == (
        "17 Certificat d'origine\nFrais: au guichet\nDélai: Non publié: un SMS à chaque étape\n"
        "1 Déposer la demande\n2 Pièces à fournir\n3 Base légale\n0 Retour"
    )
    assert phone.say("0", "4", "17").startswith("17 Certificat d'origine")


def test_a_service_of_the_counter_says_where(phone: Handset) -> None:
    phone.dial("10")
    assert phone.last.text.splitlines()[:2] == ["10 Copie acte de naissance", "Frais: 100 F"]
    assert "état civil" in phone.say("1")


def test_what_is_free_says_so_loudly(world: World, phone: Handset) -> None:
    day = world.conversation._context(phone.turn).now.date()
    free = next(
        number for number, service in world.catalogue.services.items()
        if (fee := service.fee_on(day)) and fee.amount_xof == 0
    )  # fmt: skip
    assert "GRATUIT: ne payez personne" in phone.dial(str(free))


def test_papers_come_on_pages_that_fit(phone: Handset) -> None:
    phone.dial("17")
    pages = [phone.say("2")]
    while "98 " in pages[-1]:
        pages.append(phone.say("98"))
    text = "\n".join(pages)
    assert "RCCM, NIF et patente export" in text
    assert "apex-mali.gouv.ml" in text
    assert max(map(septets, pages)) <= 160


def test_home_is_reached_from_anywhere(phone: Handset) -> None:
    phone.dial("17")
    phone.say("1", "Awa Traore")
    assert phone.say("00") == MENU
