"""The console in a real Chromium: in, about, out, without a script; readable for everybody (axe-core, WCAG 2.2 AA)."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from axe_core_python.sync_playwright import Axe  # type: ignore[import-untyped]
from flask import Flask
from playwright.sync_api import Browser, Page, expect, sync_playwright
from werkzeug.serving import make_server

from admin.people import staff
from admin.people.staff import Post
from admin.roles import Role
from gateway.wiring import Guichet
from kernel import clock
from tests import needs
from tests.admin.staffed import PASSWORD, Member, hire

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync"]  # fmt: skip
SIZES = {"1024": (1024, 768), "360": (360, 740)}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The system's own."""
    path = needs.program("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """The gateway on a free port."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(params=list(SIZES))
def page(request: pytest.FixtureRequest, chromium: Browser, address: str) -> Iterator[Page]:
    """A page without JavaScript of its own; nothing may complain, the Content-Security-Policy least of all."""
    width, height = SIZES[request.param]
    context = chromium.new_context(
        base_url=address, viewport={"width": width, "height": height}, locale="fr-FR", bypass_csp=False
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if told(message.text) else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


def told(words: str) -> bool:
    """Chromium also tells what it cleared at log-out, and each refusal that a test asks for."""
    return not words.startswith("Clear-Site-Data header") and "404 (NOT FOUND)" not in words


def enter(page: Page, member: Member) -> None:
    """As a person does, by the keyboard."""
    page.goto("/admin/")
    page.get_by_label("Nom d'utilisateur").fill(member.name)
    page.get_by_label("Mot de passe").fill(member.password)
    # A code counts in its own 30 seconds only: nobody types one in its last five.
    while clock.now().timestamp() % 30 > 25:
        page.wait_for_timeout(200)
    page.get_by_label("Code à six chiffres").fill(pyotp.TOTP(member.seed).at(clock.now()))
    page.keyboard.press("Enter")


def faults(page: Page) -> list[str]:
    """What axe-core finds wrong."""
    found = Axe().run(page, options=RULES)
    return [f"{page.url}: {fault['id']} {fault['nodes'][0]['target']}" for fault in found["violations"]]


def wider_than_the_screen(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def test_in_and_out_again(page: Page, guichet: Guichet) -> None:
    enter(page, hire(guichet, "oumou", Post(Role.AUDITOR)))
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour oumou")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hello oumou")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Log in")
    page.goto("/admin/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Log in")


def test_every_page_is_for_everybody(page: Page, guichet: Guichet, request: pytest.FixtureRequest) -> None:
    found: list[str] = []
    paths = {
        "auditor": ("/admin/", "/admin/cases", "/admin/audit", "/admin/staff", "/admin/me", "/admin/help",
                    "/admin/me/password", "/admin/confirm", "/admin/cases/1"),
        "administrator": ("/admin/", "/admin/staff"),
        "officer": ("/admin/",),
    }  # fmt: skip
    for public in ("login", "enrol"):
        page.goto("/admin/" + public)
        found += faults(page)
    for role, pages in paths.items():
        enter(page, hire(guichet, role + ".a", Post(Role(role), "apex" if role == "officer" else None)))
        expect(page.get_by_role("heading", level=1)).to_have_text(f"Bonjour {role}.a")
        for path in pages:
            page.goto(path)
            found += faults(page)
            assert not wider_than_the_screen(page), path
        page.goto("/admin/")
        page.get_by_role("button", name="Se déconnecter").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Connexion")
    assert found == []


def test_the_seed_is_drawn_and_scanned(page: Page, guichet: Guichet, tmp_path: Path) -> None:
    """What the page draws is what an app reads: scanned back with zxing."""
    import zxingcpp
    from PIL import Image

    from admin.people import resets

    hire(guichet, "awa", Post(Role.OFFICER, "apex"))
    with guichet.database.transaction() as connection:
        resets.ask(connection, "awa", by="fatou")
        code = resets.decide(connection, guichet.keyring, 1, by="ibra", grant=True) or ""
    page.goto("/admin/enrol")
    page.get_by_label("Nom d'utilisateur").fill("awa")
    page.get_by_label("Code remis").fill(code)
    page.keyboard.press("Enter")
    page.locator("img.qr").screenshot(path=tmp_path / "qr.png")
    (read,) = zxingcpp.read_barcodes(Image.open(tmp_path / "qr.png"))
    seed = pyotp.parse_uri(read.text).secret
    assert faults(page) == []
    page.get_by_label("Code à six chiffres").fill(pyotp.TOTP(seed).at(clock.now()))
    page.get_by_label("Nouveau mot de passe").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Connexion")
    with guichet.database.transaction() as connection:
        assert staff.exists(connection, "awa")
