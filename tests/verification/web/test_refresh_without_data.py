"""Lists brought up to date with the server stopped: the parts of an SMS, pasted in any order."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.verification.web.brought import bring, number, parts, since, told
from tests.verification.web.bureau import APEX, REGISTERS, ROOT, SLOW, STRANGER, Bureau, renewed
from tests.verification.web.conftest import anew, installed, offline, served, watched
from tests.verification.web.site import TEXTS, Pages
from verification import base41, delta, link
from verification.status_list import Status
from verification.web import Site
from verification.web.words import Words

FRENCH = Words(TEXTS, "fr")


@pytest.fixture(scope="module")
def cut_off(browser: Browser, bureau: Bureau) -> Iterator[Page]:
    with offline(browser, Pages(bureau).start()) as found:
        yield found


@pytest.fixture
def page(cut_off: Page) -> Page:
    """A page with its lists and without a network."""
    return anew(cut_off)


def judged(page: Page, text: str, word: str, age: str) -> None:
    page.evaluate(f"location.hash = {text.partition('#')[2]!r}")
    expect(page.locator(".verdict")).to_have_attribute("data-word", word)
    expect(page.locator(".age")).to_contain_text(age)
    page.locator("#result button").first.click()


def test_an_old_list_is_renewed_by_sms(page: Page, bureau: Bureau) -> None:
    """Bad-input row 55: the verdict shows the age of what came, also after the page is opened anew."""
    judged(page, bureau.texts["VALID_LIST_OLD"], "VALID_LIST_OLD", "3 jours")
    texts = parts(since(bureau, SLOW, {9: Status.REVOKED}))
    bring(page, [f"Guichet: {texts[2]} fin", texts[0], "Bonjour", *texts[3:], texts[1]])
    expect(page.locator("#brought-said")).to_contain_text("Listes mises à jour")
    judged(page, bureau.texts["VALID_LIST_OLD"], "VALID", "min")
    page.reload()
    judged(page, bureau.texts["VALID_LIST_OLD"], "VALID", "min")


def test_a_revocation_comes_by_sms(page: Page, bureau: Bureau) -> None:
    judged(page, bureau.texts["VALID"], "VALID", "min")
    bring(page, parts(since(bureau, APEX, {0: Status.REVOKED, 1: Status.VALID})))
    judged(page, bureau.texts["VALID"], "REVOKED", "min")
    judged(page, bureau.texts["REVOKED"], "VALID", "min")


def test_the_part_that_is_missing_is_named(page: Page, bureau: Bureau) -> None:
    texts = parts(since(bureau, APEX, {0: Status.REVOKED}))
    count = len(texts)
    assert count == 3
    bring(page, [texts[0]])
    told(page, FRENCH("verify.exchange_missing", have=1, count=count, missing="2, 3"))
    bring(page, [texts[2]])
    told(page, FRENCH("verify.exchange_missing", have=2, count=count, missing="2"))
    assert number(page, APEX) == 7
    bring(page, [texts[1]])
    expect(page.locator("#brought-said")).to_contain_text("Listes mises à jour")
    assert number(page, APEX) == 8


@pytest.mark.parametrize(
    "written",
    [
        lambda texts: ["".join(texts)],
        lambda texts: [f"{text[:32]}\n{text[32:]}" for text in texts],
        lambda texts: [text.lower() for text in texts],
        lambda texts: [*texts, *texts],
    ],
    ids=["glued together", "broken into lines", "lowered by an app", "each twice"],
)
def test_what_phones_do_to_a_text_is_undone(
    page: Page, bureau: Bureau, written: Callable[[list[str]], list[str]]
) -> None:
    bring(page, written(parts(since(bureau, APEX, {0: Status.REVOKED}))))
    expect(page.locator("#brought-said")).to_contain_text("Listes mises à jour")
    assert number(page, APEX) == 8


def test_a_short_one_is_pasted_where_codes_are(page: Page, bureau: Bureau) -> None:
    """A delta in one text begins as a seal does: it must not be called a forged document."""
    page.locator("#typed").locator("xpath=..").locator("summary").click()
    page.locator("#typed textarea").fill(base41.encode(since(bureau, APEX, {0: Status.REVOKED})))
    page.locator("#typed button").click()
    expect(page.locator("#brought-said")).to_contain_text("Listes mises à jour")
    expect(page.locator(".verdict")).to_have_count(0)
    assert number(page, APEX) == 8


def test_a_link_made_of_one_leads_to_the_lists_and_to_no_verdict(page: Page, bureau: Bureau) -> None:
    text = link.compose("v.example.ml", since(bureau, APEX, {0: Status.REVOKED}))
    page.evaluate(f"location.hash = {text.partition('#')[2]!r}")
    expect(page.locator("#brought-said")).to_contain_text("Listes mises à jour")
    expect(page.locator(".verdict")).to_have_count(0)
    page.locator("#typed").locator("xpath=..").locator("summary").click()
    page.locator("#typed textarea").fill(text)
    page.locator("#typed button").click()
    told(page, FRENCH("verify.exchange_older"))


REVOKED = {0: Status.REVOKED}
REFUSED: dict[str, tuple[Callable[[Bureau], list[str]], str]] = {
    "signed by a stranger": (lambda b: parts(since(b, APEX, REVOKED, signer=STRANGER)), "false"),
    "signed by another's key": (lambda b: parts(since(b, APEX, REVOKED, signer=SLOW)), "false"),
    "altered": (lambda b: parts(_altered(since(b, APEX, REVOKED))), "false"),
    "a document": (lambda b: parts(base41.decode(b.texts["VALID"].partition("#")[2])), "false"),
    "cut": (lambda b: [parts(since(b, APEX, REVOKED))[0][:-5]], "damaged"),
    "parts of two under one mark": (lambda b: _mixed(since(b, APEX, REVOKED)), "damaged"),
    "older": (lambda b: parts(since(b, APEX, REVOKED, base=5, number=6)), "older"),
    "the same number": (lambda b: parts(since(b, APEX, REVOKED, base=6, number=7)), "older"),
    "a gap": (lambda b: parts(since(b, APEX, REVOKED, base=8, number=9)), "gap"),
    "no update": (lambda _: ["Bonjour, rappelez-moi"], "none"),
}  # fmt: skip


@pytest.fixture(scope="module")
def held(browser: Browser, bureau: Bureau) -> Iterator[Page]:
    """One page for what changes nothing."""
    with served(bureau) as pages, watched(browser, pages) as context:
        found = installed(context, pages)
        expect(found.locator("#held div")).to_have_count(2)
        yield found


@pytest.mark.parametrize("name", list(REFUSED))
def test_what_is_not_to_be_believed_changes_nothing_and_is_told_apart(
    held: Page, bureau: Bureau, name: str
) -> None:
    made, key = REFUSED[name]
    values = {"base": 8, "number": 7, "ask": f"LISTES {APEX.kid.hex()} 7"}
    bring(held, made(bureau))
    told(held, FRENCH(f"verify.exchange_{key}", **values))
    assert number(held, APEX) == 7


def test_a_key_that_is_not_known_here_accuses_nobody(held: Page, bureau: Bureau) -> None:
    update = since(bureau, APEX, REVOKED, signer=REGISTERS).replace(APEX.kid, STRANGER.kid)
    bring(held, parts(update))
    told(held, FRENCH("verify.exchange_subject"))


def test_what_is_kept_is_checked_again_when_it_is_opened(page: Page, bureau: Bureau) -> None:
    keep = """([name, hex]) => store.change([name], (draft) => draft.put(name, Object.assign(draft.get(name),
      { deltas: [new Uint8Array(hex.match(/../g).map((two) => parseInt(two, 16)))] })))"""
    for signer, expected in ((STRANGER, 7), (REGISTERS, 8)):
        update = since(bureau, APEX, REVOKED, signer=signer)
        page.evaluate(keep, [f"list/{APEX.kid.hex()}", update.hex()])
        assert number(page, APEX) == expected


def test_who_compares_is_not_taken_away_from_the_line_he_reads(page: Page, bureau: Bureau) -> None:
    """While lists come that change nothing for him; what changes the word is shown from its top."""
    page.evaluate(f"location.hash = {bureau.texts['VALID'].partition('#')[2]!r}")
    expect(page.locator(".verdict")).to_have_attribute("data-word", "VALID")
    page.evaluate("window.scrollTo(0, 600)")
    take = "(text) => exchange.bring(text).then(() => [window.scrollY, window.drawn])"
    page.evaluate("""new MutationObserver(() => { window.drawn = true; })
      .observe(document.getElementById("result"), { childList: true })""")
    other = "\n".join(parts(since(bureau, APEX, {9: Status.REVOKED}, base=7, number=8)))
    assert page.evaluate(take, other) == [600, True]
    page.evaluate(
        take, "\n".join(parts(since(bureau, APEX, {**REVOKED, 9: Status.REVOKED}, base=8, number=9)))
    )
    expect(page.locator(".verdict")).to_have_attribute("data-word", "REVOKED")
    page.wait_for_function("() => window.scrollY === 0")


def test_several_follow_one_another(page: Page, bureau: Bureau) -> None:
    bring(page, parts(since(bureau, APEX, {0: Status.REVOKED}, base=7, number=8)))
    expect(page.locator("#held")).to_contain_text(f"LISTES {APEX.kid.hex()} 8")
    bring(page, parts(since(bureau, APEX, {0: Status.REVOKED, 4: Status.REVOKED}, base=8, number=12)))
    expect(page.locator("#held")).to_contain_text(f"LISTES {APEX.kid.hex()} 12")
    assert number(page, APEX) == 12


def test_a_list_that_has_grown_comes_by_sms_too(page: Page, bureau: Bureau) -> None:
    held = bureau.known.lists[APEX.kid]
    longer = replace(held, statuses=held.statuses + bytes(4096)).with_status({held.size + 7: Status.REVOKED})
    newer = replace(longer, number=8, iat=bureau.now + timedelta(minutes=1))
    bring(page, parts(delta.seal(delta.between(held, newer, APEX.kid), REGISTERS, newer.size)))
    expect(page.locator("#brought-said")).to_contain_text("Listes mises à jour")
    size = f"registers.load().then((known) => known.lists.get('{APEX.kid.hex()}').statuses.length)"
    assert page.evaluate(size) == len(newer.statuses)


def test_the_number_to_write_to_is_shown_where_there_is_one(browser: Browser, bureau: Bureau) -> None:
    """A touch on the text opens the phone's messages with it."""
    pages = Pages(bureau).start(Site(("v.example.ml",), ROOT.public, "*384#", sms="36035"))
    with watched(browser, pages) as context:
        page = installed(context, pages)
        expect(page.locator("#held a")).to_have_count(2)
        expect(page.locator("#exchange-hint")).to_have_text(FRENCH("verify.exchange_hint_to", sms="36035"))
        expect(page.locator("#held a").first).to_have_attribute(
            "href", f"sms:36035?body=LISTES%20{APEX.kid.hex()}%207"
        )
    pages.close()


