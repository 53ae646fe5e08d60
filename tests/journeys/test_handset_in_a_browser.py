"""What a newcomer does first: open the phone in a browser, dial, and read where the case is."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.chromium import started
from tests.journeys.running import Running
from tests.phones import opened, phone


@pytest.fixture
def page(town: Running) -> Iterator[Page]:
    with started() as browser, opened(browser, town.simulator, 1280, 900) as page:
        yield page


def test_a_case_is_followed_from_the_page(page: Page) -> None:
    awa = phone(page, "Awa")
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
