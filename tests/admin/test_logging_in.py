"""The door: name, password and code together, and one answer for all that is wrong. Bad-input rows 59 to 62, 70."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from admin.people import passwords
from admin.people.staff import Post
from admin.people.tables import STAFF, STAFF_SESSION
from admin.roles import Role
from gateway.wiring import Guichet
from kernel.audit import AUDIT_LOG
from tests.admin.staffed import PASSWORD, Browser, Member, hire


def test_the_right_three_lead_to_where_one_wanted_to_go(browser: Browser, cast: dict[str, Member]) -> None:
    first = browser.get("/admin/audit?actor=cli")
    assert first.status_code == 302
    assert first.location == "/admin/login?next=/admin/audit?actor%3Dcli"
    browser.get(first.location)
    browser.day.shift(30)
    oumou = cast["oumou"]
    data = {"name": "Oumou ", "password": PASSWORD, "code": oumou.code(), "next": "/admin/audit?actor=cli"}
    answer = browser.post("/admin/login", data)
    assert (answer.status_code, answer.location) == (303, "/admin/audit?actor=cli")
    assert browser.get("/admin/audit?actor=cli").status_code == 200


@pytest.mark.parametrize(
    ("name", "password", "wrong_code"),
    [("awa", PASSWORD + "x", False), ("awa", PASSWORD, True), ("nobody", PASSWORD, False), ("", "", False),
     ("disabled", PASSWORD, False), ("awa", PASSWORD.upper(), False), ("awa", " " + PASSWORD, False)],
    ids=["password", "code", "unknown", "empty", "disabled", "capitals", "a leading blank"],
)  # fmt: skip
def test_every_refusal_is_the_same_page(
    browser: Browser, cast: dict[str, Member], guichet: Guichet, name: str, password: str, wrong_code: bool
) -> None:
    """Bad-input row 59: a stranger learns nothing of who works here."""
    gone = hire(guichet, "disabled", Post(Role.AUDITOR))
    with guichet.database.transaction() as connection:
        connection.execute(
            update(STAFF).where(STAFF.c.name == gone.name).values(disabled_at=STAFF.c.added_at)
        )
    awa = cast["awa"]
    code = "12345x" if wrong_code else awa.code()
    answer = browser.try_login(name, password, code)
    assert answer.status_code == 401
    assert "Nom, mot de passe ou code incorrect" in answer.text
    assert password not in answer.text or password == ""
    with guichet.database.transaction() as connection:
        assert connection.execute(select(STAFF_SESSION)).all() == []
        last = connection.execute(select(AUDIT_LOG).order_by(AUDIT_LOG.c.id.desc()).limit(1)).one()
    known = name if name in ("awa",) else "?"
    assert (last.act, last.subject, last.detail) == ("login.refused", f"staff:{known}", {"reason": "wrong"})


@pytest.mark.parametrize("name", ["awa", "nobody"])
def test_one_argon2_whether_the_name_is_known_or_not(
    browser: Browser, cast: dict[str, Member], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """The time tells nothing: 25 ms of hashing either way."""
    seen: list[str] = []
    real = passwords.HASHER.verify
    monkeypatch.setattr(
        type(passwords.HASHER),
        "verify",
        lambda _, kept, typed: (seen.append(kept), real(kept, typed))[1],  # type: ignore[func-returns-value]
    )
    assert browser.try_login(name, "a wrong password", "000000").status_code == 401
    assert len(seen) == 1


@pytest.mark.parametrize("name", ["awa", "nobody"])
def test_five_wrong_ones_lock_the_address_out_for_a_while(
    browser: Browser, cast: dict[str, Member], name: str
) -> None:
    """Bad-input row 59: and the sixth, right as it is, hears the same as a stranger's."""
    for _ in range(5):
        assert browser.try_login(name, "wrong", "000000").status_code == 401
    locked = browser.try_login(name, PASSWORD, cast["awa"].code())
    assert (locked.status_code, locked.headers["Retry-After"]) == (429, "900")
    assert "Trop d&#39;essais" in locked.text


