"""A case with its whole story: every room's part of it, in the order of time, to those who may read it. Row 65."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from admin.people.staff import Post
from admin.roles import Role
from cases import notes, screens, seals
from cases.deposit import Deposited
from cases.screens import Shown
from cases.tables import CASE_FILE
from gateway.wiring import Guichet
from kernel import clock, ids
from kernel.audit import AUDIT_LOG
from kernel.ids import spaced
from kernel.turn import Screen
from payments.invoices import open_invoice
from sms import inbound
from sms import outbox as messages
from sms.contract import Inbound
from tests.admin.casework.desk import WITH_SYSTEM, Desk
from tests.admin.staffed import Browser, hire
from tests.cast import AWA, MOUSSA, dialled, session_id

In = Callable[[str], Browser]


def shown(guichet: Guichet, phone: str, *texts: str) -> None:
    """One session of ``phone``."""
    session = session_id()
    kept = [
        Shown(clock.now(), dialled(phone, "1" * number, session), Screen(text, True, "case_done"))
        for number, text in enumerate(texts)
    ]
    with guichet.database.transaction() as connection:
        screens.keep(connection, guichet.keyring, kept)


@pytest.fixture
def whole(desk: Desk, guichet: Guichet, monkeypatch: pytest.MonkeyPatch) -> Deposited:
    """A case of APEX with something of everything, and a stranger case of the same citizen."""
    # One code of two thousand stands in the reference by chance.
    monkeypatch.setattr(ids, "new_code", lambda: "4821")
    shown(guichet, AWA, "Certificat d'origine. Nom de l'exportateur ?")
    done = desk.deposited(17)
    other = desk.deposited(20)
    shown(
        guichet,
        AWA,
        "Recapitulatif: sesame",
        f"Dossier {spaced(done.reference)}. Code {done.code}",
        "Casier judiciaire",
    )
    shown(guichet, AWA, f"1 {spaced(done.reference)}\n2 {spaced(other.reference)}")
    desk.moved(done.case_id, "en_verification", "apex", "Votre dossier est complet")
    desk.news()
    with guichet.database.transaction() as connection:
        for text in (f"SUIVI {done.reference}", "AIDE"):
            message = Inbound("africastalking", text, AWA, AWA, text, "384")
            inbound.receive(connection, guichet.keyring, message, inbound.ignore)
        messages.queue(
            connection, guichet.keyring, phone=AWA, text="Casier: votre extrait", purpose="case.moved"
        )
        desk.day.shift(60)
        notes.write(connection, guichet.keyring, done.case_id, "awa", "apex", "Le RCCM est lisible")
        open_invoice(
            connection, guichet.keyring, b"r" * 32, subject_kind="case", subject=done.case_id, service=17,
            regie="ml-apex", revenue_line="ml-co", country="ML", phone=AWA, amount_xof=1900, label="CO", at=clock.now(),
        )  # fmt: skip
    return done


def test_the_whole_story_is_one_list_in_the_order_of_time(
    logged_in: In, guichet: Guichet, whole: Deposited
) -> None:
    browser = logged_in("awa")
    page = browser.get(f"/admin/cases/{whole.reference}").text
    story = page.split('id="story"')[1]
    said = ["Déposé", "Nouvel état", "Votre dossier est complet", "SUIVI", "Le RCCM est lisible"]
    places = [story.index(words) for words in said]
    assert places == sorted(places)
    assert "Recapitulatif: sesame" in story
    assert "SMS envoyé" in story
    assert "À payer : 1 900 F. Payé : 0 F." in page
    # Neither the code of the case nor the phone, on a screen or in a message.
    assert whole.code not in re.sub(r"<[^>]*>", " ", story)
    assert "Code ****" in story
    assert AWA not in page
    assert "+223******01" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    # What other offices have to do with the same citizen stays theirs.
    for stranger in ("AIDE", "Casier", "extrait"):
        assert stranger not in story
    assert "2 ** ******** **" in story
    # Who read it is part of it, from the next time on.
    again = browser.get(f"/admin/cases/{whole.reference}?show=read").text.split('id="story"')[1]
    assert again.count("Dossier ouvert par") == 1
    only = browser.get(f"/admin/cases/{whole.reference}?show=sms").text.split('id="story"')[1]
    assert "SUIVI" in only
    assert "Votre dossier est complet" in only
    assert "Nouvel état" not in only
    with guichet.database.transaction() as connection:
        read = connection.execute(select(AUDIT_LOG).where(AUDIT_LOG.c.act == "case.read")).all()
    assert {(row.actor, row.subject) for row in read} == {("staff:awa", f"case:{whole.reference}")}
    assert read[0].detail == {"answers": True}


@pytest.mark.parametrize("role", [Role.SUPPORT, Role.AUDITOR])
def test_who_examines_no_file_reads_no_answer_no_screen_and_no_text(
    guichet: Guichet, browser: Browser, whole: Deposited, role: Role
) -> None:
    browser.login(hire(guichet, "somebody", Post(role)))
    page = browser.get(f"/admin/cases/{whole.reference}").text
    assert "SMS envoyé" in page
    assert "SMS reçu du citoyen" in page
    for hidden in ("HYPERLINK", "sesame", "SUIVI", "Écran vu", "est déposé"):
        assert hidden not in page
    assert "Le RCCM est lisible" in page


def test_another_offices_file_does_not_exist(logged_in: In, guichet: Guichet, desk: Desk) -> None:
    """Bad-input row 65: on every path of the room, with a line in the trail for each."""
    reference = desk.deposited(17).reference
    browser = logged_in("moussa")
    assert reference not in browser.get("/admin/cases").text
    there, nowhere = browser.get(f"/admin/cases/{reference}"), browser.get("/admin/cases/260000000000")
    assert (there.status_code, nowhere.status_code) == (404, 404)
    assert there.text.replace(reference, "") == nowhere.text.replace("260000000000", "")
    form = {"act": "reject", "words": "Non", "seen": "1", "text": "Bonjour"}
    answers = [
        browser.get(f"/admin/cases/{reference}/{path}") for path in ("notes?after=0", "decide?act=reject")
    ]
    answers += [
        browser.post(f"/admin/cases/{reference}/{path}", form) for path in ("notes", "preview", "decide")
    ]
    assert [answer.status_code for answer in answers] == [404] * 5
    with guichet.database.transaction() as connection:
        refused = connection.execute(select(AUDIT_LOG).where(AUDIT_LOG.c.act == "console.refused")).all()
    assert {(row.actor, row.subject) for row in refused} == {("staff:moussa", f"case:{reference}")}
    assert len(refused) == 6


def test_screens_are_found_by_their_phone_only_and_go_after_a_month(guichet: Guichet, desk: Desk) -> None:
    shown(guichet, AWA, "Bienvenue", "Code 4821, le 09/02/2026", "Bienvenue")
    shown(guichet, MOUSSA, "Autre")
    since = clock.now() - timedelta(days=1)
    with guichet.database.transaction() as connection:
        found = screens.of_phone(connection, guichet.keyring, AWA, since=since)
        assert [seen.text for seen in found] == ["Bienvenue", "Code ****, le 09/02/2026", "Bienvenue"]
        assert len({seen.session for seen in found}) == 1
        raw = str(connection.exec_driver_sql("SELECT * FROM shown_screen").all())
        assert "Bienvenue" not in raw
        assert AWA not in raw
        assert screens.forget_old(connection) == 0
    desk.day.shift(screens.KEPT + timedelta(seconds=1))
    with guichet.database.transaction() as connection:
        assert screens.forget_old(connection) == 4


def test_answers_stand_under_their_question_and_choices_in_words(
    guichet: Guichet, desk: Desk, logged_in: In
) -> None:
    """What no question asked, as a counter writes it, under the name that the paper gives it."""
    done = desk.deposited(WITH_SYSTEM)
    asked = {question.name for question in guichet.catalogue.services[WITH_SYSTEM].questions}
    (paper,) = (kind for kind in guichet.catalogue.documents.values() if WITH_SYSTEM in kind.services)
    unasked = next(field for field in paper.fields if field.name not in asked)
    given = {"criterion": "TRANSFORME", unasked.name: "116", "nobody_knows": "7"}
    with guichet.database.transaction() as connection:
        sealed = seals.seal_answers(guichet.keyring, done.case_id, given)
        connection.execute(update(CASE_FILE).values(answers_sealed=sealed))
    page = re.sub(r"\s+", " ", logged_in("awa").get(f"/admin/cases/{done.reference}").text)
    assert "<dd>TRANSFORME</dd>" not in page
    assert "<dd>Transformé ici" in page
    assert f"<dt>{unasked.label}</dt><dd>116" in page
    assert "<dt>nobody_knows</dt>" in page
