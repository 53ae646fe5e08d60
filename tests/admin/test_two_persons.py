"""People are disabled, and lost phones replaced, with a fresh code and by two. Controls 5, 6, 10 and 40."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from admin.people import recovery
from admin.people.tables import STAFF, STAFF_RESET
from gateway.wiring import Guichet
from kernel.audit import AUDIT_LOG
from tests import authenticator
from tests.admin.staffed import PASSWORD, Browser, Member

pytestmark = pytest.mark.usefixtures("everybody")
In = Callable[[str], Browser]
NEW = "un marteau bleu dans la riviere"


def handed_over(logged_in: In) -> str:
    """Fatou asks for Awa, Ibra grants: the code he reads out."""
    fatou = logged_in("fatou")
    assert fatou.post("/admin/staff/awa/reset").status_code == 303
    granted = logged_in("ibra").post("/admin/resets/1/grant")
    found = re.search(r'<p class="codes"><code>([^<]+)</code>', granted.text)
    assert found is not None
    return found[1]


def enrol(browser: Browser, code: str, password: str = NEW, digits: str | None = None) -> int:
    browser.get("/admin/enrol")
    shown = browser.post("/admin/enrol", {"name": "awa", "code": code})
    seed = re.search(r"<code>([A-Z2-7]{32})</code>", shown.text)
    if seed is None:
        return shown.status_code
    digits = digits or authenticator.digits(seed[1])
    data: dict[str, object] = {"name": "awa", "code": code, "digits": digits, "password": password}
    return browser.post("/admin/enrol/finish", data).status_code


def test_a_lost_phone_takes_two_administrators_and_its_owner(
    logged_in: In, browser: Browser, cast: dict[str, Member], guichet: Guichet
) -> None:
    old = logged_in("awa")
    code = handed_over(logged_in)
    assert old.get("/admin/").status_code == 200
    assert enrol(browser, code) == 303
    assert old.get("/admin/").status_code == 302
    assert browser.try_login("awa", PASSWORD, cast["awa"].code()).status_code == 401
    assert enrol(browser, code) == 401
    with guichet.database.transaction() as connection:
        row = connection.execute(select(STAFF).where(STAFF.c.name == "awa")).one()
        seed = guichet.keyring.open(row.totp_sealed, "staff.totp:awa").decode()
        acts = connection.execute(
            select(AUDIT_LOG.c.actor, AUDIT_LOG.c.act).where(AUDIT_LOG.c.act.like("staff.reset.%"))
        ).all()
    assert [tuple(act) for act in acts] == [
        ("staff:fatou", "staff.reset.ask"), ("staff:ibra", "staff.reset.grant"), ("staff:awa", "staff.reset.finish"),
    ]  # fmt: skip
    browser.login(Member("awa", seed, "", NEW))


def test_whoever_asked_does_not_decide(logged_in: In, guichet: Guichet) -> None:
    """Bad-input row 67, for people: the same rule as for refunds."""
    fatou = logged_in("fatou")
    fatou.post("/admin/staff/awa/reset")
    fatou.get("/admin/staff")
    for word in ("grant", "refuse"):
        answer = fatou.post(f"/admin/resets/1/{word}")
        assert answer.status_code == 409
        assert "Deux personnes" in answer.text
    with guichet.database.transaction() as connection:
        assert connection.execute(select(STAFF_RESET.c.decided_at)).scalar() is None


def test_nobody_decides_for_themselves(logged_in: In) -> None:
    logged_in("fatou").post("/admin/staff/ibra/reset")
    assert logged_in("ibra").post("/admin/resets/1/grant").status_code == 409


def test_a_request_is_decided_once_and_asked_once(logged_in: In) -> None:
    fatou = logged_in("fatou")
    fatou.post("/admin/staff/awa/reset")
    fatou.get("/admin/staff")
    assert fatou.post("/admin/staff/awa/reset").status_code == 409
    ibra = logged_in("ibra")
    assert ibra.post("/admin/resets/1/refuse").status_code == 303
    ibra.get("/admin/staff")
    assert ibra.post("/admin/resets/1/grant").status_code == 409


@pytest.mark.parametrize(
    ("days", "typed", "digits", "password", "status"),
    [(1.01, None, None, NEW, 401), (0, "abcde-abcde-abcde-abcde", None, NEW, 401), (0, None, "000000", NEW, 400),
     (0, None, None, "court", 400), (0, None, None, "guichetguichet", 400)],
    ids=["too late", "made up", "digits of nothing", "a short password", "a weak password"],
)  # fmt: skip
def test_what_does_not_enrol(
    logged_in: In, browser: Browser, day: time_machine.Traveller,
    days: float, typed: str | None, digits: str | None, password: str, status: int,
) -> None:  # fmt: skip
    code = typed or handed_over(logged_in)
    day.shift(timedelta(days=days))
    assert enrol(browser, code, password, digits) == status


def test_disabling_asks_a_code_of_the_last_five_minutes(
    logged_in: In, cast: dict[str, Member], day: time_machine.Traveller, guichet: Guichet
) -> None:
    """Control 10."""
    awa, fatou = logged_in("awa"), logged_in("fatou")
    day.shift(5 * 60)
    fatou.get("/admin/staff")
    asked = fatou.post("/admin/staff/awa/disable")
    assert (asked.status_code, asked.location) == (303, "/admin/confirm")
    assert awa.get("/admin/").status_code == 200
    fatou.confirm(cast["fatou"])
    assert fatou.post("/admin/staff/awa/disable").status_code == 303
    assert awa.get("/admin/").status_code == 302


@pytest.mark.parametrize("typed", ["000000", ""])
def test_a_wrong_code_confirms_nothing(logged_in: In, day: time_machine.Traveller, typed: str) -> None:
    fatou = logged_in("fatou")
    day.shift(6 * 60)
    fatou.get("/admin/confirm?next=/admin/staff")
    assert fatou.post("/admin/confirm", {"code": typed}).status_code == 401
    assert fatou.post("/admin/staff/awa/disable").location == "/admin/confirm"


def test_nobody_disables_themselves(logged_in: In) -> None:
    assert logged_in("fatou").post("/admin/staff/fatou/disable").status_code == 400


def test_a_form_gives_only_the_fields_that_are_asked(logged_in: In, guichet: Guichet) -> None:
    """Bad-input row 66: mass assignment."""
    fatou = logged_in("fatou")
    fatou.post(
        "/admin/staff/awa/disable", {"role": "administrator", "administration": "x", "disabled_at": ""}
    )
    with guichet.database.transaction() as connection:
        row = connection.execute(select(STAFF).where(STAFF.c.name == "awa")).one()
    assert (row.role, row.administration, row.disabled_at is not None) == ("officer", "apex", True)


def test_ten_recovery_codes_each_opens_once(
    logged_in: In, browser: Browser, cast: dict[str, Member], guichet: Guichet
) -> None:
    """Control 6."""
    awa = logged_in("awa")
    shown = awa.post("/admin/me/recovery", {"password": PASSWORD})
    codes = re.findall(r"<code>([A-Z2-7-]{29})</code>", shown.text)
    assert len(set(codes)) == 10
    typed = codes[0].lower().replace("-", " ")
    assert browser.try_login("awa", PASSWORD, typed).status_code == 303
    assert browser.get("/admin/").status_code == 200
    # A recovery code is no fresh code of the app: what asks for one stays shut.
    browser.get("/admin/me")
    assert browser.post("/admin/me/recovery", {"password": PASSWORD}).location == "/admin/confirm"
    assert Browser(browser.app, browser.day).try_login("awa", PASSWORD, codes[0]).status_code == 401
    assert Browser(browser.app, browser.day).try_login("moussa", PASSWORD, codes[1]).status_code == 401
    with guichet.database.transaction() as connection:
        row = connection.execute(select(STAFF.c.id).where(STAFF.c.name == "awa")).scalar_one()
        assert recovery.left(connection, row) == 9


@pytest.mark.parametrize("password", ["", "not what it was", PASSWORD.upper()])
def test_recovery_codes_are_not_made_without_the_password(
    logged_in: In, guichet: Guichet, password: str
) -> None:
    """ASVS V7.5.1: a console that was left open, and a phone beside it, are not enough."""
    awa = logged_in("awa")
    answer = awa.post("/admin/me/recovery", {"password": password})
    assert (answer.status_code, "<ol class=" in answer.text) == (400, False)
    with guichet.database.transaction() as connection:
        row = connection.execute(select(STAFF.c.id).where(STAFF.c.name == "awa")).scalar_one()
        assert recovery.left(connection, row) == 0
        acts = connection.execute(select(AUDIT_LOG.c.act).order_by(AUDIT_LOG.c.id.desc()).limit(1))
        assert acts.scalar_one() == "password.refused"


def test_a_password_is_not_changed_without_a_fresh_code(
    logged_in: In, cast: dict[str, Member], day: time_machine.Traveller
) -> None:
    """ASVS V7.5.1: who knows the old password and found the console open has no phone."""
    awa = logged_in("awa")
    data: dict[str, object] = {"old": PASSWORD, "new": NEW, "again": NEW}
    day.shift(5 * 60)
    awa.get("/admin/me")
    assert awa.post("/admin/me/password", data).location == "/admin/confirm"
    assert awa.get("/admin/me/password").location == "/admin/confirm?next=/admin/me/password"
    awa.confirm(cast["awa"])
    assert awa.post("/admin/me/password", data).location == "/admin/"


def test_the_password_is_not_guessed_where_it_is_asked_again(logged_in: In) -> None:
    """The sixth try in a quarter of an hour is refused, and so is the right one."""
    awa = logged_in("awa")
    said = [awa.post("/admin/me/recovery", {"password": f"wrong {number}"}) for number in range(5)]
    assert {answer.status_code for answer in said} == {400}
    locked = awa.post("/admin/me/recovery", {"password": PASSWORD})
    assert (locked.status_code, "Trop d&#39;essais" in locked.text) == (429, True)
    data: dict[str, object] = {"old": PASSWORD, "new": NEW, "again": NEW}
    assert awa.post("/admin/me/password", data).status_code == 429
