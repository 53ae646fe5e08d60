"""Chromium, and the pages it opens. Whatever it complains of, or asks of anybody else, fails the test."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from tests import needs
from tests.chromium import FLAGS, PATIENCE_MS, START_MS
from tests.rooms import ROOT
from tests.verification.web import bureau as bureaus
from tests.verification.web.bureau import APEX, SLOW, Bureau
from tests.verification.web.site import Pages
from verification.web.build import NotBuilt, build

# What Chromium itself writes when a page without a network looks for newer lists: no complaint of ours. Reset is what
# had dialled when the network went and was not taken yet.
UNREACHED = ("net::ERR_CONNECTION_REFUSED", "net::ERR_CONNECTION_RESET", "net::ERR_INTERNET_DISCONNECTED")
# What a page keeps, put aside as it is now, and taken back later.
KEPT = ["trust", *(f"{kind}/{key.kid.hex()}" for kind in ("list", "filter") for key in (APEX, SLOW))]
ASIDE = "(names) => store.change(names, (draft) => draft.put('aside', names.map((name) => draft.get(name))))"
BACK = """(names) => store.change(["aside"], (draft) =>
  names.forEach((name, at) => draft.put(name, draft.get("aside")[at])))"""
# A page looks for newer registers by itself once it has opened: counts how often it has ended, with or without them.
HEARD = """(() => { let made; window.refreshed = 0;
  const over = () => { window.refreshed += 1; };
  Object.defineProperty(window, "registers", { get: () => made, set: (found) => {
    const refresh = found.refresh;
    made = Object.assign(found, { refresh: () => { const asked = refresh(); asked.then(over, over); return asked; } });
  } });
})()"""
SMALL, LARGE = {"width": 320, "height": 568}, {"width": 1024, "height": 768}


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    """Its loop runs in this thread until the end: neither another browser nor what signs papers can follow before."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as found:
        yield found


@pytest.fixture(scope="package")
def launch(playwright: Playwright) -> Iterator[Callable[..., Browser]]:
    """Starts the system's Chromium with further flags."""
    path, open_ones = needs.program("chromium"), []

    def start(*flags: str) -> Browser:
        open_ones.append(
            playwright.chromium.launch(executable_path=path, args=[*FLAGS, *flags], timeout=START_MS)
        )
        return open_ones[-1]

    yield start
    for each in open_ones:
        each.close()


@pytest.fixture(scope="package")
def browser(launch: Callable[..., Browser]) -> Browser:
    return launch()


@pytest.fixture(scope="package")
def bureau() -> Bureau:
    return bureaus.opened()


@pytest.fixture
def pages(bureau: Bureau) -> Iterator[Pages]:
    """The pages on a port of their own: another port is another origin, so each test installs anew."""
    with served(bureau) as found:
        yield found


@pytest.fixture(scope="session")
def scanner() -> Path:
    """The data directory with the scanner, fetched when it is not there."""
    needs.program("npm")
    try:
        build(ROOT / ".guichet")
    except NotBuilt as why:
        pytest.skip(f"NOT RUN: {why}")
    return ROOT / ".guichet"


@contextmanager
def served(bureau: Bureau) -> Iterator[Pages]:
    found = Pages(bureau).start()
    try:
        yield found
    finally:
        found.close()


@contextmanager
def watched(
    browser: Browser, pages: Pages, size: dict[str, int] = SMALL, **options: object
) -> Iterator[BrowserContext]:
    """A context; at its end nothing was written to the console and nobody else was asked for anything."""
    context = browser.new_context(viewport=size, locale="fr-FR", **options)  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE_MS)
    context.add_init_script(HEARD)
    heard: list[str] = []
    asked: list[str] = []
    context.on("console", lambda message: heard.append(message.text))
    context.on("weberror", lambda error: heard.append(str(error.error)))
    context.on("request", lambda request: asked.append(request.url))
    yield context
    context.close()
    assert [words for words in heard if not any(each in words for each in UNREACHED)] == []
    assert [url for url in asked if not url.startswith(pages.url + "/")] == []


def installed(context: BrowserContext, pages: Pages) -> Page:
    """A page that works without a network from now on, and whose own look for newer registers is over."""
    page = context.new_page()
    page.goto(f"{pages.url}/V/")
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    settled(page)
    return page


def settled(page: Page) -> None:
    """It listens to what people do, and nothing that it fetched comes in between."""
    page.wait_for_function("() => window.refreshed > 0")


@contextmanager
def offline(browser: Browser, pages: Pages) -> Iterator[Page]:
    """An installed page whose network went; `anew` makes it the page of another phone."""
    with watched(browser, pages) as context:
        page = installed(context, pages)
        pages.stop()
        page.evaluate(ASIDE, KEPT)
        yield page
    pages.close()


def anew(page: Page) -> Page:
    """Opened with the registers that it was installed with: what was brought since is forgotten."""
    page.evaluate(BACK, KEPT)
    page.evaluate("history.replaceState(null, '', location.pathname)")
    page.reload()
    settled(page)
    expect(page.locator("#held div")).to_have_count(2)
    return page
