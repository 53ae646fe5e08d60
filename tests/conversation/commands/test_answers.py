"""What each command is answered, and how a reply carries the same conversation on."""

from dataclasses import replace
from datetime import timedelta

import pytest

from conversation.commands.effects import SendAgain, StartMessages, StopMessages
from conversation.dues import Standing
from conversation.effects import Deposit, Pay, Refresh, SetLanguage
from conversation.session import Frame, Session
from kernel import ids
from tests.cast import AWA, KWAME, MOUSSA
from tests.conversation.commands.conftest import NOW, Counter
from tests.conversation.desk import CODE, QUITTANCE
from tests.conversation.test_a_request import ANSWERS
from tests.conversation.world import case


def answering(counter: Counter, *texts: str) -> str:
    for text in texts:
        said = counter.text(text)
    return said


def test_an_own_file_is_told_whole_with_its_age(counter: Counter) -> None:
    counter.shelf.put(AWA, case(note="Apportez la facture", now=NOW))
    assert counter.text(f"SUIVI {case().reference}").splitlines() == [
        ids.spaced(case().reference), "En vérification depuis le 12/11", "Mis à jour il y a 3 h",
        "Rien à faire: attendez le SMS de l'administration.", "Note: Apportez la facture", "Répondez:",
        "1 Actualiser (réponse par SMS)",
    ]  # fmt: skip
    counter.outcome = {"asked": "yes"}
    assert counter.text("1") == "C'est demandé. La réponse arrive par SMS, vous pouvez raccrocher."
    assert counter.done == [Refresh(case().reference)]


def test_another_phone_reads_state_and_next_step_only(counter: Counter) -> None:
    counter.shelf.put(AWA, case(note="Pour Awa", now=NOW))
    said = counter.text(f"SUIVI {case().reference}", MOUSSA)
    assert "Pour Awa" not in said
    assert said.splitlines()[-1] == "1 Taper le code (détails)"


@pytest.mark.parametrize(("code", "opened"), [("4821", True), ("4822", False)])
def test_the_code_opens_a_file_to_another_phone(counter: Counter, code: str, opened: bool) -> None:
    counter.shelf.put(AWA, case(note="Pour Awa", now=NOW))
    said = counter.text(f"SUIVI {case().reference} {code}", MOUSSA)
    assert ("Pour Awa" in said) is opened
    assert said.startswith("Code faux.") is not opened


def test_without_a_reference_one_reads_a_list_and_picks(counter: Counter) -> None:
    for serial in range(3):
        counter.shelf.put(AWA, case(serial, state="disponible", now=NOW))
    listed = counter.text("SUIVI").splitlines()
    assert (listed[0], listed[1][:2], listed[4]) == ("Vos dossiers", "1 ", "9 Autre référence")
    assert counter.text("2").splitlines()[0] == ids.spaced(case(1).reference)


def test_who_has_no_file_is_asked_a_reference(counter: Counter) -> None:
    counter.shelf.put(AWA, case(state="disponible", now=NOW))
    assert counter.text("SUIVI", MOUSSA) == "Tapez la référence du dossier: 12 chiffres"
    assert counter.text(case().reference, MOUSSA).splitlines()[0] == ids.spaced(case().reference)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SUIVI {}", "Aucun dossier avec cette référence."),
        ("{}", "Aucun dossier avec cette référence."),
        ("PAYER {}", "Aucune facture avec cette référence."),
        ("PAYER", "Ce numéro n'a rien à payer ici."),
        ("RECU", "Envoyez RECU et la référence payée, ou le numéro de la quittance."),
    ],
)
def test_what_is_not_there_is_told_in_one_sentence(counter: Counter, text: str, said: str) -> None:
    assert counter.text(text.format(ids.reference(99, 2026, b"some other key 16"))) == said
    assert counter.state is None


def test_paying_shows_amount_and_fee_and_only_a_reply_begins_it(counter: Counter) -> None:
    reference = counter.money.put(AWA, country="BJ")
    assert counter.text(f"PAYER {reference}").splitlines() == [
        "Payer 1 900 F + frais 19 F = 1 919 F", "Acte de naissance", f"Facture {ids.spaced(reference)}",
        "MTN MoMo: demande sur ce téléphone", "Répondez:", "1 payer avec MTN MoMo", "0 Retour",
    ]  # fmt: skip
    assert counter.done == []
    assert counter.letter.consent
    assert counter.text("1").startswith(
        "Tapez votre code secret sur la demande MTN MoMo: 1 900 F + frais 19 F."
    )
    assert counter.done == [Pay("i-0", "mtn", 1900)]
    assert counter.state is None


def test_a_reference_alone_that_only_a_bill_has_shows_the_bill(counter: Counter) -> None:
    reference = counter.money.put(AWA)
    assert counter.text(ids.spaced(reference)).splitlines()[0] == "Payer 1 900 F, sans frais"
    assert counter.text(f"SUIVI {reference}") == "Aucun dossier avec cette référence."
    assert counter.done == []


