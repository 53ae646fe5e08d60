"""The camera in front of a printed code, with the server stopped: from the first frame to the verdict."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, expect

from tests.verification.web.bureau import ROOT, Bureau
from tests.verification.web.conftest import installed, watched
from tests.verification.web.site import Pages
from verification.qr.raster import raster
from verification.qr.symbol import symbol
from verification.web import Site
from verification.web.build import place

WIDTH, HEIGHT = 640, 480
FRAMES = 2


def filmed(text: str, path: Path) -> Path:
    """A film for Chromium's false camera (YUV4MPEG2): the code a little turned on a grey desk."""
    code = raster(symbol(text), 5).convert("L").rotate(4, expand=True, fillcolor=150)
    desk = Image.new("L", (WIDTH, HEIGHT), 150)
    desk.paste(code, ((WIDTH - code.width) // 2, (HEIGHT - code.height) // 2))
    light = np.asarray(desk, dtype=np.uint8).tobytes() + bytes([128]) * (WIDTH * HEIGHT // 2)
    path.write_bytes(
        f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420\n".encode() + (b"FRAME\n" + light) * FRAMES
    )
    return path


@pytest.fixture
def filming(launch: Callable[..., Browser], bureau: Bureau, tmp_path: Path) -> Browser:
    film = filmed(bureau.texts["REVOKED"], tmp_path / "camera.y4m")
    camera = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")
    return launch(*camera, f"--use-file-for-fake-video-capture={film}")


def test_a_scan_without_a_network(filming: Browser, bureau: Bureau, scanner: Path) -> None:
    pages = Pages(bureau)
    pages.start(Site(pages.hosts, ROOT.public, "*384#", place(scanner)))
    with watched(filming, pages, permissions=["camera"]) as context:
        page = installed(context, pages)
        pages.stop()
        page.reload()
        page.locator("#scan").click()
        expect(page.locator(".verdict")).to_have_attribute("data-word", "REVOKED")
        expect(page.locator("#camera")).to_be_hidden()
        assert page.evaluate("document.querySelector('video').srcObject.active") is False
    pages.close()


def test_a_picture_without_a_network(browser: Browser, bureau: Bureau, scanner: Path, tmp_path: Path) -> None:
    pages, picture = Pages(bureau), tmp_path / "code.png"
    raster(symbol(bureau.texts["VALID"]), 6).convert("L").save(picture)
    pages.start(Site(pages.hosts, ROOT.public, "*384#", place(scanner)))
    with watched(browser, pages) as context:
        page = installed(context, pages)
        pages.stop()
        page.locator("#pictured").locator("xpath=..").locator("summary").click()
        page.locator("#pictured input[type=file]").set_input_files(picture)
        page.locator("#pictured button").click()
        expect(page.locator(".verdict")).to_have_attribute("data-word", "VALID")
    pages.close()


def test_without_a_scanner_the_page_offers_photo_and_typing(
    browser: Browser, bureau: Bureau, tmp_path: Path
) -> None:
    """The server reads the photo, the page judges it by its own lists."""
    pages, picture = Pages(bureau), tmp_path / "code.png"
    raster(symbol(bureau.texts["SUSPENDED"]), 6).convert("L").save(picture)
    pages.start()
    with watched(browser, pages) as context:
        page = context.new_page()
        page.goto(f"{pages.url}/V/")
        expect(page.locator("#state")).to_contain_text("Prêt")
        expect(page.locator("#scan")).to_be_hidden()
        expect(page.locator("#pictured button")).to_be_visible()
        page.locator("#pictured input[type=file]").set_input_files(picture)
        page.locator("#pictured button").click()
        expect(page.locator(".verdict")).to_have_attribute("data-word", "SUSPENDED")
    assert [visit.channel for visit in pages.visits] == ["photo"]
    pages.close()
