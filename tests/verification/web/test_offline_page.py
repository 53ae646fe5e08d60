"""The page of the codes after one visit, with the server stopped: every word, the age of the list, the fields."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.verification.web.bureau import Bureau, never_issued
from tests.verification.web.conftest import installed, served, settled, watched
from tests.verification.web.site import TEXTS, Pages
from verification.web import shown
from verification.web.words import Words
from verification.word import Word

FRENCH = Words(TEXTS, "fr")


@pytest.fixture(scope="module")
def stopped(bureau: Bureau) -> Iterator[Pages]:
    """Started once, stopped by the time of the first test."""
    found = Pages(bureau)
    yield found
    found.close()


@pytest.fixture(scope="module")
def page(browser: Browser, bureau: Bureau, stopped: Pages) -> Iterator[Page]:
    stopped.start()
    with watched(browser, stopped) as context:
        found = installed(context, stopped)
        stopped.stop()
        yield found


def pasted(page: Page, text: str) -> None:
    """As a person does it, on a page that is opened anew each time."""
    page.goto(page.url.split("#")[0])
    settled(page)
    page.locator("#typed").locator("xpath=..").locator("summary").click()
    page.locator("#typed textarea").fill(text)
    page.locator("#typed button").click()


@pytest.mark.parametrize("word", list(Word))
def test_every_word_without_a_network(page: Page, bureau: Bureau, stopped: Pages, word: Word) -> None:
    """Bad-input rows 52, 53, 54."""
    pasted(page, bureau.texts[word])
    expect(page.locator(".verdict")).to_have_attribute("data-word", word)
    expect(page.locator(".verdict h1")).to_have_text(FRENCH(f"verify.word.{word.lower()}"))
    found = bureau.verdict(bureau.texts[word], frozenset(stopped.hosts))
    assert found.word == word
    rows = shown.rows(found.document, FRENCH) if found.document else []
    expect(page.locator("dt")).to_have_text([label for label, _ in rows])
    expect(page.locator("dd")).to_have_text([value for _, value in rows])


def test_a_camera_app_opens_the_link_itself(page: Page, bureau: Bureau, stopped: Pages) -> None:
    page.goto("about:blank")
    page.goto(f"{stopped.url}/V/#{bureau.texts['VALID'].partition('#')[2]}")
    expect(page.locator(".verdict")).to_have_attribute("data-word", "VALID")
    expect(page.locator(".age")).to_contain_text("min")
    expect(page.locator("dd", has_text="Bénin (BJ)")).to_have_count(1)
    expect(page.locator("dd", has_text="entièrement obtenu (WO)")).to_have_count(1)
    page.evaluate(f"location.hash = {bureau.texts['REVOKED'].partition('#')[2]!r}")
    expect(page.locator(".verdict")).to_have_attribute("data-word", "REVOKED")
    page.locator("#result button").first.click()
    expect(page.locator("#ask")).to_be_visible()


@pytest.mark.parametrize(
    ("alter", "word"),
    [
        (str.lower, "INCOMPLETE"),
        (lambda text: text.replace("HTTPS://V.EXAMPLE.ML/V/#", ""), "VALID"),
        (lambda text: text.replace("HTTPS", "HTTP"), "WRONG_SITE"),
        (lambda text: text[:40] + "\n" + text[40:], "INCOMPLETE"),
        (lambda _: "javascript:alert(1)", "INCOMPLETE"),
        (lambda _: "<img src=x onerror=alert(1)>" * 200, "INCOMPLETE"),
    ],
    ids=[
        "lowered by a message app",
        "without its link",
        "plain http",
        "broken in two lines",
        "a script",
        "5 kB",
    ],
)
def test_what_people_paste(page: Page, bureau: Bureau, alter: object, word: str) -> None:
    """Bad-input rows 51 and 56."""
    pasted(page, alter(bureau.texts["VALID"]))  # type: ignore[operator]
    expect(page.locator(".verdict")).to_have_attribute("data-word", word)


def test_a_stolen_key_makes_nothing_that_passes(page: Page, bureau: Bureau) -> None:
    pasted(page, never_issued(bureau))
    expect(page.locator(".verdict")).to_have_attribute("data-word", "FORGED")
    expect(page.locator(".reasons")).to_have_text(FRENCH("verify.reason.not_issued"))
    expect(page.locator("dd")).to_have_count(0)


@pytest.mark.parametrize(
    ("off", "word", "says"),
    [(-1095, "VALID_LIST_OLD", True), (1095, "EXPIRED", True), (3, "VALID_LIST_OLD", False)],
    ids=["three years behind", "three years ahead", "three days without a network"],
)
def test_a_clock_that_is_wrong_is_said(page: Page, bureau: Bureau, off: int, word: str, says: bool) -> None:
    other = page.context.new_page()
    other.clock.set_fixed_time(bureau.now + timedelta(days=off))
    other.goto(page.url.split("#")[0])
    pasted(other, bureau.texts["VALID"])
    expect(other.locator(".verdict")).to_have_attribute("data-word", word)
    expect(other.locator("#result .notice")).to_have_count(int(says))
    made = f"{bureau.now:%d/%m/%Y}" if says else "3 jours"
    expect(other.locator(".age")).to_contain_text(made)
    # A clock that is ahead cannot be told from a phone that was off for as long.
    expect(other.locator("#state")).to_contain_text(made if off < 0 else f"{off} jours")
    other.close()


def test_what_needs_a_network_says_what_to_dial(page: Page) -> None:
    page.goto(page.url.split("#")[0])
    settled(page)
    page.context.set_offline(True)
    page.locator("form.online").locator("xpath=..").locator("summary").click()
    page.locator("form.online input[name=number]").fill("260123456789")
    page.locator("form.online button").click()
    expect(page.locator("#notice")).to_contain_text("*384#")
    page.context.set_offline(False)


def test_the_language_is_remembered(page: Page, bureau: Bureau) -> None:
    page.goto(page.url.split("#")[0])
    page.locator("#language").select_option("en")
    pasted(page, bureau.texts["REVOKED"])
    expect(page.locator(".verdict h1")).to_have_text("CANCELLED")
    expect(page.locator("#waits")).to_be_hidden()
    assert page.evaluate("document.documentElement.lang") == "en"
    page.locator("#language").select_option("bm")
    expect(page.locator(".verdict h1")).to_have_text("ANNULÉ")
    expect(page.locator("#waits")).to_have_text(FRENCH("verify.language_waits"))
    assert page.evaluate("document.documentElement.lang") == "fr"
    page.locator("#language").select_option("fr")
    expect(page.locator("#waits")).to_be_hidden()


def test_nothing_is_wider_than_a_small_phone(page: Page, bureau: Bureau) -> None:
    pasted(page, bureau.texts["VALID"])
    expect(page.locator("dl")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.evaluate(
        "[...document.querySelectorAll('button')].every(b => !b.offsetHeight || b.offsetHeight >= 44)"
    )


def test_the_page_must_have_been_online_once(browser: Browser, bureau: Bureau) -> None:
    """Also when it was reached in the minute before the first bundle was published: it says so, and installs later."""
    with served(bureau) as pages:
        kept = pages.served.pop(("bundle", b""))
        context = browser.new_context(locale="fr-FR")
        page = context.new_page()
        page.goto(f"{pages.url}/V/")
        expect(page.locator("#state")).to_have_text(FRENCH("verify.not_ready"))
        pages.served[("bundle", b"")] = kept
        page.reload()
        expect(page.locator("#state")).to_contain_text("Prêt sans réseau")
        context.close()