def test_another_operator_is_behind_0(counter: Counter) -> None:
    reference = counter.money.put(AWA)
    assert counter.text(f"PAYER {reference}").splitlines()[-2] == "1 payer avec Orange #144#"
    assert counter.text("0").splitlines()[:3] == [
        "1 900 F: payer avec ?", "1 Orange #144# (sans frais)", "2 Moov Money (frais 19 F)",
    ]  # fmt: skip
    assert counter.text("2").splitlines()[-2] == "1 payer avec Moov Money"
    assert counter.done == []


def test_a_payment_under_way_is_shown_and_never_begun_again(counter: Counter) -> None:
    reference = counter.money.put(AWA)
    counter.money.stand(reference, Standing("waiting", NOW - timedelta(minutes=3), "Moov Money", 1900))
    assert counter.text(f"PAYER {reference}").startswith("Paiement en cours, ne payez pas deux fois.")
    answering(counter, "1", "1", "1")
    assert counter.done == []


def test_one_of_several_bills_is_picked(counter: Counter) -> None:
    counter.money.put(AWA, label="Acte")
    counter.money.put(AWA, 500, label="Extrait")
    assert counter.text("PAYER").splitlines()[:3] == ["A payer:", "1 Extrait 500 F", "2 Acte 1 900 F"]
    assert counter.text("1").splitlines()[0] == "Extrait"


def test_a_quittance_is_checked_and_opened_by_its_code(counter: Counter) -> None:
    said = counter.text(f"VERIF {QUITTANCE}")
    assert said.splitlines()[1] == "Quittance valable"
    assert counter.text(CODE).splitlines()[2] == "1 900 F le 21/11/2026"
    assert counter.text(f"VERIF {QUITTANCE} {CODE}").splitlines()[2] == "1 900 F le 21/11/2026"
    assert counter.text(f"VERIF {QUITTANCE} 0000") == "Numéro ou code faux."


def test_a_number_that_no_quittance_has_is_left_to_the_sealed_documents(counter: Counter) -> None:
    said = counter.text(f"VERIF {ids.reference(5, 2026, b'some other key 16')} 4821")
    assert said.splitlines()[1].startswith("Aucune quittance n'a ce numéro. La vérification")


def test_a_quittance_is_sent_again_as_a_duplicata(counter: Counter) -> None:
    counter.outcome = {
        "found": "yes", "copy": "2", "number": ids.spaced(QUITTANCE), "code": "4821", "amount": "1 900 F",
        "label": "TDRL Sikasso", "day": "21/11",
    }  # fmt: skip
    assert counter.text(f"RECU {QUITTANCE} 4821") == (
        f"DUPLICATA 2. Quittance {ids.spaced(QUITTANCE)} code 4821: 1 900 F payés pour TDRL Sikasso le 21/11. "
        "Vérifiez: *384*3#"
    )
    assert counter.done == [SendAgain(QUITTANCE, "4821")]
    counter.outcome = {"found": "no"}
    assert counter.text(f"RECU {QUITTANCE}").startswith("Rien à renvoyer à ce numéro.")


@pytest.mark.parametrize(
    ("text", "language", "begins"),
    [
        ("AIDE", None, "Guichet par SMS: SUIVI"), ("HELP", None, "Guichet by SMS: TRACK"),
        ("HELP", "fr", "Guichet par SMS: SUIVI"), ("AIDE", "en", "Guichet by SMS: TRACK"),
    ],
)  # fmt: skip
def test_help_speaks_the_phone_s_language_or_the_word_s(
    counter: Counter, text: str, language: str | None, begins: str
) -> None:
    counter.language = language
    said = counter.text(text)
    assert said.startswith(begins)
    assert "*384#" in said


def test_a_language_is_set_and_answers_in_it(counter: Counter) -> None:
    assert counter.text("LANGUE anglais") == "Language: English. Send HELP for the commands."
    assert counter.done == [SetLanguage("en")]
    assert counter.text("LANGUE").splitlines()[2:4] == ["1 Francais", "2 Bamanankan"]
    counter.text("4")
    assert counter.done[1:] == [SetLanguage("en")]


def test_stop_is_confirmed_once_and_start_undoes_it(counter: Counter) -> None:
    """Bad-input row 31."""
    counter.outcome = {"first": "yes"}
    assert counter.text("Arrêt").startswith("C'est noté: plus de SMS")
    counter.outcome = {"first": "no"}
    assert counter.text("STOP") == ""
    assert counter.text("START").startswith("C'est noté: vous recevez de nouveau")
    assert counter.done == [StopMessages(), StopMessages(), StartMessages()]


def test_after_stop_a_command_is_answered_and_other_text_is_not(counter: Counter) -> None:
    counter.opted_out = True
    assert counter.text("AIDE") != ""
    assert counter.text("Bonjour") == ""


@pytest.mark.parametrize(
    "text", ["", "\0\0", "🙂", "Il fait chaud", "x" * 1600, "x" * 5000, "98", "(((", "00"]
)
def test_anything_else_is_helped_and_leaves_no_question(counter: Counter, text: str) -> None:
    """Bad-input row 30."""
    assert counter.text(text).startswith("Message non compris. Envoyez AIDE")
    assert counter.plan is not None
    assert counter.plan.kind == "unknown"
    assert counter.state is None


