"""What stands around each page: where one is in the menu, on whose clock its times are, and what there is to do."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask

from admin.page import when
from admin.people.staff import Post
from admin.roles import Role
from gateway.wiring import Guichet
from tests.admin.staffed import Browser, hire

MARKED = re.compile(r'accesskey="(\w)" aria-current="(page|true)"')


@pytest.fixture
def enter(guichet: Guichet, app: Flask, browser: Browser) -> Callable[[Role, str | None], Browser]:
    """Somebody of this role and office, past the door."""

    def of(role: Role, office: str | None = None) -> Browser:
        browser.login(hire(guichet, "somebody", Post(role, office)))
        return browser

    return of


def test_the_menu_says_in_which_room_one_is(enter: Callable[[Role, str | None], Browser]) -> None:
    browser = enter(Role.AUDITOR, None)
    rooms = {
        "/admin/": ("1", "page"), "/admin/payments": ("4", "page"), "/admin/refunds": ("4", "true"),
        "/admin/registers": ("b", "true"), "/admin/reconciliation": ("b", "true"),
        "/admin/verifications": ("5", "true"), "/admin/me": ("8", "page"),
    }  # fmt: skip
    assert {path: MARKED.findall(browser.get(path).text) for path in rooms} == {
        path: [mark] for path, mark in rooms.items()
    }


@pytest.mark.parametrize(
    ("office", "said", "hour"),
    [(None, "Heures UTC, celles de Bamako", "09:00"), ("apex", "APEX-Mali · Heures de Bamako (UTC)", "09:00"),
     ("anip-bj", "Heures de Cotonou (UTC + 1)", "10:00")],
    ids=["no office", "Mali", "Benin"],
)  # fmt: skip
def test_times_are_told_on_the_clock_of_the_office_and_the_page_says_which(
    enter: Callable[[Role, str | None], Browser], office: str | None, said: str, hour: str
) -> None:
    browser = enter(Role.REGISSEUR if office else Role.AUDITOR, office)
    with browser.client:
        shown = browser.get("/admin/me").text
        assert f"{said}</footer>" in shown
        assert when(datetime(2026, 2, 9, 9, tzinfo=UTC)) == f"09/02/2026 {hour}"
        assert when(datetime(2026, 2, 9, 9, tzinfo=UTC), "BJ") == "09/02/2026 10:00"


@pytest.mark.parametrize(
    ("role", "office", "offered", "kept"),
    [(Role.AGENT, "communes-ml", "j&#39;ai payé", "Clore une journée"),
     (Role.REGISSEUR, "communes-ml", "Clore une journée", "Décider d&#39;un dossier"),
     (Role.ADMINISTRATOR, None, "a perdu son téléphone", "j&#39;ai payé")],
    ids=str,
)  # fmt: skip
def test_help_is_about_what_one_may_do(
    enter: Callable[[Role, str | None], Browser], role: Role, office: str | None, offered: str, kept: str
) -> None:
    shown = enter(role, office).get("/admin/help").text
    assert offered in shown
    assert kept not in shown
    keys = re.findall(r"<td><kbd>(\w)</kbd></td>", shown)
    assert keys == [*re.findall(r'accesskey="(\w)"', shown.split("</nav>")[0]), "0"]
