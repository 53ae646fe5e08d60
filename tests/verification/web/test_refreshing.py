"""Newer lists come in by themselves when there is a network; older or false ones never take their place."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.verification.web.bureau import APEX, ROOT, SLOW, STRANGER, Bureau, renewed
from tests.verification.web.conftest import ASIDE, KEPT, anew, installed, served, watched
from tests.verification.web.site import Pages
from verification import bundle, status_list
from verification.status_list import Status
from verification.web import Site

KID = APEX.kid.hex()
REFRESH = f"registers.refresh().then((found) => found.lists.get('{KID}').number, (error) => error.reason)"

# Chromium looks for a new worker some seconds after a visit; the test does not wait for that, nor misses it.
TAKEN_OVER = """() => { window.taken = new Promise((done) =>
  navigator.serviceWorker.addEventListener("controllerchange", () => done(null))); }"""
UPDATED = "navigator.serviceWorker.getRegistration().then((found) => found.update()).then(() => taken)"


def opened(page: Page, text: str) -> None:
    page.goto("about:blank")
    page.goto(text)


@pytest.fixture(scope="module")
def phone(browser: Browser, bureau: Bureau) -> Iterator[tuple[Pages, Page]]:
    with served(bureau) as pages, watched(browser, pages) as context:
        page = installed(context, pages)
        page.evaluate(ASIDE, KEPT)
        yield pages, page


@pytest.fixture
def visited(phone: tuple[Pages, Page], bureau: Bureau) -> tuple[Pages, Page]:
    """A page with its first registers, whatever is served next."""
    pages, page = phone
    pages.served = dict(bureau.served)
    anew(page)
    assert page.evaluate(REFRESH) == bureau.known.lists[APEX.kid].number
    return phone


def test_a_revocation_reaches_the_page(visited: tuple[Pages, Page], bureau: Bureau) -> None:
    pages, page = visited
    link = f"{pages.url}/V/#{bureau.texts['VALID'].partition('#')[2]}"
    opened(page, link)
    expect(page.locator(".verdict")).to_have_attribute("data-word", "VALID")
    pages.served.update(renewed(bureau, {0: Status.REVOKED}))
    opened(page, link)
    expect(page.locator(".verdict")).to_have_attribute("data-word", "REVOKED")


@pytest.mark.parametrize("kind", ["older", "stranger", "nonsense", "another's"])
def test_a_list_that_is_not_to_be_believed_changes_nothing(
    visited: tuple[Pages, Page], bureau: Bureau, kind: str
) -> None:
    pages, page = visited
    held = bureau.known.lists[APEX.kid]
    false: dict[str, Callable[[], bytes]] = {
        "older": lambda: status_list.seal(replace(held, number=1), APEX),
        "stranger": lambda: status_list.seal(replace(held, number=9), STRANGER),
        "nonsense": lambda: b"<html>Bienvenue sur le wifi</html>",
        "another's": lambda: bureau.served["list", SLOW.kid],
    }
    pages.served = {**bureau.served, ("list", APEX.kid): false[kind]()}
    assert page.evaluate(REFRESH) == held.number


def test_a_bundle_never_goes_backwards(visited: tuple[Pages, Page], bureau: Bureau) -> None:
    pages, page = visited
    trust = bureau.known.bundle
    older = bundle.seal(replace(trust, number=1, keys=()), ROOT)
    pages.served = {**bureau.served, ("bundle", b""): older}
    assert page.evaluate(REFRESH) == bureau.known.lists[APEX.kid].number
    forged = bundle.seal(replace(trust, number=99, root=STRANGER.public), STRANGER)
    pages.served = {**bureau.served, ("bundle", b""): forged}
    assert page.evaluate(REFRESH) == "root"
    assert page.evaluate("registers.load().then((found) => found.bundle.number)") == trust.number


def test_the_foretold_root_is_followed_and_the_old_one_left(
    visited: tuple[Pages, Page], bureau: Bureau
) -> None:
    trust = replace(bureau.known.bundle, number=8, next_root_hash=STRANGER.public.thumbprint)
    pages, page = visited
    number = "registers.refresh().then((found) => found.bundle.number, (error) => error.reason)"
    pages.served["bundle", b""] = bundle.seal(trust, ROOT)
    assert page.evaluate(number) == 8
    pages.served["bundle", b""] = bundle.seal(replace(trust, number=9, root=STRANGER.public), STRANGER)
    assert page.evaluate(number) == 9
    pages.served["bundle", b""] = bundle.seal(replace(trust, number=10), ROOT)
    assert page.evaluate(number) == "root"


def test_a_newer_page_takes_the_place_of_the_older(browser: Browser, bureau: Bureau) -> None:
    """The worker of the next version is taken at the next visit, and what the device had learnt stays."""
    with served(bureau) as pages, watched(browser, pages) as context:
        page = installed(context, pages)
        page.evaluate(TAKEN_OVER)
        pages.install(Site(pages.hosts, ROOT.public, "*222#"))
        page.evaluate(UPDATED)
        page.reload()
        assert page.evaluate("OFFICE.dial") == "*222#"
        assert page.evaluate("registers.load().then((found) => found.lists.size)") == 2
