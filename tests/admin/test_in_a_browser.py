"""The console in a real Chromium: in, about, out, without a script; readable for everybody (axe-core, WCAG 2.2 AA)."""

from datetime import timedelta
from pathlib import Path

import pyotp
import pytest
import time_machine
from flask import Flask, Response, request_finished
from playwright.sync_api import Page, expect
from sqlalchemy import update

from admin.people import sessions, staff
from admin.people.staff import Post
from admin.people.tables import STAFF_SESSION
from admin.roles import Role
from gateway.wiring import Guichet
from kernel import clock
from tests.admin.in_chromium import enter, faults, wider_than_the_screen
from tests.admin.staffed import PASSWORD, hire
from tests.authenticator import digits, fresh_half_minute


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
    page.get_by_label("Nouveau mot de passe").fill(PASSWORD)
    with fresh_half_minute():
        page.get_by_label("Code à six chiffres").fill(digits(seed))
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Connexion")
    with guichet.database.transaction() as connection:
        assert staff.exists(connection, "awa")


def test_a_page_that_lies_open_is_cleared(page: Page, guichet: Guichet, app: Flask) -> None:
    """ASVS V14.3.1: without a script, when the session is over. Here its last second passes once the page is made."""
    enter(page, hire(guichet, "oumou", Post(Role.AUDITOR)))
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour oumou")
    with time_machine.travel(clock.now(), tick=False) as still:
        opened_at = clock.now() - sessions.ABSOLUTE + timedelta(seconds=1)
        with guichet.database.transaction() as connection:
            connection.execute(update(STAFF_SESSION).values(opened_at=opened_at))

        def pass_on(_: Flask, response: Response, **__: object) -> None:
            if response.headers.get("Refresh", "").startswith("2;"):
                still.shift(1)

        with request_finished.connected_to(pass_on, app):
            shown = page.goto("/admin/")
            assert shown is not None
            assert shown.header_value("Refresh") == "2; url=/admin/login?after=1&next=/admin/"
            expect(page.get_by_role("heading", level=1)).to_have_text("Connexion")
    assert page.url.endswith("/admin/login?after=1&next=/admin/")
    assert "oumou" not in page.content()
