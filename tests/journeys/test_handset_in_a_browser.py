"""What a newcomer does first: open the phone in a browser, dial, and read where the case is."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.chromium import started
from tests.journeys.running import Running


@pytest.fixture
def page(town: Running) -> Iterator[Page]:
    """The phones, with a console that must stay silent."""
    with started() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        page.goto(f"{town.simulator}/phone")
        # The keyboard speaks to a phone that is drawn: keys pressed before are nobody's.
        expect(page.locator(".handset.active")).to_have_count(1)
        yield page
    assert complaints == []


def test_a_case_is_followed_from_the_page(page: Page) -> None:
    awa = page.locator(".handset").filter(has_text="Awa")
    page.keyboard.type("*384#")
    page.keyboard.press("Enter")
    expect(awa).to_contain_text("1 Suivre un dossier")
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    expect(awa).to_contain_text("Vos dossiers")
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    # Which of her cases is the newest hangs on what the town has done before: all say since when they are where.
    expect(awa).to_contain_text(" depuis ")
