"""Support at the telephone, in a real Chromium: the number as the citizen says it, and the sentence to read out."""

import os
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Page, expect

from admin.people.staff import Post
from admin.roles import Role
from gateway.wiring import Guichet
from kernel import clock
from sms import outbox
from tests.admin.in_chromium import enter, faults, wider_than_the_screen
from tests.admin.search.scene import Scene
from tests.admin.staffed import hire
from tests.cast import AWA


def test_a_citizen_calls_and_says_that_nothing_happened(page: Page, guichet: Guichet) -> None:
    scene = Scene(guichet)
    case = scene.case(state="a_payer")
    waits = scene.attempt(scene.bill(case))
    scene.attempt(scene.tax(), "failed", reason="NOT_ENOUGH_FUNDS")
    scene.lost("CI260209.0801.B55555")
    with guichet.database.transaction() as connection:
        outbox.queue(connection, guichet.keyring, phone=AWA, text="Votre dossier", purpose="sms.deposited")
    enter(page, hire(guichet, "saran", Post(Role.SUPPORT)))
    found: list[str] = []
    page.get_by_role("link", name="Recherche", exact=True).click()
    expect(page.get_by_label("Numéro")).to_be_focused()
    found += faults(page)
    shot(page, "form")
    page.keyboard.type("26 12345678 90")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Rien à ce numéro")
    found += faults(page)
    shot(page, "nothing")
    # Some minutes, and they are no more when the page is read.
    asked, next_ = clock.now() - timedelta(minutes=4, seconds=5), clock.now() + timedelta(minutes=5)
    scene.left_behind(waits, created_at=asked, next_poll_at=next_)
    page.get_by_label("Numéro").fill("70 00 00 01")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("+223******01")
    shot(page, "citizen")
    assert "70000001" not in page.url
    expect(page.locator(".say.first")).to_contain_text("sans référence : recette à classer")
    expect(page.locator(".say").filter(has_text="il y a 4 min")).to_contain_text("On redemande à")
    assert not wider_than_the_screen(page)
    found += faults(page)
    page.locator(".say").filter(has_text="Dossier").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(case.reference[2:10])
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_contain_text("+223******01")
    assert found == []


def shot(page: Page, name: str) -> None:
    if folder := os.environ.get("SHOTS"):
        width = (page.viewport_size or {"width": 0})["width"]
        page.screenshot(path=Path(folder) / f"search-{name}-{width}.png", full_page=True)
