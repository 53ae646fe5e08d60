"""The overview and what is stuck in a real Chromium, with figures in them, as the policy of the console allows."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, ViewportSize, expect
from sqlalchemy import update

from admin.overview import summing
from admin.people.staff import Post
from admin.roles import Role
from gateway.wiring import Guichet
from kernel import clock, outbox
from kernel.outbox import OUTBOX
from tests.admin.in_chromium import enter, faults, wider_than_the_screen
from tests.admin.overview.office import ORIGIN, Office
from tests.admin.overview.test_stuck import refund
from tests.admin.staffed import hire

# 210 mm less two margins of 12 mm, at 96 dots an inch.
A4: ViewportSize = {"width": 703, "height": 1000}
DRAWN = "svg .series path, svg .series rect"
INK = """shape => { const style = getComputedStyle(shape);
    return [style.fill, style.stroke].some(colour => colour !== "none" && colour !== "rgb(0, 0, 0)") }"""


@pytest.fixture
def work(guichet: Guichet, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten days of requests, money and calls; a row that was given up."""
    monkeypatch.setattr(summing, "HISTORY_DAYS", 10)
    office, at = Office(guichet), clock.now()
    for number in range(10):
        then = at - timedelta(days=number, hours=2)
        case = office.deposits(ORIGIN, then - timedelta(hours=1 + number))
        office.moves(case, then, "en_verification", "disponible")
        office.collects("ml-apex", "ml-origine", 5000 + number, then, f"m{number}")
        office.calls("question.17.rccm", then, dropped=number, ended=10)
    while office.sums():
        pass
    with guichet.database.transaction() as connection:
        row = outbox.publish(connection, "case.moved", "subject")
        values = {"tries": 10, "parked_at": at, "last_error": "Unavailable"}
        connection.execute(update(OUTBOX).where(OUTBOX.c.id == row).values(values))


def test_the_pages_are_for_everybody(page: Page, guichet: Guichet, work: None) -> None:
    enter(page, hire(guichet, "saran", Post(Role.SUPPORT)))
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour saran")
    found = faults(page)
    page.get_by_role("link", name="Vue d'ensemble").first.click()
    expect(page.get_by_role("img", name="Demandes par jour")).to_be_visible()
    # Two lines, thirty columns, two bars, and each has its colour from the one style sheet.
    expect(page.locator(DRAWN)).to_have_count(2 + 30 + 2)
    page.wait_for_load_state()
    assert all(shape.evaluate(INK) for shape in page.locator(DRAWN).element_handles())
    page.get_by_text("Les chiffres de ce graphique").first.click()
    expect(page.get_by_role("table", name="Demandes par jour")).to_be_visible()
    found += faults(page)
    assert not wider_than_the_screen(page)
    wide = page.viewport_size
    page.emulate_media(media="print")
    page.set_viewport_size(A4)
    assert not wider_than_the_screen(page)
    expect(page.get_by_role("link", name="Version à imprimer")).to_be_hidden()
    page.emulate_media(media="screen")
    page.set_viewport_size(wide or A4)
    page.goto("/admin/stuck")
    assert not wider_than_the_screen(page)
    found += faults(page)
    page.get_by_role("button", name="Relancer", exact=False).first.click()
    expect(page.get_by_role("status")).to_contain_text("Relancés : 1.")
    expect(page.get_by_text("Rien n'est bloqué")).to_be_visible()
    found += faults(page)
    refund(guichet, "unknown")
    page.goto("/admin/stuck")
    expect(page.get_by_role("heading", name="Remboursements en doute")).to_be_visible()
    for width in (1024, 360):
        page.set_viewport_size({"width": width, "height": 740})
        assert not wider_than_the_screen(page)
        found += faults(page)
    assert found == []
