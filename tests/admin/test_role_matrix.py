"""Every route of the console with every role, and with nobody. Controls 1, 2 and 12, bad-input rows 63 to 65.

What a role may not see does not exist for it: 404, and a line in the trail.
"""

import re
from collections.abc import Callable

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from structlog.testing import capture_logs
from werkzeug.routing import Rule

from admin.console import console
from admin.people.staff import Post
from admin.roles import OF_AN_OFFICE, ROLES, Role, may
from admin.route import Route
from admin.routes import ROUTES
from gateway.console.parts import parts_of
from gateway.wiring import Guichet
from kernel import access
from kernel.audit import AUDIT_LOG
from tests.admin.staffed import Browser, hire

VALUES = {"serial": "999", "name": "nobody", "reset": "1", "reference": "260000000000"}
# A guard that let one in: the page itself, or what it says to an empty form about nothing.
INSIDE = {200, 303, 400, 401, 404, 409}


def path(route: Route) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: VALUES[found[1]], route.path)


def rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/admin")]


def test_the_table_is_all_there_is(app: Flask) -> None:
    listed = {(route.path, route.method) for route in ROUTES}
    served = {
        (rule.rule, method)
        for rule in rules(app)
        if rule.endpoint != "admin_files.static"
        for method in (rule.methods or set()) - {"HEAD"}
    }
    assert served == listed


def test_every_route_asks_a_permission_that_somebody_has_or_says_why_not(app: Flask) -> None:
    for route in ROUTES:
        view = app.view_functions[f"admin.{route.name}"]
        declared = access.of(view)
        assert declared is not None
        assert (declared.kind == "public") is bool(route.public)
        assert route.public or (
            getattr(view, "__permission__", None) == route.permission and ROLES[route.permission]
        )


@pytest.mark.parametrize(
    "words", [{}, {"permission": "home", "public": "It is open, too."}], ids=["none", "both"]
)
def test_a_route_that_does_not_say_whom_it_is_for_does_not_start(
    guichet: Guichet, words: dict[str, str]
) -> None:
    stray = Route("GET", "/admin/stray", "stray", lambda: "in", **words)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="/admin/stray"):
        console(parts_of(guichet), (*ROUTES, stray))


def test_an_unknown_permission_is_nobodys() -> None:
    assert not any(may(role, "everything") for role in Role)


@pytest.mark.parametrize("role", list(Role))
def test_a_role_sees_its_own_pages_and_no_other(guichet: Guichet, browser: Browser, role: Role) -> None:
    member = hire(guichet, "somebody", Post(role, "apex" if role in OF_AN_OFFICE else None))
    browser.login(member)
    expected_refusals = 0
    for route in ROUTES:
        if route.public or route.name == "logout":
            continue
        answer = browser.get(path(route)) if route.method == "GET" else browser.post(path(route))
        permitted = may(role, route.permission)
        inside = answer.status_code in INSIDE and not _refused_here(guichet, route)
        assert inside is permitted, (role, route.path, answer.status_code)
        assert permitted or answer.status_code == 404
        expected_refusals += not permitted
    assert _refusals(guichet) == expected_refusals


def test_nobody_sees_only_what_is_public(browser: Browser) -> None:
    browser.get("/admin/login")
    for route in ROUTES:
        answer = browser.get(path(route)) if route.method == "GET" else browser.post(path(route))
        if route.public:
            assert answer.status_code in {200, 303, 401}, route.path
        else:
            assert answer.status_code in {302, 303}, route.path
            assert answer.location.split("?")[0] == "/admin/login", route.path


@pytest.mark.parametrize(
    "token", [lambda _: "", lambda _: "x", lambda other: other.token], ids=["none", "made up", "another session's"]
)  # fmt: skip
def test_no_button_works_without_the_token_of_its_own_session(
    logged_in: Callable[[str], Browser], token: Callable[[Browser], str]
) -> None:
    """Bad-input row 63."""
    browser, stranger = logged_in("fatou"), logged_in("awa")
    for route in ROUTES:
        if route.method == "POST":
            with capture_logs() as lines:
                answer = browser.post(path(route), {"csrf_token": token(stranger)})
            assert answer.status_code == 400, route.path
            # ASVS V16.3.3: who tries it is seen.
            assert [line["reason"] for line in lines if line["event"] == "forged_request"] == ["token"], (
                route.path
            )
            browser.get("/admin/me")


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"},
     {"Sec-Fetch-Site": "same-site"}],
    ids=["origin", "no origin", "another site", "another host of ours"],
)  # fmt: skip
def test_a_form_of_another_page_is_refused_with_a_right_token_too(
    logged_in: Callable[[str], Browser], headers: dict[str, str]
) -> None:
    browser = logged_in("awa")
    with capture_logs() as lines:
        assert browser.post("/admin/me/sessions/end", headers=headers).status_code == 400
    # ASVS V16.3.3: who tries it is seen.
    forged = {
        "event": "forged_request",
        "log_level": "warning",
        "endpoint": "admin.me_end_others",
        "reason": "origin",
    }
    assert forged in lines
    browser.get("/admin/me")
    own = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    assert browser.post("/admin/me/sessions/end", headers=own).location == "/admin/me"


def test_what_is_grave_asks_a_fresh_code_whoever_asks(
    guichet: Guichet, app: Flask, day: time_machine.Traveller
) -> None:
    """Control 10: each such route, with somebody who may."""
    grave = [route for route in ROUTES if route.step_up]
    assert {"me_end", "me_end_others", "me_recovery", "people_disable"} <= {route.name for route in grave}
    for role in Role:
        mine = [route for route in grave if route.permission == "self" or may(role, route.permission)]
        browser = Browser(app, day)
        browser.login(hire(guichet, f"the-{role}", Post(role, "apex" if role in OF_AN_OFFICE else None)))
        day.shift(5 * 60)
        browser.get("/admin/me")
        for route in mine:
            answer = browser.get(path(route)) if route.method == "GET" else browser.post(path(route))
            assert answer.location.split("?")[0] == "/admin/confirm", (role, route.path)


def test_nothing_is_changed_by_an_address(logged_in: Callable[[str], Browser]) -> None:
    """Bad-input row 64."""
    browser = logged_in("fatou")
    readable = {route.path for route in ROUTES if route.method == "GET"}
    for route in ROUTES:
        if route.method == "POST" and route.path not in readable:
            assert browser.get(path(route)).status_code == 405, route.path


def _refusals(guichet: Guichet) -> int:
    refused = select(func.count()).where(AUDIT_LOG.c.act == "console.refused")
    with guichet.database.transaction() as connection:
        return connection.execute(refused).scalar_one()


def _refused_here(guichet: Guichet, route: Route) -> bool:
    with guichet.database.transaction() as connection:
        row = connection.execute(select(AUDIT_LOG).order_by(AUDIT_LOG.c.id.desc()).limit(1)).one()
    return (row.act, row.subject) == ("console.refused", f"page:admin.{route.name}")
