"""What comes by a slow network meets what a person brought, or another tab fetched, meanwhile: the newer one stays."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.verification.web.brought import bring, number, parts, since
from tests.verification.web.bureau import APEX, REGISTERS, ROOT, STRANGER, Bureau, renewed
from tests.verification.web.conftest import ASIDE, KEPT, anew, installed, served, settled, watched
from tests.verification.web.site import Pages
from verification import bundle, issued_filter, status_list
from verification.status_list import Status

Tabs = tuple[Pages, Page, Page]
REVOKED = {0: Status.REVOKED}
GATE = "window.gate = new Promise((open) => { window.opened = open; }); null"
# A refresh one of whose answers is as the office was when it was asked, and comes when the gate is opened. Held in the
# page: the browser lets no other tab ask for an address that it is still waiting for, for 20 seconds.
ASKED = """(path) => { const real = fetch;
  window.fetch = (address, how) => real(address, how).then((answer) => {
    if (!address.endsWith(path)) return answer;
    window.waits = true;
    return gate.then(() => answer); });
  window.slow = registers.refresh(); }"""
COME = "opened(); slow.then(() => null)"
BUNDLE = "registers.load().then((found) => found.bundle.number)"
FILTER = f"registers.load().then((found) => found.filters.get('{APEX.kid.hex()}').iat)"
# Adds one to a number that is kept, between two waits.
COUNT = """(gate) => store.change(["count"], (draft) => Promise.resolve(gate && window[gate])
  .then(() => draft.put("count", (draft.get("count") || 0) + 1)))"""
COUNTED = "store.read(['count']).then((kept) => kept.get('count'))"
# It looks for newer lists every quarter of an hour.
LATER = "(() => { const now = Date.now; Date.now = () => now() + 16 * 60 * 1000; })()"
BROUGHT: dict[str, Callable[[Bureau], list[str]]] = {
    "by SMS": lambda b: parts(since(b, APEX, REVOKED, number=9)),
    "from a colleague's screen": lambda b: parts(renewed(b, REVOKED, 9)["list", APEX.kid]),
}


def held(page: Page, path: str) -> None:
    """A refresh has begun, and its answer at this address is under way: as the office is now."""
    page.evaluate(GATE)
    page.evaluate(ASKED, path)
    page.wait_for_function("() => window.waits")


def brought(page: Page, texts: list[str]) -> None:
    """Whatever stands on its screen."""
    page.evaluate("(text) => exchange.bring(text).then(() => null)", "\n".join(texts))


@pytest.fixture(scope="module")
def phone(browser: Browser, bureau: Bureau) -> Iterator[Tabs]:
    """Two tabs of one phone."""
    with served(bureau) as pages, watched(browser, pages) as context:
        one, other = installed(context, pages), installed(context, pages)
        one.evaluate(ASIDE, KEPT)
        yield pages, one, other


@pytest.fixture
def tabs(phone: Tabs, bureau: Bureau) -> Tabs:
    """As if they had just been installed."""
    pages, one, other = phone
    pages.served = dict(bureau.served)
    for each in (one, other):
        anew(each)
    return phone


def link(pages: Pages, bureau: Bureau, word: str) -> str:
    return f"{pages.url}/V/#{bureau.texts[word].partition('#')[2]}"


@pytest.mark.parametrize("way", list(BROUGHT))
@pytest.mark.parametrize(("came", "stays"), [(8, 9), (10, 10)], ids=["an older one", "a newer one"])
def test_a_list_that_was_brought_meanwhile(
    tabs: Tabs, bureau: Bureau, way: str, came: int, stays: int
) -> None:
    pages, page, _ = tabs
    page.evaluate(f"location.hash = {bureau.texts['VALID'].partition('#')[2]!r}")
    expect(page.locator(".verdict")).to_have_attribute("data-word", "VALID")
    pages.served.update(renewed(bureau, REVOKED if came > 9 else {}, came))
    held(page, f"revocations/{APEX.kid.hex()}")
    brought(page, BROUGHT[way](bureau))
    expect(page.locator(".verdict")).to_have_attribute("data-word", "REVOKED")
    assert number(page, APEX) == 9
    page.evaluate(COME)
    assert number(page, APEX) == stays
    page.reload()
    expect(page.locator(".verdict")).to_have_attribute("data-word", "REVOKED")


def test_a_bundle_that_another_tab_fetched_meanwhile(tabs: Tabs, bureau: Bureau) -> None:
    """And the root with it: who came back to the one that was left would take no newer bundle any more."""
    trust = bureau.known.bundle
    foretold = replace(trust, number=8, next_root_hash=STRANGER.public.thumbprint)
    pages, one, other = tabs
    held(one, "trust-bundle")
    pages.served["bundle", b""] = bundle.seal(foretold, ROOT)
    other.evaluate("registers.refresh().then(() => null)")
    pages.served["bundle", b""] = bundle.seal(replace(trust, number=9, root=STRANGER.public), STRANGER)
    other.evaluate("registers.refresh().then(() => null)")
    one.evaluate(COME)
    assert (one.evaluate(BUNDLE), other.evaluate(BUNDLE)) == (9, 9)
    pages.served["bundle", b""] = bundle.seal(replace(trust, number=10, root=STRANGER.public), STRANGER)
    one.evaluate("registers.refresh().then(() => null)")
    assert other.evaluate(BUNDLE) == 10


def test_a_filter_that_another_tab_fetched_meanwhile(tabs: Tabs, bureau: Bureau) -> None:
    newer = replace(bureau.known.filters[APEX.kid], iat=bureau.now + timedelta(minutes=2))
    pages, one, other = tabs
    held(one, f"issued/{APEX.kid.hex()}")
    pages.served["filter", APEX.kid] = issued_filter.seal(newer, REGISTERS)
    other.evaluate("registers.refresh().then(() => null)")
    one.evaluate(COME)
    assert one.evaluate(FILTER) == newer.iat.timestamp()


def test_two_lists_of_one_number_are_told_apart_by_their_dates(tabs: Tabs, bureau: Bureau) -> None:
    old = bureau.known.lists[APEX.kid]
    again = replace(old, iat=old.iat + timedelta(minutes=1)).with_status(REVOKED)
    pages, page, _ = tabs
    for each, expected in ((again, Status.REVOKED), (old, Status.REVOKED)):
        pages.served["list", APEX.kid] = status_list.seal(each, REGISTERS)
        status = f"lists.status(found.lists.get('{APEX.kid.hex()}'), 0)"
        assert page.evaluate(f"registers.refresh().then((found) => {status})") == expected


def test_two_tabs_that_write_at_once_lose_nothing(tabs: Tabs, bureau: Bureau) -> None:
    _, one, other = tabs
    one.evaluate(GATE)
    one.evaluate(f"window.slow = ({COUNT})('gate'); null")
    other.evaluate(COUNT, None)
    assert other.evaluate(COUNTED) == 1
    one.evaluate(COME)
    assert other.evaluate(COUNTED) == 2


def test_a_tab_that_is_looked_at_again_judges_by_what_another_was_brought(tabs: Tabs, bureau: Bureau) -> None:
    _, one, other = tabs
    one.evaluate(f"location.hash = {bureau.texts['VALID'].partition('#')[2]!r}")
    expect(one.locator(".verdict")).to_have_attribute("data-word", "VALID")
    bring(other, BROUGHT["by SMS"](bureau))
    expect(other.locator("#held")).to_contain_text(f"LISTES {APEX.kid.hex()} 9")
    one.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(one.locator(".verdict")).to_have_attribute("data-word", "REVOKED")


def test_what_was_read_before_and_comes_after_is_not_what_the_page_judges_by(
    tabs: Tabs, bureau: Bureau
) -> None:
    """A refresh that had read what is kept just before a list was brought, on a phone that then took its time."""
    pages, page, _ = tabs
    page.goto("about:blank")
    page.goto(link(pages, bureau, "VALID"))
    settled(page)
    page.evaluate(GATE)
    page.evaluate("""registers.refresh = () => registers.load().then((found) => {
      window.hasRead = true; return gate.then(() => found); }); null""")
    page.evaluate(LATER)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_function("() => window.hasRead")
    brought(page, BROUGHT["by SMS"](bureau))
    expect(page.locator(".verdict")).to_have_attribute("data-word", "REVOKED")
    page.evaluate("opened()")
    page.evaluate("gate.then(() => null)")
    expect(page.locator("#held")).to_contain_text(f"LISTES {APEX.kid.hex()} 9")
    expect(page.locator(".verdict")).to_have_attribute("data-word", "REVOKED")
