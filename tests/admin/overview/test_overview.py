"""The overview: the same figures whether counted now or summed before, each office's own, and in words."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, insert, select
from time_machine import Traveller

from admin.overview import summing, window
from admin.overview.figures import Sums, look
from admin.overview.reach import reach
from admin.overview.tables import OVERVIEW_DAY, OVERVIEW_FIGURE
from admin.people.person import Scope
from admin.people.staff import Post
from admin.roles import Role
from gateway.wiring import Guichet
from kernel import clock
from payments import ledger
from sms.budgets.tables import SMS_SPENDING
from tests.admin.conftest import AT
from tests.admin.overview.office import ORIGIN, RECORD_BENIN, Office
from tests.admin.staffed import Browser, hire

In = Callable[[str], Browser]
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
HISTORY = 10
BY = {
    "deposited": ("day", "office", "item"), "answered": ("day", "office", "item"),
    "decided": ("day", "office", "item", "bucket"), "decided of all": ("office", "item", "bucket"),
    "dropped of all": ("office", "item", "bucket"),
    "revenue": ("day", "office", "item"), "dropped": ("day", "office", "item", "bucket"),
}  # fmt: skip


@pytest.fixture
def office(guichet: Guichet, day: Traveller, monkeypatch: pytest.MonkeyPatch) -> Office:
    """Two days of work at two administrations: yesterday's and today's, around Benin's own midnight too."""
    # A history of 93 days of two countries takes seconds to sum, and proves no more.
    monkeypatch.setattr(summing, "HISTORY_DAYS", HISTORY)
    monkeypatch.setattr(summing, "DAYS_AT_ONCE", 100)
    office = Office(guichet)
    yesterday = AT - DAY
    first = office.deposits(ORIGIN, yesterday - 5 * HOUR)
    office.moves(first, yesterday - 2 * HOUR, "en_verification", "rejetee")
    office.deposits(ORIGIN, AT - HOUR / 2)
    # 23:30 UTC is half past midnight in Cotonou: today's, there.
    benin = office.deposits(RECORD_BENIN, AT.replace(hour=23, minute=30) - DAY)
    office.moves(benin, AT - HOUR, "en_verification", "disponible")
    office.collects("ml-apex", "ml-origine", 5000, yesterday, "m1")
    office.collects("bj-pns", "bj-casier", 4000, AT - HOUR, "m2")
    office.calls("question.17.rccm", yesterday, dropped=4, ended=6)
    office.calls("menu", AT - HOUR, dropped=1, ended=2)
    office.calls("menu", AT - HOUR, dropped=2, ended=2, network="61603")
    return office


def figures(guichet: Guichet, measure: str, scope: Scope | None = None, days: int = 7) -> Sums:
    """Everything of one measure, as a page would read it."""
    at = clock.now()
    theirs = reach(scope or Scope(None), guichet.catalogue, guichet.treasury.accounting)
    with guichet.database.transaction() as connection:
        return look(connection, window.chosen(days, at), theirs, at).sums(measure.split(" ")[0], BY[measure])


def everything(guichet: Guichet) -> dict[str, Sums]:
    return {measure: figures(guichet, measure) for measure in BY}


def test_figures_are_the_same_counted_now_and_summed_before(guichet: Guichet, office: Office) -> None:
    counted = everything(guichet)
    today, yesterday = AT.date(), (AT - DAY).date()
    assert counted["deposited"] == {
        (yesterday, "apex", "17"): (1, 0), (today, "apex", "17"): (1, 0), (today, "pns-bj", "20"): (1, 0),
    }  # fmt: skip
    assert counted["decided"] == {(yesterday, "apex", "17", 3): (1, 0), (today, "pns-bj", "20", 9): (1, 0)}
    assert counted["revenue"] == {
        (yesterday, "ml-apex", "ml-origine"): (5000, 0),
        (today, "bj-pns", "bj-casier"): (4000, 0),
    }
    assert counted["dropped"] == {
        (yesterday, "61002", "question.17.rccm", 9): (4, 6), (today, "61002", "menu", 8): (1, 2),
        (today, "61603", "menu", 9): (2, 2),
    }  # fmt: skip
    while office.sums():
        pass
    with guichet.database.transaction() as connection:
        summed = connection.execute(select(func.count()).select_from(OVERVIEW_DAY)).scalar_one()
        stored = connection.execute(select(OVERVIEW_FIGURE.c.day).distinct()).scalars().all()
        periods = connection.execute(
            select(func.sum(OVERVIEW_FIGURE.c.number)).where(OVERVIEW_FIGURE.c.measure == "dropped90")
        ).scalar()
    assert periods == 4 + 1 + 2
    assert (summed, set(stored)) == (2 * (HISTORY + 1), {yesterday, today})
    assert everything(guichet) == counted


def test_a_day_is_summed_again_while_news_of_it_may_be_late_and_then_left(
    guichet: Guichet, office: Office, day: Traveller
) -> None:
    while office.sums():
        pass
    office.collects("ml-apex", "ml-origine", 700, AT - DAY, "late")
    assert office.sums() == 0
    assert sum(number for number, _ in figures(guichet, "revenue").values()) == 9000
    day.shift(HOUR + timedelta(minutes=1))
    assert office.sums() > 0
    assert sum(number for number, _ in figures(guichet, "revenue").values()) == 9700
    while office.sums():
        pass
    day.shift(8 * DAY)
    while office.sums():
        pass
    day.shift(2 * HOUR)
    again = office.sums()
    assert again == 2 * 8, "only today and the days of the last week"