def test_a_stranger_elsewhere_does_not_shut_somebody_out(
    browser: Browser, other: Browser, cast: dict[str, Member]
) -> None:
    """Control 7: five tries an address; the owner comes in from their own."""
    for _ in range(6):
        other.try_login("awa", "wrong", "000000", environ_base={"REMOTE_ADDR": "203.0.113.9"})
    browser.login(cast["awa"])


@pytest.mark.parametrize(
    "code",
    ["of the step before", "used", "000000", "Arabic", "a recovery code of nobody"],
)
def test_no_other_code_lets_in(browser: Browser, other: Browser, cast: dict[str, Member], code: str) -> None:
    """Bad-input row 61."""
    awa = cast["awa"]
    typed = {"Arabic": awa.code().translate({ord(str(n)): chr(0x660 + n) for n in range(10)}),
             "a recovery code of nobody": "ABCD-" * 5 + "ABCD"}.get(code, code)  # fmt: skip
    if code == "of the step before":
        typed = awa.code()
        browser.day.shift(30)
    if code == "used":
        typed = awa.code()
        assert other.try_login("awa", PASSWORD, typed).status_code == 303
    assert browser.try_login("awa", PASSWORD, typed).status_code == 401


@pytest.mark.parametrize(
    ("password", "status"),
    [("a" * 1024, 401), ("a" * 1025, 400), ("é" * 600, 400), ("a" * 2**20, 413), ("mdp\0", 400)],
    ids=["1024 bytes", "1025 bytes", "1200 bytes of 600 letters", "1 MiB", "NUL"],
)
def test_passwords_of_any_length_are_bounded(
    browser: Browser, cast: dict[str, Member], password: str, status: int
) -> None:
    """Bad-input row 60."""
    assert browser.try_login("awa", password, "000000").status_code == status


@pytest.mark.parametrize(
    "onward",
    ["//evil.example", "https://evil.example/admin/", "/\\evil.example", "/admin//evil/../..\n", "javascript:x", "/v/"],
)  # fmt: skip
def test_nobody_is_sent_elsewhere(browser: Browser, cast: dict[str, Member], onward: str) -> None:
    """Bad-input row 70."""
    browser.get("/admin/login")
    browser.day.shift(30)
    data = {"name": "awa", "password": PASSWORD, "code": cast["awa"].code(), "next": onward}
    assert browser.post("/admin/login", data).location == "/admin/"


def test_a_first_password_opens_only_the_page_that_changes_it(browser: Browser, guichet: Guichet) -> None:
    new = hire(guichet, "koffi", Post(Role.AUDITOR), password=None)
    browser.login(new)
    for path in ("/admin/", "/admin/audit"):
        assert browser.get(path).location == "/admin/me/password"
    browser.get("/admin/me/password")
    data = {"old": new.first, "new": PASSWORD, "again": PASSWORD}
    assert browser.post("/admin/me/password", data).status_code == 303
    assert browser.get("/admin/audit").status_code == 200


def test_a_first_password_is_good_for_three_days(
    browser: Browser, guichet: Guichet, day: time_machine.Traveller
) -> None:
    new = hire(guichet, "koffi", Post(Role.AUDITOR), password=None)
    day.shift(timedelta(hours=72, seconds=1))
    assert browser.try_login("koffi", new.first, new.code()).status_code == 401


def test_nobody_comes_in_without_redis(
    app: Flask, browser: Browser, cast: dict[str, Member], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fault row 8: closed for log-ins."""
    import redis as redis_py

    from admin.parts import EXTENSION
    from kernel.limits import Limits

    dead = Limits(redis_py.Redis(host="127.0.0.1", port=1, socket_timeout=0.2))
    monkeypatch.setitem(app.extensions, EXTENSION, _replaced(app.extensions[EXTENSION], dead))
    assert browser.try_login("awa", PASSWORD, cast["awa"].code()).status_code == 429


def _replaced(parts: object, limits: object) -> object:
    from dataclasses import replace

    return replace(parts, limits=limits)  # type: ignore[type-var]
