"""The one screen: a plain sentence that answers "I paid and nothing happened", and only what is theirs to see."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask, g
from sqlalchemy import event, select

from admin.people.person import Person
from admin.people.staff import Post
from admin.roles import Role
from admin.search import looking
from admin.search.citizen.answer import answer
from admin.search.citizen.files import files
from admin.search.citizen.payments import payments
from admin.search.citizen.wording import worded
from gateway.wiring import Guichet
from kernel import clock
from kernel.audit import AUDIT_LOG
from payments import reversal
from payments.refunds import asking
from sms import outbox
from tests.admin.search.conftest import Called
from tests.admin.search.scene import Scene
from tests.admin.search.test_finding import search
from tests.admin.staffed import Browser, hire
from tests.cast import AWA, MOUSSA

STATEMENTS_MAX = 24


def shown(browser: Browser, text: str = "70 00 00 01") -> str:
    """The page of a citizen, blanks of amounts made plain."""
    page = browser.get(search(browser, text))
    assert page.status_code == 200, page.text
    return page.text.replace("\N{NO-BREAK SPACE}", " ").replace("&#39;", "'")


def story_of_pending(scene: Scene, day: time_machine.Traveller) -> None:
    scene.attempt(scene.bill(scene.case()), next_poll_at=clock.now() + timedelta(minutes=102))
    day.shift(timedelta(minutes=4))


def story_of_doubt(scene: Scene, day: time_machine.Traveller) -> None:
    scene.attempt(scene.bill(scene.case()), "unknown", next_poll_at=clock.now() + timedelta(minutes=102))
    day.shift(timedelta(minutes=20))


def story_of_payment(scene: Scene, day: time_machine.Traveller) -> None:
    bill = scene.bill(scene.case(state="en_verification"))
    scene.paid(bill, "MP1", attempt_id=scene.attempt(bill))


def story_of_no_reference(scene: Scene, day: time_machine.Traveller) -> None:
    scene.lost("CI1")
    day.shift(timedelta(hours=3))


def story_of_refusal(scene: Scene, day: time_machine.Traveller) -> None:
    scene.attempt(scene.bill(scene.case()), "failed", reason="NOT_ENOUGH_FUNDS")


def story_of_refusal_and_payment(scene: Scene, day: time_machine.Traveller) -> None:
    bill = scene.bill(scene.case())
    scene.paid(bill, "MP1")
    day.shift(60)
    scene.attempt(bill, "failed")


def story_of_mismatch(scene: Scene, day: time_machine.Traveller) -> None:
    scene.attempt(scene.bill(scene.case()), mismatch="amount")


def story_of_silence(scene: Scene, day: time_machine.Traveller) -> None:
    scene.bill(scene.case())


def story_of_long_ago(scene: Scene, day: time_machine.Traveller) -> None:
    scene.paid(scene.bill(scene.case()), "MP1")
    day.shift(timedelta(days=30))


def story_of_two(scene: Scene, day: time_machine.Traveller) -> None:
    scene.lost("CI1")
    day.shift(timedelta(days=60))
    story_of_payment(scene, day)


def story_of_reversal(scene: Scene, day: time_machine.Traveller) -> None:
    money = scene.paid(scene.bill(scene.case()), "MP1")
    with scene.guichet.database.transaction() as connection:
        reversal.reverse(connection, money.id, reason="operator", at=clock.now())


def story_of_part(scene: Scene, day: time_machine.Traveller) -> None:
    scene.paid(scene.bill(scene.case()), "MP1", 1000)


def story_of_refund(scene: Scene, day: time_machine.Traveller) -> None:
    money = scene.paid(scene.bill(scene.case()), "MP1")
    day.shift(60)
    with scene.guichet.database.transaction() as connection:
        asking.ask(
            connection, receipt_id=money.id, amount_xof=1900, cause="c", reason="r", by="ibra", at=clock.now()
        )


STORIES: dict[Callable[[Scene, time_machine.Traveller], None], tuple[str, ...]] = {
    story_of_pending: ("Demande de 1 900 F envoyée à Orange Money il y a 4 min", "On redemande à 10:42", "Dossier"),
    story_of_doubt: ("1 900 F en cours de vérification chez Orange Money depuis 20 min", "on redemande à 10:42",
                     "Ne pas payer une deuxième fois"),
    story_of_payment: ("Paiement de 1 900 F reçu le 09/02/2026 09:00 par Orange Money", "quittance 2026-000001",
                       "En vérification"),
    story_of_no_reference: ("7 000 F reçus le 09/02/2026 09:00", "sans référence", "depuis 3 h"),
    story_of_refusal: ("Orange Money a refusé le paiement de 1 900 F", "À payer : 1 900 F"),
    story_of_refusal_and_payment: ("Paiement de 1 900 F reçu", "quittance 2026-000001"),
    story_of_mismatch: ("n'est pas celui demandé",),
    story_of_silence: ("Rien reçu de ce numéro, à aucun moment", "À payer : 1 900 F"),
    story_of_long_ago: ("Rien reçu de ce numéro depuis le 09/02/2026 09:00 (1 900 F",),
    story_of_two: ("Paiement de 1 900 F reçu", "7 000 F reçus"),
    story_of_reversal: ("repris par Orange Money", "À payer : 1 900 F"),
    story_of_part: ("Paiement de 1 000 F reçu", "il reste 900 F à payer"),
    story_of_refund: ("Remboursement de 1 900 F par Orange Money demandé", "Paiement de 1 900 F reçu"),
}  # fmt: skip


def told(guichet: Guichet, app: Flask, phone: str = AWA) -> list[str]:
    """The sentences on top of a phone's page, for support."""
    support = Person(1, "awa", Role.SUPPORT, None, None, False, 1, None)
    with app.test_request_context("/admin/", headers={"Accept-Language": "fr"}):
        g.person = support
        with guichet.database.transaction() as connection:
            look = looking.look(connection, clock.now())
            sentences = answer(look, files(look, phone), payments(look, phone))
        return [worded(each).replace("\N{NO-BREAK SPACE}", " ") for each in sentences]