def test_a_reversal_takes_its_francs_off(guichet: Guichet, office: Office) -> None:
    with guichet.database.transaction() as connection:
        row = connection.execute(
            select(ledger.tables.LEDGER_JOURNAL.c.id).where(ledger.tables.LEDGER_JOURNAL.c.idem_key == "m2")
        )
        ledger.reverse(connection, row.scalar_one(), idem_key="back", occurred_at=AT, reason="statement")
    assert figures(guichet, "revenue")[(AT.date(), "bj-pns", "bj-casier")] == (0, 0)


SEEN = {
    None: {"apex", "pns-bj"}, "apex": {"apex"}, "pns-bj": {"pns-bj"}, "justice-ml": set(), "": set(), "nobody": set(),
}  # fmt: skip
REGIES = {"apex": "ml-apex", "pns-bj": "bj-pns"}


@pytest.mark.parametrize("summed", [False, True], ids=["now", "summed"])
def test_an_office_sees_its_own_figures(guichet: Guichet, office: Office, summed: bool) -> None:
    while summed and office.sums():
        pass
    for administration, offices in SEEN.items():
        scope = Scope(administration)
        for measure in ("deposited", "answered", "decided"):
            assert {key[1] for key in figures(guichet, measure, scope)} == offices
        assert {key[1] for key in figures(guichet, "revenue", scope)} == {REGIES[one] for one in offices}
    elsewhere = figures(guichet, "revenue", Scope("communes-ml", "nowhere"))
    assert elsewhere == {}


def cells(text: str, row: str) -> list[str]:
    """The figures of the row of a table that begins with ``row``."""
    found = re.search(rf'<th scope="row">{re.escape(row)}.*?</tr>', text, re.DOTALL)
    assert found, row
    return [
        re.sub(r"<[^>]*>|\s", "", cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", found[0], re.DOTALL)
    ]


def test_the_page_says_what_it_counts(logged_in: In, guichet: Guichet, office: Office) -> None:
    with guichet.database.transaction() as connection:
        spent: dict[str, Any] = {
            "scope": "total",
            "key": "ML",
            "day": AT.date(),
            "parts": 12,
            "milli": 240_500,
        }
        connection.execute(insert(SMS_SPENDING).values(spent))
    browser = logged_in("oumou")
    page = browser.get("/admin/overview?days=7").text
    assert "Du 03/02/2026 au 09/02/2026" in page
    assert cells(page, AT.strftime("%d/%m/%Y")) == ["2", "1"]
    # Published: 72 h. Decided within nine hours: in time.
    assert cells(page, "Casier judiciaire B3")[:5] == ["1", "9h", "9h", "3j", "0%"]
    assert cells(page, "Certificat d&#39;origine")[3:5] == ["nonpublié", "-"]
    assert cells(page, "Casier judiciaire, bulletin 3") == ["4000F", "44%"]
    assert "prix fictifs" in page
    assert "12 segments, environ 241 F" in page.replace("\u202f", " ")
    assert page.count("<svg") == 3
    assert page.count('<details class="behind">') == 3
    assert "jours passés ne sont pas encore totalisés" in page
    whole = browser.get("/admin/overview?days=7&print=1").text
    assert whole.count('<details class="behind" open>') == 3
    while office.sums():
        pass
    page = browser.get("/admin/overview?days=7").text
    assert "ne sont pas encore totalisés" not in page
    assert cells(page, AT.strftime("%d/%m/%Y")) == ["2", "1"]


def test_where_people_break_off(logged_in: In, office: Office) -> None:
    page = logged_in("oumou").get("/admin/overview?days=7&network=61603").text
    assert cells(page, "Menu principal")[:2] == ["2", "100%"]
    assert "question" not in page.split('class="heat"')[1].split("</table>")[0]
    page = logged_in("awa").get("/admin/overview?days=7&network=99999").text
    shown = cells(page, "Question\u00a0: rccm")
    assert shown[:2] == ["4", "67%"]
    assert shown[2 + 9] == "4"
    assert "Menu principal" not in page
    assert "MTN" not in page.split('id="network"')[1].split("</select>")[0]


def test_a_period_that_is_not_offered_is_the_usual_one(logged_in: In) -> None:
    """Bad-input row 69."""
    browser = logged_in("oumou")
    for asked in ("", "?days=8", "?days=-1", "?days=999999999999999999999", "?days=x&network=%00&print=2"):
        page = browser.get("/admin/overview" + asked)
        assert page.status_code == 200
        assert "Du 11/01/2026 au 09/02/2026" in page.text


def test_each_way_out_is_judged_in_words(logged_in: In, guichet: Guichet, office: Office) -> None:
    assert "Toutes les voies fonctionnent" in logged_in("awa").get("/admin/overview").text
    guichet.redis.set("guichet:breaker:apex:open", "1")
    guichet.redis.set("guichet:breaker:apex:probe", "1")
    page = logged_in("oumou").get("/admin/overview").text
    (state, last, waiting, oldest) = cells(page, '<span class="hint">Administration</span> APEX-Mali')
    assert state.startswith("✕Coupée")
    # What was deposited half an hour before the two log-ins is not filed yet; the other one has ended.
    assert (last, waiting, oldest) == ("-", "1", "31min")
    assert "APEX-Mali" not in logged_in("moussa").get("/admin/overview").text


def test_the_sums_may_be_lost(guichet: Guichet, office: Office) -> None:
    while office.sums():
        pass
    before = everything(guichet)
    with guichet.database.transaction() as connection:
        connection.execute(delete(OVERVIEW_DAY))
        connection.execute(delete(OVERVIEW_FIGURE))
    while office.sums():
        pass
    assert everything(guichet) == before


def test_somebody_of_no_office_reads_nothing(browser: Browser, guichet: Guichet, office: Office) -> None:
    browser.login(hire(guichet, "nobody", Post(Role.OFFICER)))
    page = browser.get("/admin/overview").text
    assert "Aucune demande sur cette période" in page
    assert "APEX" not in page
