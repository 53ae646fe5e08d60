"""The counter's day in a real Chromium: the agent reads a file and leaves a word; deciding is somebody else's."""

from datetime import timedelta

import time_machine
from playwright.sync_api import Page, expect

from admin.people.staff import Post
from admin.roles import Role
from gateway.wiring import Guichet
from kernel import clock
from tests.admin.casework.desk import Desk
from tests.admin.in_chromium import enter, faults
from tests.admin.staffed import hire


def test_an_agent_reads_a_file_and_leaves_a_word(page: Page, guichet: Guichet) -> None:
    with time_machine.travel(clock.now() - timedelta(days=1), tick=False) as day:
        desk = Desk(guichet, day)
        case = desk.deposited(state="en_verification")
    enter(page, hire(guichet, "fanta", Post(Role.AGENT, "pns-bj")))
    page.get_by_role("link", name="Dossiers", exact=True).click()
    page.goto(f"/admin/cases/{case.reference}")
    expect(page.get_by_role("heading", name="Histoire")).to_be_visible()
    expect(page.get_by_role("link", name="Demander une pièce")).to_have_count(0)
    page.get_by_label("Nouvelle note").fill("La photo est arrivée au guichet")
    page.get_by_role("button", name="Ajouter la note").click()
    expect(page.locator("#note-list")).to_contain_text("La photo est arrivée au guichet")
    found = faults(page)
    page.goto("/admin/payments")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ce n'est pas possible")
    assert found == []