@pytest.mark.parametrize(
    ("text", "phone", "kind"),
    [("Je suis absent", AWA, "machine"), ("AIDE. Réponse automatique", AWA, "machine"), ("AIDE", KWAME, "foreign")],
)  # fmt: skip
def test_machines_and_phones_abroad_are_never_answered(
    counter: Counter, text: str, phone: str, kind: str
) -> None:
    """Bad-input row 28."""
    assert counter.text(text, phone) == ""
    assert counter.plan is not None
    assert counter.plan.kind == kind


def dropped(answers: dict[str, str], **changed: object) -> bytes:
    """A session on USSD that ended at a question of service 17."""
    session = Session("fr", int(NOW.timestamp()), [Frame("menu")], service=17, answers=answers)
    return replace(session, **changed).encode()  # type: ignore[arg-type]


ANSWERED = {"exportateur": "Awa Diarra"}


def test_a_dropped_session_is_offered_by_help_and_finished_by_sms(counter: Counter) -> None:
    service = counter.catalogue.services[17]
    counter.dropped = dropped({service.questions[0].name: ANSWERS[0]})
    assert counter.text("AIDE").splitlines()[-1] == "Répondez 1 pour continuer: Certificat d'origine"
    assert counter.text("1").splitlines()[0] == service.questions[1].prompt.of("fr")
    for typed in ANSWERS[1:]:
        said = counter.text(typed)
    while "98 Suite" in said:
        said = counter.text("98")
    assert said.splitlines()[-4:-1] == ["Répondez:", "1 Confirmer", "2 Corriger"]
    assert counter.letter.consent
    counter.outcome = {"reference": QUITTANCE, "code": "4821", "state": "deposee"}
    assert counter.text("1").startswith("Demande déposée.")
    assert [type(effect) for effect in counter.done] == [Deposit]
    assert counter.letter.left


def test_a_request_is_never_resumed_at_its_consent(counter: Counter) -> None:
    counter.dropped = dropped({counter.catalogue.services[17].questions[0].name: ANSWERS[0]})
    answering(counter, "1", *ANSWERS[1:])
    counter.dropped, counter.state = counter.state, None
    assert counter.text("1").splitlines()[0] == "Origine du produit ?"
    assert not counter.letter.consent


def test_a_dropped_payment_is_shown_and_not_begun(counter: Counter) -> None:
    reference = counter.money.put(AWA)
    counter.money.stand(reference, Standing("waiting", NOW, "Moov Money", 1900))
    counter.dropped = dropped({}, service=0, paying=reference)
    assert counter.text("1").startswith("Paiement en cours, ne payez pas deux fois.")
    assert counter.done == []


@pytest.mark.parametrize(
    "state",
    [None, dropped({}), dropped(ANSWERED, completed=True), b'[1,"fr"]'],
    ids=["nothing", "no answer", "deposited", "old shape"],
)
def test_1_alone_resumes_nothing_that_was_not_begun(counter: Counter, state: bytes | None) -> None:
    counter.dropped = state
    assert counter.text("1").startswith("Message non compris.")


def test_a_command_wins_over_an_answer_when_it_is_all_there_is(counter: Counter) -> None:
    counter.dropped = dropped({counter.catalogue.services[17].questions[0].name: ANSWERS[0]})
    question = counter.text("1")
    assert counter.text("AIDE").startswith("Guichet par SMS")
    # Help asks nothing: the question is still open.
    said = counter.text("payer le transport")
    assert said != question
    assert not said.startswith("Ce numéro n'a rien à payer")


def test_a_number_answers_a_question_for_numbers(counter: Counter) -> None:
    counter.shelf.put(AWA, case(state="disponible", now=NOW))
    assert counter.text("VERIF", MOUSSA).startswith("Tapez le numéro du document")
    assert counter.text(QUITTANCE, MOUSSA).splitlines()[1] == "Quittance valable"
    reference = counter.money.put(MOUSSA)
    counter.text(f"PAYER {reference}", MOUSSA)
    assert counter.text(case().reference, MOUSSA).splitlines()[0] == ids.spaced(case().reference)


def test_three_wrong_answers_end_the_conversation(counter: Counter) -> None:
    reference = counter.money.put(AWA)
    counter.text(f"PAYER {reference}")
    assert counter.text("oui").startswith("Ce choix n'existe pas.")
    counter.text("d'accord")
    assert counter.text("ok").startswith("Trois réponses non valables.")
    assert counter.state is None
    assert counter.done == []


@pytest.mark.parametrize("text", ["Merci", "ok", "Ok merci", "Bonjour !", "d'accord"])
def test_thanks_and_greetings_are_no_mistake(counter: Counter, text: str) -> None:
    """They are told what there is to do, at most once in ten minutes as every text that is no command."""
    assert counter.text(text).startswith("Guichet par SMS: SUIVI")
    assert counter.plan is not None
    assert counter.plan.kind == "unknown"
    assert counter.state is None


def test_a_text_with_more_in_it_than_thanks_is_not_understood(counter: Counter) -> None:
    assert counter.text("merci le chat").startswith("Message non compris.")
