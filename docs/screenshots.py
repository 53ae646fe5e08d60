"""Takes the pictures of docs/images with Chromium, from a Guichet that it starts with demo data."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from gateway.demo import people
from kernel import clock
from tests import servers
from tests.journeys.running import Running, running
from tests.needs import program

IMAGES = Path(__file__).parent / "images"
# Without these Chromium talks to its maker at every start.
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run"]  # fmt: skip
# A code of the app is judged in the half minute in which it is shown.
STEP_S = 30


def follow_a_case(page: Page) -> None:
    """Awa dials and reads where her case is."""
    awa = page.locator(".handset").filter(has_text="Awa")
    for typed, words in (("*384#", "Suivre"), ("1", "Vos dossiers"), ("2", "En vérification")):
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
        expect(awa).to_contain_text(words, timeout=10_000)


def answer_who_calls(page: Page, town: Running) -> None:
    """Serge signs in with the digits that the command tells, and types the number of Awa's phone."""
    page.goto(f"{town.gateway}/admin/login")
    while "/login" in page.url:
        told = re.search(r"serge +support +([0-9]{6})", town.guichet("staff", "demo").stdout)
        for field, typed in (
            ("name", "serge"),
            ("password", people.PASSWORD),
            ("code", told[1] if told else ""),
        ):
            page.fill(f"#{field}", typed)
        page.click("main form button")
        if "/login" in page.url:
            # These digits have just passed: the next ones are judged in the half minute to come.
            clock.sleep(STEP_S - clock.now().timestamp() % STEP_S)
    page.goto(f"{town.gateway}/admin/search")
    page.fill("#q", "70 00 00 01")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Citoyen", timeout=10_000)


def main() -> None:
    """Start, photograph, end."""
    IMAGES.mkdir(exist_ok=True)
    with servers.folder() as folder, running(folder) as town, sync_playwright() as browsers:
        chromium = browsers.chromium.launch(executable_path=program("chromium"), args=QUIET)
        page = chromium.new_page(viewport={"width": 1440, "height": 900}, device_scale_factor=1, locale="fr")
        page.goto(f"{town.simulator}/phone")
        follow_a_case(page)
        page.screenshot(path=IMAGES / "phone.png")
        page.goto(f"{town.simulator}/administrations/apex/officer")
        page.screenshot(path=IMAGES / "officer.png")
        page.set_viewport_size({"width": 1280, "height": 900})
        answer_who_calls(page, town)
        page.screenshot(path=IMAGES / "citizen.png", full_page=True)
        chromium.close()


if __name__ == "__main__":
    main()
