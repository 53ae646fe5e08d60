"""Days of a regie on the page: what waits, closing in order and once, and the paying-in slip."""

import io
import re
from collections.abc import Callable

import pypdf
import pytest
import time_machine
from sqlalchemy import func, select

from gateway.wiring import Guichet
from payments.closing.tables import DAY_CLOSING
from payments.tables import PAYMENT_ATTEMPT
from tests.admin.books.conftest import REGIE, Till
from tests.admin.staffed import Browser

Enter = Callable[..., Browser]
PATH = f"/admin/days/{REGIE}"


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text)).replace("&#39;", "'")


def read(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())


def test_a_day_closes_in_order_once_with_its_slip(
    till: Till, enter: Enter, guichet: Guichet, day: time_machine.Traveller
) -> None:
    till.pay("OP1", 2000)
    till.pay("OP2", 1001)
    day.shift(24 * 3600)
    regisseur = enter("regisseur", "anip-bj")
    assert "1 journée" in plain(regisseur.get("/admin/days").text)
    shown = plain(regisseur.get(PATH).text)
    assert "Journée à clore : 09/02/2026" in shown
    assert "Total encaissé 3 001 F" in shown
    assert "MTN MoMo 2 0 3 001 F" in shown
    assert regisseur.post(PATH + "/close", {"day": "2026-02-10"}).status_code == 409
    assert regisseur.post(PATH + "/close", {"day": "nonsense"}).status_code == 400
    closed = regisseur.post(PATH + "/close", {"day": "2026-02-09"})
    assert closed.status_code == 303
    listing = regisseur.get(closed.location).text
    assert "La journée du 09/02/2026 est close." in listing
    assert "2026-000001" in listing
    assert regisseur.post(PATH + "/close", {"day": "2026-02-09"}).status_code == 409
    assert till.acts("day.close")[0]["rows"] == 6
    slip = re.search(r'href="(/admin/slips/\d+)"', listing)
    assert slip
    page = plain(regisseur.get(slip[1]).text)
    for words in ("Total à verser 3 001 F", "Mairie de Cotonou 1 501 F", "ANIP 1 500 F",
                  "trois mille un francs CFA", "n° 1 à 2 ; émises : 2, annulées : 0",
                  "FICTIF", "Recettes confirmées : 0 sur 2", "Le régisseur (regisseur.anip-bj)"):  # fmt: skip
        assert words in page, words
    pdf = regisseur.get(slip[1] + "/pdf")
    assert (
        pdf.headers["Content-Disposition"] == "attachment; filename=guichet-versement-bj-anip-2026-02-09.pdf"
    )
    drawn = read(pdf.data)
    assert "trois mille un francs CFA" in drawn
    assert "deux" not in drawn
    assert "doute" not in drawn
    assert "MTN MoMo recettes : 2, annulations : 0" in drawn
    assert "Mairie de Cotonou 1 501 F" in drawn
    text = regisseur.get(slip[1] + "/text").text
    assert "TOTAL À VERSER" in text
    assert re.search(r"\n   Certificats de résidence\n +ANIP +1 500 F\n +Mairie de Cotonou +1 501 F\n", text)
    assert max(map(len, text.splitlines())) <= 75
    for path in (PATH, slip[1], slip[1] + "/pdf"):
        assert enter("regisseur", "apex").get(path).status_code == 404
    assert len(till.acts("console.refused")) == 3
    with guichet.database.transaction() as connection:
        assert connection.execute(select(func.count()).select_from(DAY_CLOSING)).scalar_one() == 1


def test_a_day_in_doubt_is_closed_only_by_somebody_who_says_so(
    till: Till, enter: Enter, guichet: Guichet, day: time_machine.Traveller
) -> None:
    till.pay("OP1", 2000)
    attempt = till.charge("waits", 1500)
    day.shift(24 * 3600)
    regisseur = enter("regisseur", "anip-bj")
    assert "réponse de l'opérateur : 1, soit 1 500 F" in plain(regisseur.get(PATH).text)
    refused = regisseur.post(PATH + "/close", {"day": "2026-02-09"})
    assert (refused.status_code, "il y reste un doute" in refused.text) == (409, True)
    assert till.acts("day.close") == []
    assert regisseur.post(PATH + "/close", {"day": "2026-02-09", "anyway": "yes"}).status_code == 303
    listed = regisseur.get(PATH).text
    assert "avec un doute" in listed
    slip = re.search(r'href="(/admin/slips/\d+)"', listed)
    assert slip
    assert "réponse de l'opérateur : 1, soit 1 500 F" in plain(regisseur.get(slip[1]).text)
    drawn = read(regisseur.get(slip[1] + "/pdf").data)
    assert "Arrêté avec un doute" in drawn
    assert "Paiements sans réponse de l'opérateur 1 1 500 F" in drawn
    with guichet.database.transaction() as connection:
        state = connection.execute(select(PAYMENT_ATTEMPT.c.state).where(PAYMENT_ATTEMPT.c.id == attempt))
        assert state.scalar_one() == "pending"


@pytest.mark.parametrize(
    ("role", "administration", "statuses"),
    [("auditor", None, (200, 404)), ("accountant", None, (200, 409)), ("support", None, (404, 404))],
    ids=["reads", "keeps", "neither"],
)
def test_who_closes(
    enter: Enter, till: Till, role: str, administration: str, statuses: tuple[int, int]
) -> None:
    browser = enter(role, administration)
    answers = browser.get(PATH), browser.post(PATH + "/close", {"day": "2026-02-08"})
    assert tuple(answer.status_code for answer in answers) == statuses


def test_closing_asks_for_a_code_of_the_last_minutes(
    till: Till, enter: Enter, day: time_machine.Traveller
) -> None:
    till.pay("OP1", 2000)
    day.shift(24 * 3600)
    regisseur = enter("regisseur", "anip-bj")
    day.shift(301)
    assert "/admin/confirm?next=/admin/days/bj-anip" in regisseur.get(PATH).text
    answer = regisseur.post(PATH + "/close", {"day": "2026-02-09"})
    assert (answer.status_code, answer.location.split("?")[0]) == (303, "/admin/confirm")
    assert till.acts("day.close") == []


def test_a_region_narrows_the_regies(enter: Enter) -> None:
    shown = enter("regisseur", "communes-ml", "sikasso").get("/admin/days").text
    assert "ml-sikasso" in shown
    assert "ml-koutiala" in shown
    assert "ml-bamako-c1" not in shown
    assert "bj-anip" not in shown
