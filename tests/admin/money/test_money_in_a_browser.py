"""The money room in a real Chromium: the list that moves by itself, and unreferenced money released by two people.

Readable for everybody (axe-core, WCAG 2.2 AA) and no wider than the screen, at a desk and on a phone.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from gateway.wiring import Guichet
from kernel import clock
from tests.admin.in_chromium import arrive, enter, faults, wider_than_the_screen
from tests.admin.money.conftest import POSTS, Town
from tests.admin.staffed import Member, hire

SIZES = {"1024": {"width": 1024, "height": 768}, "360": {"width": 360, "height": 740}}
Desk = Callable[[Member], Page]


@pytest.fixture
def desk(chromium: Browser, address: str) -> Iterator[Desk]:
    """A browser of each one's own; nothing may complain, the Content-Security-Policy least of all."""
    opened: list[Any] = []
    complaints: list[str] = []

    def of(member: Member, size: str = "1024") -> Page:
        context = chromium.new_context(base_url=address, viewport=SIZES[size], locale="fr-FR")  # type: ignore[arg-type]
        opened.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        enter(page, member)
        expect(page.get_by_role("heading", level=1)).to_have_text(f"Bonjour {member.name}")
        return page

    yield of
    for context in opened:
        context.close()
    assert complaints == []


def sound(page: Page) -> None:
    """Readable at a desk and on a phone."""
    for size in SIZES.values():
        page.set_viewport_size(size)  # type: ignore[arg-type]
        assert faults(page) == []
        assert not wider_than_the_screen(page), page.url
    page.set_viewport_size(SIZES["1024"])  # type: ignore[arg-type]


def test_unreferenced_money_is_released_by_two_people(guichet: Guichet, desk: Desk) -> None:
    town = Town(guichet)
    due, other, receipt = town.invoice(), town.invoice(3000, subject="b"), town.receive()
    sira, adama = (hire(guichet, name, POSTS[name]) for name in ("sira", "adama"))
    page = desk(sira)
    page.get_by_role("link", name="Argent", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Paiements")
    expect(page.get_by_text("En direct")).to_be_visible()
    at = clock.now()
    late, soon = at - timedelta(hours=2), at + timedelta(hours=1)
    town.attempt(other, state="unknown", claimed_at=at, expires_at=late, polls=9, next_poll_at=soon)
    expect(page.get_by_text("En doute depuis 2 h.")).to_be_visible()
    sound(page)
    page.get_by_role("button", name="Arrêter").click()
    expect(page.get_by_text("En pause")).to_be_visible()
    page.locator("#money-rows a").first.click()
    page.get_by_role("button", name="Redemander à l'opérateur").click()
    expect(page.get_by_role("status")).to_contain_text("interrogé maintenant")
    sound(page)

    page.get_by_label("Pages de l'argent").get_by_role("link", name="Recettes à classer").click()
    arrive(page, "Recettes à classer")
    sound(page)
    page.get_by_role("link", name="MP260209.1").click()
    page.get_by_role(
        "link", name="Choisir " + f"{due.reference[:2]} {due.reference[2:10]} {due.reference[10:]}"
    ).click()
    expect(page.get_by_text("sont en trop")).to_be_visible()
    sound(page)
    page.get_by_role("button", name="Proposer cette facture").click()
    expect(page.get_by_role("status")).to_contain_text("deuxième personne")

    second = desk(adama)
    second.goto(f"/admin/suspense/{receipt.id}")
    sound(second)
    second.get_by_role("button", name="Libérer vers cette facture").click()
    expect(second.get_by_role("status")).to_contain_text("a son argent")
    assert town.read(due).state == "paid"
    for path in (f"payments/{due.reference}", f"refunds/{due.reference}", "refunds"):
        second.goto(f"/admin/{path}")
        sound(second)
