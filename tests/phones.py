"""The page of the simulated phones, in Chromium: whoever presses its keys opens it here."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Locator, Page, expect


@contextmanager
def opened(browser: Browser, simulator: str, width: int, height: int) -> Iterator[Page]:
    """The phones of the simulator at this address; nothing may complain in the console."""
    page = browser.new_page(viewport={"width": width, "height": height})
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{simulator}/phone")
    # The keyboard speaks to a phone that is drawn: keys pressed before are nobody's.
    expect(page.locator(".handset")).to_have_count(4)
    expect(page.locator(".handset.active")).to_have_count(1)
    yield page
    page.close()
    assert complaints == []


def phone(page: Page, name: str) -> Locator:
    """The handset of one person."""
    return page.locator(".handset").filter(has_text=name)
