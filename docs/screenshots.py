"""Takes the pictures of docs/images with Chromium, from a Guichet that it starts with demo data."""

from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from tests import servers
from tests.journeys.running import running
from tests.needs import program

IMAGES = Path(__file__).parent / "images"
# Without these Chromium talks to its maker at every start.
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run"]  # fmt: skip


def follow_a_case(page: Page) -> None:
    """Awa dials and reads where her case is."""
    awa = page.locator(".handset").filter(has_text="Awa")
    for typed, words in (("*384#", "Suivre"), ("1", "Vos dossiers"), ("1", "En vérification")):
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
        expect(awa).to_contain_text(words, timeout=10_000)


def main() -> None:
    """Start, photograph, end."""
    IMAGES.mkdir(exist_ok=True)
    with servers.folder() as folder, running(folder) as town, sync_playwright() as browsers:
        chromium = browsers.chromium.launch(executable_path=program("chromium"), args=QUIET)
        page = chromium.new_page(viewport={"width": 1440, "height": 900}, device_scale_factor=1)
        page.goto(f"{town.simulator}/phone")
        follow_a_case(page)
        page.screenshot(path=IMAGES / "phone.png")
        page.goto(f"{town.simulator}/administrations/apex/officer")
        page.screenshot(path=IMAGES / "officer.png")
        chromium.close()


if __name__ == "__main__":
    main()
