"""The queue and a case in a real Chromium: for everybody at both sizes, and notes that arrive by themselves."""

import os
from datetime import timedelta

import time_machine
from playwright.sync_api import Page, expect

from admin.people.staff import Post
from admin.roles import Role
from cases import notes
from gateway.wiring import Guichet
from kernel import clock
from tests.admin.casework.desk import Desk
from tests.admin.casework.test_case_page import shown
from tests.admin.in_chromium import arrive, enter, faults, wider_than_the_screen
from tests.admin.staffed import hire
from tests.cast import AWA

LOOK = os.environ.get("GUICHET_TEST_LOOK", "")


def test_a_case_is_found_read_and_decided(page: Page, guichet: Guichet) -> None:
    with time_machine.travel(clock.now() - timedelta(days=6), tick=False) as day:
        desk = Desk(guichet, day)
        desk.deposited()
        case = desk.deposited(state="en_verification")
        shown(
            guichet,
            AWA,
            f"Dossier {case.reference[:2]} {case.reference[2:10]} {case.reference[10:]}\nEn vérification",
        )
        desk.news()
    enter(page, hire(guichet, "sena", Post(Role.OFFICER, "pns-bj")))
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour sena")
    page.goto("/admin/cases")
    found = looked_at(page, "queue")
    expect(page.get_by_text("en retard de 3 j").first).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Histoire")).to_be_visible()
    page.goto(f"/admin/cases/{case.reference}")
    with guichet.database.transaction() as connection:
        notes.write(connection, guichet.keyring, case.case_id, "salif", "support", "Le citoyen <b>attend</b>")
    expect(page.locator("#note-list")).to_contain_text("Le citoyen <b>attend</b>")
    found += looked_at(page, "case")
    page.get_by_role("link", name="Demander une pièce").click()
    arrive(page, "Demander une pièce")
    found += looked_at(page, "decide")
    page.get_by_label("Quelle pièce manque ?").fill("copie de la carte signée")
    page.get_by_role("button", name="Voir le SMS").click()
    arrive(page, "Relisez avant de confirmer")
    found += looked_at(page, "preview")
    page.get_by_role("button", name="Confirmer").click()
    expect(page.get_by_role("status")).to_have_text("C'est fait. Le citoyen est prévenu par SMS.")
    assert found == []


def looked_at(page: Page, name: str) -> list[str]:
    """What axe-core finds, a page that is too wide; a picture when somebody wants to look."""
    if LOOK:
        size = (page.viewport_size or {"width": 0})["width"]
        page.screenshot(path=f"{LOOK}/{name}-{size}.png", full_page=True)
    return faults(page) + ([f"{name}: too wide"] if wider_than_the_screen(page) else [])
