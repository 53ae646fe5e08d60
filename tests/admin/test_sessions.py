"""A session lives on the server: it is renewed, grows old, and ends everywhere. Control 9, bad-input row 62."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, update

from admin.people import sessions, staff
from admin.people.staff import Post
from admin.people.tables import STAFF, STAFF_SESSION
from admin.roles import Role
from gateway.wiring import Guichet
from tests.admin.staffed import Browser, Member

In = Callable[[str], Browser]


def alive(browser: Browser) -> bool:
    return browser.get("/admin/").status_code == 200


def test_the_id_changes_at_the_log_in_and_at_each_step_up(browser: Browser, cast: dict[str, Member]) -> None:
    browser.get("/admin/login")
    seen = [browser.cookie()]
    browser.login(cast["awa"])
    seen.append(browser.cookie())
    browser.confirm(cast["awa"])
    seen.append(browser.cookie())
    assert len(set(seen)) == 3
    assert alive(browser)
    browser.client.set_cookie("guichet", seen[1])
    assert not alive(browser)


def test_the_table_of_sessions_opens_no_session(logged_in: In, guichet: Guichet) -> None:
    browser = logged_in("awa")
    with guichet.database.transaction() as connection:
        row = connection.execute(select(STAFF_SESSION)).one()
    assert sessions.ID.fullmatch(browser.cookie())
    assert browser.cookie().encode() not in bytes(row.id_hash)


@pytest.mark.parametrize(
    ("steps", "lives"),
    [([14 * 60], True), ([15 * 60], False), ([14 * 60] * 34, True), ([14 * 60] * 35, False)],
    ids=["14 min idle", "15 min idle", "busy, 7 h 56", "busy, 8 h 10"],
)
def test_it_grows_old(logged_in: In, day: time_machine.Traveller, steps: list[int], lives: bool) -> None:
    browser = logged_in("awa")
    for step in steps[:-1]:
        day.shift(step)
        assert alive(browser)
    day.shift(steps[-1])
    assert alive(browser) is lives


def test_a_page_that_asks_by_itself_keeps_nothing_awake(logged_in: In, day: time_machine.Traveller) -> None:
    browser = logged_in("awa")
    for _ in range(3):
        day.shift(5 * 60)
        browser.get("/admin/?after=1")
    assert not alive(browser)


def test_log_out_ends_it_on_the_server_too(logged_in: In) -> None:
    browser = logged_in("awa")
    kept = browser.cookie()
    out = browser.post("/admin/logout")
    assert (out.status_code, out.location) == (303, "/admin/login")
    assert out.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert browser.cookie() == ""
    browser.client.set_cookie("guichet", kept)
    assert browser.get("/admin/").status_code == 302


@pytest.mark.parametrize("cookie", ["", "x", "A" * 43, "../" * 20, "%00"])
def test_a_forged_cookie_is_nobody(browser: Browser, cookie: str) -> None:
    """Bad-input row 62."""
    browser.client.set_cookie("guichet", cookie)
    answer = browser.get("/admin/")
    assert (answer.status_code, answer.location) == (302, "/admin/login?next=/admin/")


def test_a_disabled_person_is_out_at_once(logged_in: In, guichet: Guichet) -> None:
    """Bad-input row 62."""
    browser = logged_in("awa")
    with guichet.database.transaction() as connection:
        assert staff.disable(connection, "awa")
    assert not alive(browser)
    with guichet.database.transaction() as connection:
        assert staff.enable(connection, "awa")
    assert not alive(browser)


def test_a_disabled_row_is_enough(logged_in: In, guichet: Guichet) -> None:
    """Each request looks, also when nobody ended the sessions."""
    browser = logged_in("awa")
    with guichet.database.transaction() as connection:
        connection.execute(update(STAFF).values(disabled_at=STAFF.c.added_at))
    assert not alive(browser)


def test_a_moved_person_logs_in_again(logged_in: In, guichet: Guichet) -> None:
    browser = logged_in("awa")
    with guichet.database.transaction() as connection:
        assert staff.move(connection, "awa", Post(Role.SUPPORT))
    assert not alive(browser)


def test_one_ends_ones_own_sessions_and_nobody_elses(logged_in: In, guichet: Guichet) -> None:
    awa, again, moussa = logged_in("awa"), logged_in("awa"), logged_in("moussa")
    with guichet.database.transaction() as connection:
        rows = (
            connection.execute(select(STAFF_SESSION.c.serial).order_by(STAFF_SESSION.c.serial))
            .scalars()
            .all()
        )
    assert moussa.post(f"/admin/me/sessions/{rows[0]}/end").status_code == 404
    assert alive(awa)
    again.get("/admin/me")
    assert again.post(f"/admin/me/sessions/{rows[0]}/end").status_code == 303
    assert (alive(awa), alive(again)) == (False, True)
    third = logged_in("awa")
    again.get("/admin/me")
    assert again.post("/admin/me/sessions/end").status_code == 303
    assert (alive(third), alive(again), alive(moussa)) == (False, True, True)


@pytest.mark.parametrize("which", ["others", "one"])
def test_ending_sessions_asks_a_code_of_the_last_five_minutes(
    logged_in: In, cast: dict[str, Member], day: time_machine.Traveller, guichet: Guichet, which: str
) -> None:
    """Whoever found the console open cannot put its owner out elsewhere."""
    other, awa = logged_in("awa"), logged_in("awa")
    with guichet.database.transaction() as connection:
        serial = connection.execute(select(func.min(STAFF_SESSION.c.serial))).scalar_one()
    path = {"others": "/admin/me/sessions/end", "one": f"/admin/me/sessions/{serial}/end"}[which]
    assert f'action="{path}"' in awa.get("/admin/me").text
    day.shift(5 * 60)
    stale = awa.get("/admin/me").text
    assert f'action="{path}"' not in stale
    assert "/admin/confirm?next=/admin/me" in stale
    asked = awa.post(path)
    assert (asked.status_code, asked.location) == (303, "/admin/confirm")
    assert alive(other)
    awa.confirm(cast["awa"])
    assert awa.post(path).location == "/admin/me"
    assert (alive(other), alive(awa)) == (False, True)


def test_a_changed_password_ends_the_other_sessions(logged_in: In, cast: dict[str, Member]) -> None:
    awa, again = logged_in("awa"), logged_in("awa")
    new = "un marteau bleu dans la riviere"
    again.get("/admin/me/password")
    data: dict[str, object] = {"old": cast["awa"].password, "new": new, "again": new}
    assert again.post("/admin/me/password", data).status_code == 303
    assert (alive(awa), alive(again)) == (False, True)


def test_rows_of_no_use_are_swept_at_a_log_in(
    logged_in: In, guichet: Guichet, day: time_machine.Traveller
) -> None:
    logged_in("awa")
    day.shift(timedelta(days=31))
    logged_in("awa")
    with guichet.database.transaction() as connection:
        assert len(connection.execute(select(STAFF_SESSION)).all()) == 1


@pytest.mark.parametrize(("secure", "before"), [(False, ""), (True, "__Host-")], ids=["HTTP", "HTTPS"])
def test_the_cookie_says_what_a_browser_must_keep(
    app: Flask, secure_app: Flask, day: time_machine.Traveller, secure: bool, before: str
) -> None:
    """Control 11."""
    browser = Browser(secure_app if secure else app, day)
    handed = browser.get("/admin/login").headers.getlist("Set-Cookie")
    chosen = browser.post("/admin/language", {"language": "en", "next": "/admin/login"})
    handed += chosen.headers.getlist("Set-Cookie")
    assert [cookie.partition("=")[0] for cookie in handed] == [
        f"{before}guichet",
        f"{before}guichet-language",
    ]
    for cookie in handed:
        words = set(cookie.split("; ")[1:])
        assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= words
        assert ("Secure" in words) is secure
        assert not any(word.startswith("Domain") for word in words)
    assert '<html lang="en">' in browser.get("/admin/login").text


def test_behind_https_a_cookie_without_its_prefix_is_nothing(
    secure_app: Flask, day: time_machine.Traveller
) -> None:
    """Another host of the same domain could have set it."""
    browser = Browser(secure_app, day)
    browser.client.set_cookie("guichet-language", "en")
    assert '<html lang="fr">' in browser.get("/admin/login").text


@pytest.mark.parametrize(
    ("steps", "left_s"),
    [([], 901), ([60], 901), ([14 * 60] * 34, 241)],
    ids=["new", "busy", "near its eight hours"],
)
def test_a_page_leaves_the_screen_when_its_session_ends(
    logged_in: In, day: time_machine.Traveller, steps: list[int], left_s: int
) -> None:
    """ASVS V14.3.1, without a script: the page itself goes to the door, and what was open there comes back after it."""
    browser = logged_in("awa")
    for step in steps:
        day.shift(step)
        shown = browser.get("/admin/me")
    shown = browser.get("/admin/cases?state=en_verification")
    seconds, _, where = shown.headers["Refresh"].partition("; url=")
    assert (int(seconds), where) == (left_s, "/admin/login?after=1&next=/admin/cases?state%3Den_verification")
    day.shift(left_s)
    door = browser.get(where)
    assert (door.status_code, 'name="password"' in door.text) == (200, True)
    assert 'value="/admin/cases?state=en_verification"' in door.text
    assert "Refresh" not in door.headers


def test_a_page_that_left_the_screen_keeps_nothing_awake(logged_in: In, day: time_machine.Traveller) -> None:
    """Work goes on in another window: one may go back, and nothing goes back by itself."""
    browser = logged_in("awa")
    for _ in range(2):
        day.shift(7 * 60)
        away = browser.get("/admin/login?after=1&next=/admin/me")
        assert ('href="/admin/me"' in away.text, 'name="password"' in away.text) == (True, False)
    day.shift(60)
    assert not alive(browser)
