"""Pictures of every page of the console, of each role, from a demo that is running: ``make pictures``.

One page of each kind that a person's links lead to, at the width of a desk and of a phone.
"""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright
from rich.console import Console
from rich.progress import track
from werkzeug.routing import Map, Rule
from werkzeug.routing.exceptions import RoutingException

from admin.routes import ROUTES
from docs.screenshots import QUIET, STEP_S
from gateway.cli.wired import wired
from gateway.demo import people
from gateway.wiring import Guichet
from kernel import clock
from tests.needs import program

SIZES = {"desk": (1024, 768), "phone": (360, 740)}
PATHS = Map([Rule(route.path, endpoint=route.name) for route in ROUTES if route.method == "GET"]).bind(
    "console"
)
# Files to download, and what ends the visit.
LEFT_OUT = ("file", "pdf", "logout", "qr")


def main() -> None:
    """Into ``pictures/`` of the data folder, a folder for each role."""
    with wired() as guichet, sync_playwright() as browsers:
        chromium = browsers.chromium.launch(executable_path=program("chromium"), args=QUIET)
        folder = guichet.settings.data_dir / "pictures"
        cast = {person.role: person for person in reversed(people.PEOPLE)}
        for role, person in track(cast.items(), "roles"):
            page = _signed_in(guichet, chromium, person.name)
            for name, url in _pages(page, f"{guichet.settings.public_url}/admin/"):
                _taken(page, url, folder / str(role), name)
            page.context.close()
        chromium.close()
    Console().print(f"{sum(1 for _ in folder.rglob('*.png'))} pictures in {folder}")


def _signed_in(guichet: Guichet, chromium: Browser, name: str) -> Page:
    page = chromium.new_page(locale="fr")
    # A code is used once: the next one may have to be waited for.
    while True:
        with guichet.database.transaction() as connection:
            code = people.code_of(connection, guichet.keyring, name) or ""
        page.goto(f"{guichet.settings.public_url}/admin/login")
        for field, value in (("name", name), ("password", people.PASSWORD), ("code", code)):
            page.fill(f"#{field}", value)
        page.click("main button[type=submit], main form button")
        if "/login" not in page.url:
            return page
        clock.sleep(STEP_S - clock.now().timestamp() % STEP_S)


def _pages(page: Page, start: str) -> Iterator[tuple[str, str]]:
    """(name of the route, address) of each kind of page, in the order in which links lead to them."""
    seen, waiting = set[str](), [start]
    while waiting:
        url = waiting.pop(0)
        name = _route(url)
        if name is None or name in seen or any(word in name for word in LEFT_OUT):
            continue
        seen.add(name)
        page.goto(url)
        waiting += page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
        yield name, url


def _route(url: str) -> str | None:
    try:
        return str(PATHS.match(urlsplit(url).path)[0])
    except RoutingException:
        return None


def _taken(page: Page, url: str, folder: Path, name: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        page.goto(url)
        page.screenshot(path=folder / f"{name}-{size}.png", full_page=True)


if __name__ == "__main__":
    main()