@pytest.mark.parametrize("story", list(STORIES), ids=lambda story: story.__name__.removeprefix("story_of_"))
def test_the_first_sentence_answers(
    scene: Scene,
    app: Flask,
    day: time_machine.Traveller,
    story: Callable[[Scene, time_machine.Traveller], None],
) -> None:
    story(scene, day)
    sentences = told(scene.guichet, app)
    assert STORIES[story][0] in sentences[0], sentences
    whole, place = " ".join(sentences), 0
    for words in STORIES[story]:
        assert words in whole[place:], (words, sentences)
        place = whole.index(words, place)


def test_a_page_is_one_look_in_the_trail_and_few_statements(
    scene: Scene, called: Called, guichet: Guichet, day: time_machine.Traveller
) -> None:
    """Each by index (see the page of the facts); the trail names the citizen by a blind index only."""
    for number in range(6):
        bill = scene.bill(scene.case())
        scene.paid(bill, f"MP{number}", attempt_id=scene.attempt(bill))
    scene.lost("CI1")
    with guichet.database.transaction() as connection:
        outbox.queue(connection, guichet.keyring, phone=AWA, text="Votre code: 4821", purpose="sms.status")
    support = called(Role.SUPPORT)
    place, counted = search(support, "70 00 00 01"), []

    @event.listens_for(guichet.database.engine, "after_cursor_execute")
    def count(*said: object) -> None:
        counted.append(said[2])

    page = support.get(place).text
    event.remove(guichet.database.engine, "after_cursor_execute", count)
    assert len(counted) <= STATEMENTS_MAX, counted
    assert "Suivi d&#39;un dossier" in page
    # Of the words alone: the number of a receipt in an address may hold it.
    assert "4821" not in re.sub(r"<[^>]*>", " ", page)
    with guichet.database.transaction() as connection:
        (row,) = connection.execute(select(AUDIT_LOG).where(AUDIT_LOG.c.act == "citizen.read")).all()
    index = guichet.keyring.index(AWA, "console.citizen")
    assert (row.actor, row.subject, row.detail) == (
        "staff:support.x.x",
        f"phone:{index}",
        {"cases": 6, "money": 7},
    )


@pytest.mark.parametrize(
    ("post", "sees", "hidden"),
    [(Post(Role.SUPPORT), ("Certificat d'origine", "quittance", "7 000 F", "TDRL"), ("Awa Exports",)),
     (Post(Role.AUDITOR), ("Certificat d'origine", "quittance", "7 000 F", "TDRL"), ("Awa Exports",)),
     (Post(Role.OFFICER, "apex"), ("Certificat d'origine", "quittance"), ("7 000 F", "TDRL", "Ouvrir le paiement")),
     (Post(Role.REGISSEUR, "apex"), ("quittance", "7 000 F"), ("TDRL", "Ouvrir le dossier", "/admin/cases/")),
     (Post(Role.REGISSEUR, "communes-ml", "sikasso"), ("TDRL", "7 000 F"), ("Certificat", "quittance")),
     (Post(Role.ACCOUNTANT), ("quittance", "7 000 F", "TDRL"), ("Ouvrir le dossier",))],
    ids=lambda value: f"{value.role} {value.administration}" if isinstance(value, Post) else "",
)  # fmt: skip
def test_each_sees_what_is_theirs(
    scene: Scene,
    guichet: Guichet,
    browser: Browser,
    post: Post,
    sees: tuple[str, ...],
    hidden: tuple[str, ...],
) -> None:
    """Control 2: cases by administration, money by regie, answers by nobody."""
    scene.paid(scene.bill(scene.case()), "MP1")
    scene.lost("CI1")
    scene.tax()
    browser.login(hire(guichet, "somebody", post))
    page = shown(browser)
    assert [words for words in sees if words not in page] == []
    assert [words for words in hidden if words in page] == []


def test_somebody_elses_payment_for_my_bill_is_on_my_page(scene: Scene, app: Flask) -> None:
    """Moussa pays what Awa owes: both of them see it when they call."""
    scene.attempt(scene.bill(scene.case()), phone=MOUSSA)
    for phone in (AWA, MOUSSA):
        assert "Demande de 1 900 F" in told(scene.guichet, app, phone)[0], phone