def test_without_a_number_the_text_stands_alone(held: Page) -> None:
    expect(held.locator("#exchange-hint")).to_have_text(FRENCH("verify.exchange_hint"))
    expect(held.locator("#held a")).to_have_count(0)


def test_the_network_takes_over_and_never_goes_back(browser: Browser, bureau: Bureau) -> None:
    refresh = f"registers.refresh().then((found) => found.lists.get('{APEX.kid.hex()}').number)"
    with served(bureau) as pages, watched(browser, pages) as context:
        page = installed(context, pages)
        bring(page, parts(since(bureau, APEX, REVOKED, number=9)))
        expect(page.locator("#held")).to_contain_text(f"LISTES {APEX.kid.hex()} 9")
        pages.served.update(renewed(bureau, {}))
        assert page.evaluate(refresh) == 9
        pages.served.update(renewed(bureau, {}, 10))
        assert page.evaluate(refresh) == 10
        deltas = "(name) => store.read([name]).then((kept) => kept.get(name).deltas.length)"
        assert page.evaluate(deltas, f"list/{APEX.kid.hex()}") == 0


def _altered(update: bytes) -> bytes:
    return update[:-1] + bytes([update[-1] ^ 1])


def _mixed(update: bytes) -> list[str]:
    """Whole frames, and one of them from another delta with its mark written over."""
    one, other = parts(update), parts(_altered(update))
    own, foreign = base41.decode(one[0]), base41.decode(other[-1])
    return [*one[:-1], base41.encode(own[:6] + foreign[6:])]
