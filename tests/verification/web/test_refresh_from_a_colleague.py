"""Lists from one phone's screen to another's camera, both without a network."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.verification.web.brought import LOAD, bring, number, parts, since
from tests.verification.web.bureau import APEX, REGISTERS, ROOT, Bureau
from tests.verification.web.conftest import anew, installed, offline, served, watched
from tests.verification.web.site import Pages
from tests.verification.web.test_camera import HEIGHT, WIDTH
from verification import base41, frames, status_list
from verification.qr.raster import raster
from verification.qr.symbol import symbol
from verification.status_list import Status, StatusList
from verification.web import Site
from verification.web.build import place

# Half a second each, as ten pictures a second: slower than the page reads, faster than a person waits.
PICTURES = 5
CAMERA_MS = 120_000
# Every text that an element shows from now on.
SEEN = """(id) => { const place = document.getElementById(id); window.seen = [];
  new MutationObserver(() => seen.push(place.textContent)).observe(place, { childList: true }); }"""


def newer(bureau: Bureau) -> StatusList:
    """A list with so many revocations that it takes several codes; the document of `VALID` is one of them."""
    changes = dict.fromkeys([0, *random.Random(3).sample(range(100, 60_000), 500)], Status.REVOKED)
    made = replace(bureau.known.lists[APEX.kid], number=9, iat=bureau.now + timedelta(minutes=1))
    return made.with_status(changes)


@pytest.fixture(scope="module")
def cut_off(browser: Browser, bureau: Bureau) -> Iterator[Page]:
    pages = Pages(bureau)
    pages.served["list", APEX.kid] = status_list.seal(newer(bureau), REGISTERS)
    with offline(browser, pages.start()) as found:
        yield found


@pytest.fixture
def colleague(cut_off: Page) -> Page:
    """A phone with the newer list, whose network went."""
    return anew(cut_off)


def screens(page: Page) -> list[str]:
    """What a camera reads off the screen of a small phone, one code after the other, turned by hand from the first."""
    page.evaluate("document.getElementById('exchange').open = true")
    page.locator("#show").click()
    expect(page.locator("#frame-place")).to_contain_text(" sur ")
    count = int(page.locator("#frame-place").inner_text().split(" sur ")[1])
    found: dict[int, str] = {}
    while len(found) < count:
        if count > 1:
            page.locator("#next").click()
        picture = Image.open(BytesIO(page.locator("#frame").screenshot()))
        [code] = zxingcpp.read_barcodes(picture)
        found[base41.decode(code.text)[frames.HEADER_BYTES - 2]] = code.text
    return [found[each] for each in sorted(found)]


def test_the_screen_shows_what_the_phone_holds(colleague: Page, bureau: Bureau) -> None:
    shown = screens(colleague)
    assert len(shown) > 1
    whole = frames.join(shown)
    assert status_list.seal(newer(bureau), REGISTERS) in whole
    colleague.locator("#show").click()
    expect(colleague.locator("#showing")).to_be_hidden()


def test_the_codes_turn_by_themselves(colleague: Page) -> None:
    colleague.evaluate("document.getElementById('exchange').open = true")
    colleague.evaluate(SEEN, "frame-place")
    colleague.locator("#show").click()
    colleague.wait_for_function("() => window.seen.length >= 3")
    seen = colleague.evaluate("seen.slice(0, 3)")
    count = int(seen[0].split(" sur ")[1])
    assert seen == [f"{at} sur {count}" for at in (1, 2, 3)]


def test_what_came_by_sms_is_handed_on(browser: Browser, colleague: Page, bureau: Bureau) -> None:
    """Lists with the deltas on them, from a phone that never saw the newest list itself."""
    bring(colleague, parts(since(bureau, APEX, {1: Status.VALID}, base=9, number=10)))
    expect(colleague.locator("#held")).to_contain_text(f"LISTES {APEX.kid.hex()} 10")
    shown = screens(colleague)
    with served(bureau) as pages, watched(browser, pages) as context:
        page = installed(context, pages)
        bring(page, shown)
        expect(page.locator("#brought-said")).to_contain_text("Listes mises à jour")
        assert number(page, APEX) == 10
        status = f"registers.load().then((known) => lists.status(known.lists.get('{APEX.kid.hex()}'), 0))"
        assert page.evaluate(status) == Status.REVOKED


def filmed(texts: list[str], path: Path) -> Path:
    """A film for Chromium's false camera: each code in turn on a grey desk, over and over."""
    pictures = b""
    for text in texts:
        code = raster(symbol(text), 5).convert("L").rotate(3, expand=True, fillcolor=150)
        desk = Image.new("L", (WIDTH, HEIGHT), 150)
        desk.paste(code, ((WIDTH - code.width) // 2, (HEIGHT - code.height) // 2))
        light = np.asarray(desk, dtype=np.uint8).tobytes() + bytes([128]) * (WIDTH * HEIGHT // 2)
        pictures += (b"FRAME\n" + light) * PICTURES
    path.write_bytes(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420\n".encode() + pictures)
    return path


def test_the_camera_collects_the_codes(
    launch: Callable[..., Browser], bureau: Bureau, scanner: Path, tmp_path: Path
) -> None:
    texts = list(frames.split(status_list.seal(newer(bureau), REGISTERS), 300))
    film = filmed(texts, tmp_path / "camera.y4m")
    camera = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")
    browser = launch(*camera, f"--use-file-for-fake-video-capture={film}")
    pages = Pages(bureau)
    pages.start(Site(pages.hosts, ROOT.public, "*384#", place(scanner)))
    with watched(browser, pages, permissions=["camera"]) as context:
        page = installed(context, pages)
        pages.stop()
        page.reload()
        page.evaluate(SEEN, "brought-said")
        page.locator("#scan").click()
        expect(page.locator("#brought-said")).to_contain_text("Listes mises à jour", timeout=CAMERA_MS)
        expect(page.locator("#camera")).to_be_hidden()
        heard = page.evaluate("seen")
        assert any(words.startswith(f"1 sur {len(texts)}.") for words in heard)
        assert any(words.startswith(f"{len(texts) - 1} sur {len(texts)}.") for words in heard)
        assert page.evaluate(LOAD % APEX.kid.hex()) == 9
        page.evaluate(f"location.hash = {bureau.texts['VALID'].partition('#')[2]!r}")
        expect(page.locator(".verdict")).to_have_attribute("data-word", "REVOKED")
    pages.close()


def test_a_list_too_long_for_the_screen_is_not_begun(colleague: Page) -> None:
    """64 codes of 638 bytes each."""
    split = "(size) => frames.split(new Uint8Array(size)).then((texts) => texts.length)"
    assert [colleague.evaluate(split, size) for size in (64 * 343, 64 * 343 + 1, 64 * 638, 64 * 638 + 1)] == [
        64, 35, 64, 0,
    ]  # fmt: skip
