"""A request from the first question to its reference, as the citizen reads it."""

from conversation.effects import Deposit
from kernel.gsm import septets
from tests.conversation.world import Handset, World

ANSWERS = (
    "Awa Traore", "MA.BKO.2020.B.1234", "120740", "2", "1", "Negoce SA", "Sesame", "30", "1500", "F-12", "1",
)  # fmt: skip


def confirmed(phone: Handset) -> str:
    """Turn the pages of the summary and confirm."""
    while "1 Confirmer" not in phone.last.text:
        phone.say("98")
    return phone.say("1")


def test_questions_come_one_by_one_and_end_in_a_reference(world: World, phone: Handset) -> None:
    phone.dial("17")
    assert phone.say("1") == "Nom de l'exportateur ?\nComme sur le RCCM\n0 Retour 00 Accueil"
    assert phone.say("Awa Traore").startswith("Numéro RCCM ?")
    assert phone.say("MA.BKO.2020.B.1234").startswith("Code SH du produit ?")
    assert phone.say("120740") == (
        "Pour quel régime ?\n1 UEMOA\n2 ZLECAf\n3 CEDEAO\n4 Union européenne\n5 Autre\n0 Retour 00 Accueil"
    )
    assert phone.say("2").startswith("Pays de destination ?\n1 Sénégal")
    assert phone.say("1").startswith("Nom du destinataire ?")
    assert phone.say("Negoce SA").startswith("Nom du produit ?")
    assert phone.say("Sesame").startswith("Nombre de colis ?")
    assert phone.say("30").startswith("Poids brut en kg ?")
    phone.say("1500")
    assert phone.say("F-12").startswith("Origine du produit ?\n1 Récolté ou extrait ici\n2 Transformé ici")
    assert phone.say("1") == (
        "Vérifiez: Certificat d'origine\nNom de l'exportateur: Awa Traore\nNuméro RCCM: MA.BKO.2020.B.1234\n"
        "Code SH du produit: 120740\n98 Suite 0 Retour 00 Accueil"
    )
    assert phone.say("98") == (
        "Pour quel régime: ZLECAf\nPays de destination: Sénégal\nNom du destinataire: Negoce SA\n"
        "Nom du produit: Sesame\nNombre de colis: 30\n98 Suite 0 Retour 00 Accueil"
    )
    assert phone.say("98") == (
        "Poids brut en kg: 1500\nNuméro de la facture: F-12\nOrigine du produit: Récolté ou extrait ici\n"
        "Frais: au guichet\n1 Confirmer\n2 Corriger\n0 Retour 00 Accueil"
    )
    assert world.ledger.done == []
    assert phone.say("1") == (
        "Demande déposée.\nRéférence 26 57686845 63\nCode 4821\nGardez-les, un SMS les répète.\n"
        "Rien à faire: un SMS vous dira la suite."
    ).replace("26 57686845 63", phone.last.text.splitlines()[1].removeprefix("Référence "))
    assert not phone.last.more
    [(who, effect)] = world.ledger.done
    assert who == phone.phone
    assert effect == Deposit(
        17,
        {
            "exporter_name": "Awa Traore", "rccm": "MA.BKO.2020.B.1234", "hs6": "120740", "regime": "ZLECAF",
            "destination": "SN", "consignee_name": "Negoce SA", "goods": "Sesame", "packages": "30",
            "weight_kg": "1500", "invoice_number": "F-12", "criterion": "OBTENU",
        },
        "fr",
    )  # fmt: skip


def test_the_digit_that_confirms_works_only_where_it_is_shown(world: World, phone: Handset) -> None:
    phone.dial("17")
    phone.say("1", *ANSWERS)
    assert "98 Suite" in phone.last.text
    assert phone.say("1").startswith("Ce choix n'existe pas.")
    assert world.ledger.done == []


def test_an_answer_is_corrected_without_typing_the_others_again(world: World, phone: Handset) -> None:
    phone.dial("17")
    phone.say("1", *ANSWERS, "98", "98")
    assert phone.say("2").startswith("Corriger quoi ?\n1 Nom de l'exportateur\n2 Numéro RCCM")
    phone.say("1")
    assert phone.say("Binta Diallo").splitlines()[1] == "Nom de l'exportateur: Binta Diallo"
    confirmed(phone)
    [(_, effect)] = world.ledger.done
    assert isinstance(effect, Deposit)
    assert effect.answers["exporter_name"] == "Binta Diallo"


def test_a_correction_that_opens_a_question_asks_it(world: World, phone: Handset) -> None:
    phone.dial("17")
    phone.say("1", *ANSWERS, "98", "98", "2", "98", "98", "1")
    assert phone.last.text.startswith("Origine du produit ?")
    assert phone.say("2").startswith("Numéro d'agrément ?")
    assert phone.say("UEMOA-87").startswith("Vérifiez")
    confirmed(phone)
    [(_, effect)] = world.ledger.done
    assert isinstance(effect, Deposit)
    assert effect.answers["approval"] == "UEMOA-87"


def test_a_correction_that_closes_a_question_drops_its_answer(world: World, phone: Handset) -> None:
    phone.dial("17")
    phone.say("1", *ANSWERS[:-1], "2", "UEMOA-87")
    while "2 Corriger" not in phone.last.text:
        phone.say("98")
    phone.say("2", "98", "98", "1", "1")
    confirmed(phone)
    [(_, effect)] = world.ledger.done
    assert isinstance(effect, Deposit)
    assert "approval" not in effect.answers


def test_back_asks_the_question_before(phone: Handset) -> None:
    phone.dial("17")
    phone.say("1", "Awa Traore", "MA.BKO.2020.B.1234")
    assert phone.say("0").startswith("Numéro RCCM ?")
    assert phone.say("0").startswith("Nom de l'exportateur ?")
    assert phone.say("0").startswith("17 Certificat d'origine")


def test_a_refused_answer_is_asked_again_with_the_reason_three_times(phone: Handset) -> None:
    """Bad-input row 22."""
    phone.dial("17")
    phone.say("1", "Awa Traore", "MA.BKO.2020.B.1234")
    assert phone.say("12074O") == (
        "Tapez des chiffres seulement.\nCode SH du produit ?\n6 chiffres. Ex: sésame 120740\n"
        "0 Retour 00 Accueil"
    )
    assert phone.say("12074").startswith("La forme n'est pas bonne.")
    assert phone.say("0x") == "Trois réponses non valables. Relisez vos papiers et recomposez *384#."
    assert not phone.last.more


def test_five_hundred_letters_emoji_and_marks_keep_every_screen_small(world: World, phone: Handset) -> None:
    """Bad-input row 19."""
    phone.dial("17")
    head = ("Awa\u202e 😀" + "a" * 20, "é\u0301" * 250, "120740", "1", "1", "x" * 500, "y" * 500)
    for typed in (*head, "9", "10", "x" * 500, "1"):
        assert septets(phone.say(typed)) <= 160
    while "98 " in phone.last.text:
        assert septets(phone.say("98")) <= 160
