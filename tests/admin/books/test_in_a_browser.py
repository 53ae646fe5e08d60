"""The books in a real Chromium: a statement dropped and waited for, a day closed, registers turned over (axe-core)."""

import os
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from playwright.sync_api import Browser, Page, expect

from admin.people.staff import Post
from admin.roles import Role
from gateway.wiring import Guichet
from kernel import clock
from tests.admin.books.conftest import Till
from tests.admin.in_chromium import arrive, enter, faults, wider_than_the_screen
from tests.admin.staffed import hire
from tests.payments.desk.statements import Row, text


@pytest.fixture
def page(chromium: Browser, address: str) -> Iterator[Page]:
    """A small screen; nothing may complain, the Content-Security-Policy least of all."""
    context = chromium.new_context(base_url=address, viewport={"width": 360, "height": 740}, locale="fr-FR")
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


def test_the_books_are_kept_on_a_small_screen(
    page: Page, till: Till, guichet: Guichet, tmp_path: Path
) -> None:
    found: list[str] = []
    yesterday = clock.now() - timedelta(days=1)
    with time_machine.travel(yesterday, tick=False):
        till.pay("OP1", 2000)
        till.pay("OP2", 1500)
        till.charge("waits", 700)
    enter(page, hire(guichet, "salif", Post(Role.ACCOUNTANT)))
    page.get_by_role("link", name="Livres", exact=True).click()
    arrive(page, "Journées")
    look(page, found, "days")
    page.get_by_role("link", name="Régie de l'ANIP").click()
    arrive(page, "Régie de l'ANIP")
    look(page, found, "day")
    page.get_by_label("Clore quand même").check()
    page.get_by_role("button", name="Clore la journée").click()
    expect(page.get_by_role("status")).to_contain_text("est close")
    look(page, found, "closed")
    page.locator("tbody th a").first.click()
    expect(page.locator("main")).to_contain_text("trois mille cinq cents francs CFA")
    look(page, found, "slip")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Télécharger le PDF").click()
    assert taken.value.suggested_filename.startswith("guichet-versement-bj-anip")
    assert taken.value.failure() is None

    page.get_by_role("link", name="Rapprochement").click()
    arrive(page, "Rapprochement")
    look(page, found, "statements")
    file = tmp_path / "releve.csv"
    lines = (Row("OP1", 2000, at=yesterday), Row("OP2", 900, at=yesterday), Row("OP7", 300, at=yesterday))
    file.write_bytes(text(lines, opening=5000, day=yesterday).encode("utf-8-sig"))
    page.get_by_label("Fichier du relevé").set_input_files(file)
    page.get_by_label("Opérateur").select_option("mtn")
    page.get_by_role("button", name="Rapprocher").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    look(page, found, "work")
    till.work()
    expect(page.get_by_role("heading", level=1)).to_have_text("Relevé MTN MoMo, Bénin")
    look(page, found, "statement")
    page.get_by_role("link", name="Voir les différences").press("Enter")
    page.get_by_label("Ce qui s'est passé").press_sequentially("Frais retenus, vu avec l'opérateur")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Une autre personne la confirme")
    look(page, found, "explained")
    statement = page.url.partition("?")[0]
    page.context.clear_cookies()
    enter(page, hire(guichet, "mariam", Post(Role.ACCOUNTANT)))
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour mariam")
    page.goto(statement)
    look(page, found, "to-confirm")
    page.get_by_role("button", name="Confirmer l'explication").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("cette différence est réglée")
    expect(page.locator("main")).to_contain_text("Il ne reste rien à expliquer")
    look(page, found, "confirmed")

    page.get_by_role("link", name="Registres").click()
    page.get_by_label("Du", exact=True).fill(yesterday.date().isoformat())
    for name in ("Journal", "Balance des comptes d'une régie"):
        page.get_by_label("Registre", exact=True).select_option(name)
        page.get_by_label("Régie", exact=True).select_option("bj-anip")
        page.get_by_role("button", name="Afficher").click()
        expect(page).to_have_url(re.compile("regie=bj-anip"))
        arrive(page, name)
        look(page, found, "register-" + name[:7])
    with page.expect_download() as taken:
        page.get_by_role("link", name="Excel").click()
    assert taken.value.suggested_filename.endswith(".xlsx")
    assert taken.value.failure() is None
    assert found == []


def look(page: Page, found: list[str], name: str) -> None:
    """What axe-core finds, and whether it fits; a picture where one is asked for."""
    found += faults(page)
    if wider_than_the_screen(page):
        found.append(f"{page.url}: wider than the screen")
    folder = os.environ.get("BOOKS_PICTURES")
    if folder:
        for width in (360, 1024):
            page.set_viewport_size({"width": width, "height": 740})
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
        page.set_viewport_size({"width": 360, "height": 740})
