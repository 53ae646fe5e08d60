"""What goes with every page, refusals included. Controls 13, 43 and 48."""

import re
from collections.abc import Callable

import pytest

from tests.admin.staffed import Browser

PAGES = [
    "/admin/login",
    "/admin/",
    "/admin/me",
    "/admin/help",
    "/admin/cases",
    "/admin/audit",
    "/admin/cases/x",
]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_forbids_what_it_does_not_need(logged_in: Callable[[str], Browser], path: str) -> None:
    answer = logged_in("awa").get(path)
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'; script-src 'self'; ")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert " style=" not in answer.text
    assert all(" src=" in script for script in re.findall(r"<script[^>]*>", answer.text))
    assert "script-src 'self'" in policy or "<script" not in answer.text
    assert " onclick" not in answer.text


def test_style_comes_from_us_and_is_kept(browser: Browser) -> None:
    page = browser.get("/admin/login").text
    for path in ("/bootstrap/static/css/bootstrap.min.css", "/admin/static/console.css"):
        assert f'href="{path}"' in page
        answer = browser.get(path)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "public, max-age=3600")
        assert "Set-Cookie" not in answer.headers
        answer.close()
    assert "//cdn" not in page


@pytest.mark.parametrize(("chosen", "words"), [("en", "Log in"), ("fr", "Connexion")])
def test_the_language_is_chosen_without_logging_in(browser: Browser, chosen: str, words: str) -> None:
    browser.get("/admin/login")
    answer = browser.post("/admin/language", {"language": chosen, "next": "/admin/login"})
    assert answer.location == "/admin/login"
    page = browser.get("/admin/login").text
    assert f"<h1>{words}</h1>" in page
    assert f'<html lang="{chosen}">' in page


def test_an_error_of_ours_tells_nothing(
    logged_in: Callable[[str], Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Control 43."""
    browser = logged_in("awa")
    monkeypatch.setattr("admin.people.recovery.left", lambda *_: 1 / 0)
    browser.app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = browser.get("/admin/me")
    assert answer.status_code == 500
    assert "Traceback" not in answer.text
    assert "ZeroDivision" not in answer.text
    assert "Une erreur de notre côté" in answer.text
