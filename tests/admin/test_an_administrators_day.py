"""The administrator's day in a real Chromium: somebody leaves, comes back, has a new phone; nothing is stuck."""

from playwright.sync_api import Page, expect

from admin.people.staff import Post
from admin.roles import Role
from gateway.wiring import Guichet
from tests.admin.in_chromium import enter, faults
from tests.admin.staffed import hire


def test_people_go_and_come_back(page: Page, guichet: Guichet) -> None:
    hire(guichet, "awa", Post(Role.OFFICER, "apex"))
    enter(page, hire(guichet, "modibo", Post(Role.ADMINISTRATOR)))
    page.get_by_role("link", name="Personnel", exact=True).click()
    page.get_by_role("button", name="Désactiver awa").click()
    expect(page.get_by_role("button", name="Réactiver awa")).to_be_visible()
    page.get_by_role("button", name="Réactiver awa").click()
    page.get_by_role("button", name="Nouveau téléphone awa").click()
    expect(page.get_by_text("awa a perdu son téléphone, demande de modibo.")).to_be_visible()
    expect(page.get_by_text("Une autre personne décide.")).to_be_visible()
    found = faults(page)
    page.get_by_role("link", name="Blocages", exact=True).click()
    expect(page.get_by_text("Rien n'est bloqué")).to_be_visible()
    assert found + faults(page) == []
