"""Commands by SMS on real ground: what is answered, once, and to whom never."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import redis as redis_py
import time_machine
from sqlalchemy import select

from gateway import sms_dialogues as dialogues
from gateway.sms_commands import ANSWERS_AN_HOUR_MAX, arrived
from gateway.sms_dialogues import SMS_ANSWER, SMS_DIALOGUE
from kernel.database import Database
from kernel.ids import spaced
from sms import inbound, optouts
from sms.contract import Inbound
from sms.sealing import phone_index
from sms.tables import SMS_INBOUND, SMS_MESSAGE
from tests.cast import AWA, KOFFI, KWAME, MOUSSA, dialled, session_id
from tests.conversation.commands.test_qr_texts import LINK
from tests.conversation.test_a_request import ANSWERS
from tests.gateway.sms_town import OURS, Town
from tests.gateway.sms_town import town as built

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def town(database: Database, redis: redis_py.Redis, database_url: str, redis_url: str) -> Iterator[Town]:
    with built(database_url, redis_url) as one:
        yield one


def dial(town: Town, *typed: str, phone: str = AWA) -> str:
    """A USSD session that is left where it stands."""
    session, text = session_id(), ""
    said = town.guichet.conversation.converse(dialled(phone, "", session)).text
    for one in typed:
        text = f"{text}*{one}" if text else one
        said = town.guichet.conversation.converse(dialled(phone, text, session)).text
    return said


def deposited(town: Town) -> str:
    said = dial(town, "17", "1", *ANSWERS, "98", "98", "1")
    town.work()
    return re.sub(r"\D", "", said.splitlines()[1])


def test_a_file_is_followed_from_any_phone(town: Town) -> None:
    reference = deposited(town)
    assert town.text(f"suivi {spaced(reference)}").splitlines()[0] == spaced(reference)
    assert town.text("SUIVI").splitlines()[0] == "Vos dossiers"
    other = town.text(f"TRACK {reference}", MOUSSA)
    assert other.splitlines()[-1] == "1 Type the code (details)"


def test_an_answer_leaves_by_the_provider_and_number_it_came_to(town: Town) -> None:
    town.text("AIDE")
    with town.guichet.database.transaction() as connection:
        row = connection.execute(select(SMS_MESSAGE)).one()
    assert (row.via_provider, row.via_sender, row.purpose) == ("test", OURS, "sms.help")


def test_a_payment_is_prompted_by_a_reply_and_paid_with_a_quittance(town: Town) -> None:
    invoice = town.owes(KOFFI, 1000)
    consent = town.text(f"PAYER {invoice.reference}", KOFFI).splitlines()
    assert consent[0].startswith("Payer 1 000 F")
    assert consent[-2] == "1 payer avec MTN MoMo"
    assert town.attempts() == []
    assert town.text("1", KOFFI).startswith("Tapez votre code secret sur la demande MTN MoMo")
    assert town.attempts() == ["pending"]
    # The conversation is over: a second 1 is no answer to anything, and begins nothing.
    assert town.text("1", KOFFI).startswith("Paiement en cours")
    assert town.attempts() == ["pending"]
    town.approve()
    assert town.attempts() == ["succeeded"]
    quittance = town.answers(KOFFI, "sms.quittance")[0]
    assert town.text(f"RECU {invoice.reference}", KOFFI) == f"DUPLICATA 1. {quittance}"
    number, code = re.findall(r"Quittance ([\d ]+) code (\d{4})", quittance)[0]
    assert town.text(f"RECU {number}", MOUSSA).startswith("Rien à renvoyer à ce numéro.")
    assert town.text(f"RECU {number} {code}", MOUSSA) == f"DUPLICATA 2. {quittance}"
    assert town.text(f"VERIF {number} {code}", MOUSSA).splitlines()[1] == "Quittance valable"


def test_guessing_the_code_of_a_quittance_ends_after_five_tries(town: Town) -> None:
    invoice = town.owes(KOFFI, 1000)
    town.text(f"PAYER {invoice.reference}", KOFFI)
    town.text("1", KOFFI)
    town.approve()
    number, code = re.findall(r"Quittance ([\d ]+) code (\d{4})", town.answers(KOFFI, "sms.quittance")[0])[0]
    wrong = f"{(int(code) + 1) % 10_000:04}"
    for _ in range(5):
        assert town.text(f"RECU {number} {wrong}", MOUSSA).startswith("Rien à renvoyer")
    assert town.text(f"RECU {number} {code}", MOUSSA).startswith("Rien à renvoyer")
    assert "1 000 F" not in town.text(f"VERIF {number} {code}", MOUSSA)


def test_the_same_message_handled_twice_has_one_answer_and_one_effect(town: Town) -> None:
    """A worker that was killed after its commit leaves the row to another."""
    invoice = town.owes(KOFFI, 1000)
    town.text(f"PAYER {invoice.reference}", KOFFI)
    town.post(KOFFI, "1")
    [event] = town.claimed("events")
    for _ in range(3):
        town.handle(event)
    assert len(town.attempts()) == 1
    assert len(town.answers(KOFFI)) == 2


def test_eight_workers_at_one_message_answer_once(town: Town) -> None:
    invoice = town.owes(KOFFI, 1000)
    town.text(f"PAYER {invoice.reference}", KOFFI)
    town.post(KOFFI, "1")
    [event] = town.claimed("events")
    town.at_once([event] * 8)
    assert town.errors == []
    assert len(town.attempts()) == 1
    assert len(town.answers(KOFFI)) == 2


def test_eight_workers_at_one_copy_give_one_copy(town: Town) -> None:
    invoice = town.owes(KOFFI, 1000)
    town.text(f"PAYER {invoice.reference}", KOFFI)
    town.text("1", KOFFI)
    town.approve()
    town.post(KOFFI, f"RECU {invoice.reference}")
    [event] = town.claimed("events")
    town.at_once([event] * 8)
    assert town.errors == []
    assert town.text(f"RECU {invoice.reference}", KOFFI).startswith("DUPLICATA 2.")


def test_two_messages_of_one_phone_at_once_are_taken_in_turn(town: Town) -> None:
    """Both say 1 to one consent: the second finds the conversation over, and no second request is filed."""
    dial(town, "17", "1", *ANSWERS[:2])
    said = ""
    for typed in ("1", *ANSWERS[2:]):
        said = town.text(typed)
    while "98 Suite" in said:
        said = town.text("98")
    for _ in range(2):
        town.post(AWA, "1")
    town.at_once(town.claimed("events"))
    assert town.errors == []
    assert len(town.guichet.cases.of_phone(AWA, 20)) == 1


def test_the_provider_posting_again_is_answered_once(town: Town) -> None:
    """Bad-input row 29."""
    message = Inbound("test", "m-same", AWA, AWA, "AIDE", OURS)
    for _ in range(3):
        with town.guichet.database.transaction() as connection:
            inbound.receive(connection, town.guichet.keyring, message, arrived)
    town.work()
    assert len(town.answers()) == 1


def test_a_dropped_dial_is_finished_by_sms_and_not_offered_again(town: Town) -> None:
    """Fault row 36."""
    question = dial(town, "17", "1", *ANSWERS[:2])
    assert town.text("AIDE").splitlines()[-1] == "Répondez 1 pour continuer: Certificat d'origine"
    assert town.text("1").splitlines()[0] == question.splitlines()[0]
    said = ""
    for typed in ANSWERS[2:]:
        said = town.text(typed)
    while "98 Suite" in said:
        said = town.text("98")
    assert said.splitlines()[-3] == "1 Confirmer"
    assert town.text("1").startswith("Demande déposée.")
    assert len(town.guichet.cases.of_phone(AWA, 20)) == 1
    assert dial(town).startswith("Guichet\n1 Suivre")


def test_what_was_answered_by_sms_is_found_by_the_next_dial(town: Town) -> None:
    dial(town, "17", "1", *ANSWERS[:2])
    town.text("1")
    asked = town.text(ANSWERS[2])
    assert dial(town).startswith("Demande non terminée: Certificat d'origine")
    assert dial(town, "1").splitlines()[0] == asked.splitlines()[0]


def test_without_redis_nothing_is_resumed_and_all_else_works(town: Town, redis: redis_py.Redis) -> None:
    reference = deposited(town)
    town.guichet.redis.connection_pool.connection_kwargs["port"] = 1
    town.guichet.redis.connection_pool.disconnect()
    assert town.text(f"SUIVI {reference}").splitlines()[0] == spaced(reference)
    assert town.text("AIDE").startswith("Guichet par SMS")


def test_a_question_stays_open_for_a_day_and_a_consent_for_an_hour(town: Town) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        reference = deposited(town)
        invoice = town.owes(KOFFI, 1000)
        town.text("SUIVI", MOUSSA)
        town.text(f"PAYER {invoice.reference}", KOFFI)
        clock.shift(timedelta(minutes=61))
        assert town.text("1", KOFFI).startswith("Message non compris.")
        clock.shift(timedelta(hours=22))
        assert town.text(reference, MOUSSA).splitlines()[0] == spaced(reference)
        town.text("SUIVI", AWA)
        clock.shift(timedelta(hours=25))
        assert town.text("9").startswith("Message non compris.")
    assert town.attempts() == []


def test_text_that_is_not_understood_is_answered_once_in_ten_minutes(town: Town) -> None:
    """Bad-input row 28."""
    with time_machine.travel(NOON, tick=False) as clock:
        assert town.text("Il fait chaud").startswith("Message non compris.")
        for text in ("Bonjour", "Message non compris. Envoyez AIDE", "", "🙂"):
            clock.shift(timedelta(seconds=30))
            assert town.text(text) == ""
        assert town.text("AIDE") != ""
        clock.shift(timedelta(minutes=9))
        assert town.text("Il fait chaud").startswith("Message non compris.")


def test_a_phone_has_thirty_answers_an_hour_and_stop_is_heard_all_the_same(town: Town) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        answered = 0
        for _ in range(ANSWERS_AN_HOUR_MAX + 5):
            answered += bool(town.text("AIDE"))
            clock.shift(timedelta(seconds=10))
        assert answered == ANSWERS_AN_HOUR_MAX
        assert town.text("AIDE", MOUSSA) != ""
        assert town.text("STOP") == ""
        with town.guichet.database.transaction() as connection:
            assert optouts.is_silent(connection, town.guichet.keyring, AWA)
        clock.shift(timedelta(minutes=61))
        assert town.text("AIDE") != ""


def test_stop_is_confirmed_once_and_start_is_heard(town: Town) -> None:
    """Bad-input row 31."""
    assert town.text("Arrêt").startswith("C'est noté: plus de SMS")
    assert town.text("stop") == ""
    assert town.text("Bonjour") == ""
    assert town.text("AIDE").startswith("Guichet par SMS")
    assert town.text("START").startswith("C'est noté: vous recevez")
    with town.guichet.database.transaction() as connection:
        assert not optouts.is_silent(connection, town.guichet.keyring, AWA)
        purposes = connection.execute(select(SMS_MESSAGE.c.purpose).order_by(SMS_MESSAGE.c.created_at))
        assert list(purposes.scalars()) == ["sms.stopped", "sms.help", "sms.resumed"]


@pytest.mark.parametrize(
    ("phone", "text", "recipient"),
    [
        (AWA, "Je suis absent jusqu'à lundi. Suivi au bureau.", OURS),
        (AWA, "AIDE", AWA),
        (AWA, "SUIVI", "70000001"),
        (KWAME, "AIDE", OURS),
    ],
    ids=["an automatic answer", "our own number", "our own number as it is printed", "a phone abroad"],
)
def test_some_are_never_answered(town: Town, phone: str, text: str, recipient: str) -> None:
    """Bad-input row 28."""
    assert town.text(text, phone, recipient) == ""
    assert town.waiting() == 0


def test_a_sender_that_is_no_phone_is_kept_and_never_handed_on(town: Town) -> None:
    """Bad-input row 27."""
    town.post(None, "AIDE")
    assert town.waiting() == 0
    with town.guichet.database.transaction() as connection:
        [row] = connection.execute(select(SMS_INBOUND)).all()
    # Even a bell that rings for it finds nothing to answer.
    with town.guichet.database.transaction() as connection:
        assert inbound.open_message(connection, town.guichet.keyring, str(row.id)) is None


@pytest.mark.parametrize("text", ["\n\n", " "], ids=["line feeds", "a blank"])
def test_blanks_are_kept_and_never_answered(town: Town, text: str) -> None:
    """Bad-input row 26."""
    assert town.text(text) == ""
    assert town.waiting() == 0


@pytest.mark.parametrize(
    "text", ["🙂" * 200, "x" * 5000, "é" * 1600, "\u202eSTOP\u202c x y z w", "%00", "'; DROP"],
    ids=["emoji", "5,000 characters", "1,600 characters", "direction marks", "escape", "sql"],
)  # fmt: skip
def test_hostile_text_gets_one_helpful_answer(town: Town, text: str) -> None:
    """Bad-input row 30."""
    assert town.text(text).startswith("Message non compris.")
    assert town.text(text) == ""


def test_the_half_of_a_code_that_stays_alone_is_told_once(town: Town) -> None:
    link = "HTTPS://V.GOUV.ML/V/#" + "0A1B2C3D4E" * 13
    with time_machine.travel(NOON, tick=False) as clock:
        assert town.text(link) == ""
        clock.shift(timedelta(minutes=10, seconds=1))
        before = len(town.answers())
        [event] = town.claimed("events")
        for _ in range(2):
            town.handle(event)
        assert town.answers()[before:] == [
            "Il manque une partie du code. Renvoyez tout le texte du QR, les deux SMS à la suite."
        ]


def test_the_half_that_found_the_other_is_not_missed(town: Town) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        town.text(LINK[153:])
        assert town.text(LINK[:153]).startswith("La vérification des documents scellés ouvre bientot.")
        clock.shift(timedelta(minutes=11))
        before = len(town.answers())
        town.work()
        assert town.answers()[before:] == []


def test_what_is_open_is_sealed_and_forgotten(town: Town) -> None:
    deposited(town)
    dial(town, "17", "1", "Awa Diarra")
    town.text("1")
    town.text("RCCM MA BKO 2020")
    with town.guichet.database.transaction() as connection:
        row = connection.execute(select(SMS_DIALOGUE)).one()
        assert b"RCCM" not in row.state_sealed
        assert dialogues.load(connection, town.guichet.keyring, row.phone_index).state is not None
        assert dialogues.load(connection, town.guichet.keyring, phone_index(town.guichet.keyring, KOFFI)) == (
            0, None, "",
        )  # fmt: skip
        assert dialogues.forget_old(connection) == 0
    later = time_machine.travel(datetime.now(UTC) + timedelta(days=8), tick=False)
    with later, town.guichet.database.transaction() as connection:
        assert dialogues.forget_old(connection) == 3
        assert connection.execute(select(SMS_ANSWER)).all() == []
