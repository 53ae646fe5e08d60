"""The queue, each office's own. Controls 2 and 39, bad-input rows 65, 68 and 69."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import insert, select, update

from admin.casework import queue as work
from admin.casework.counting import counts
from admin.cursor import Cursor
from admin.people.person import Scope
from admin.people.staff import Post
from admin.roles import Role
from cases.tables import CASE_FILE
from catalogue.service import Service
from gateway.wiring import Guichet
from tests.admin.casework.desk import BY_HAND, Desk
from tests.admin.staffed import Browser, hire

In = Callable[[str], Browser]


def many(guichet: Guichet, count: int, **values: object) -> None:
    """Copies of the one case, three a second."""
    with guichet.database.transaction() as connection:
        row = dict(connection.execute(select(CASE_FILE)).mappings().one())
        rows = []
        for number in range(count):
            own = {"id": f"00000000-0000-4000-8000-{number:012d}", "reference": f"{number:012d}"}
            rows.append(
                {**row, **own, "state_since": row["state_since"] + timedelta(seconds=number // 3), **values}
            )
        connection.execute(insert(CASE_FILE), rows)


def test_pages_show_each_case_once_in_order(logged_in: In, guichet: Guichet, desk: Desk) -> None:
    first = desk.deposited(17).reference
    many(guichet, 120, state="en_verification")
    browser, path, seen = logged_in("awa"), "/admin/cases", []
    while path:
        shown = browser.get(path).text
        seen += [part.split('"')[0] for part in shown.split('href="/admin/cases/')[1:]]
        _, found, rest = shown.partition('rel="next" href="/admin/cases?')
        path = "/admin/cases?" + rest.split('"')[0].replace("&amp;", "&") if found else ""
    assert (len(seen), len(set(seen))) == (121, 121)
    # Two states in one page, merged in the order of their times; of equal ones, the smaller id first.
    ordered = [f"{number:012d}" for number in range(120)]
    assert [name for name in seen if name != first] == ordered
    assert seen.index(first) <= 3
    shown = browser.get("/admin/cases").text
    assert 'En vérification <span class="count">120</span>' in shown
    assert (
        browser.get(f"/admin/cases?from={Cursor.read('0.00000000-0000-0000-0000-000000000000')}").text.count(
            "data-row"
        )
        == 50
    )


@pytest.mark.parametrize(
    "query",
    ["state=paid", "state='", "service=-1", "service=1e9", "from=id;drop", "from=" + "9" * 40 + ".x", "from=1",
     "state=" + "x" * 10_000, "late=2", "region=bamako", "region='--", "late=1&state=retiree"],
)  # fmt: skip
def test_strange_filters_are_put_right(logged_in: In, desk: Desk, query: str) -> None:
    """Bad-input rows 68 and 69."""
    desk.deposited(17)
    assert logged_in("awa").get("/admin/cases?" + query).status_code == 200


@pytest.mark.parametrize(
    ("hours", "days", "late"),
    [(48, 1, 0), (48, 2, 0), (48, 3, 1), (48, 2.1, 1), (48, 4.5, 2), (None, 900, 0)],
    ids=["in time", "the last minute", "a day", "some hours", "two days and a half", "nothing published"],
)
def test_what_waits_longer_than_published_is_late(
    desk: Desk, guichet: Guichet, day: time_machine.Traveller, hours: int | None, days: float, late: int
) -> None:
    """A service that publishes no delay is never late; the day of the date counts as one."""
    desk.deposited()
    services = {BY_HAND: published(guichet, hours)}
    day.shift(timedelta(days=days))
    with guichet.database.transaction() as connection:
        (row,) = work.queue(connection, Scope("pns-bj"), work.Wanted(), services)
        found = work.queue(connection, Scope(None), work.Wanted(late=True), services)
        counted = work.late_count(connection, Scope("pns-bj"), services)
    shown = work.line(row, services)
    assert (shown.late_days, len(found), counted) == (late, min(late, 1), min(late, 1))
    assert shown.due_at == (None if hours is None else row.opened_at + timedelta(hours=hours))


def test_a_closed_case_is_late_no_more(desk: Desk, guichet: Guichet, day: time_machine.Traveller) -> None:
    case = desk.deposited()
    desk.moved(case.case_id, "rejetee", "pns-bj")
    day.shift(timedelta(days=90))
    services = {BY_HAND: published(guichet, 1)}
    with guichet.database.transaction() as connection:
        (row,) = work.queue(connection, Scope(None), work.Wanted(state="rejetee"), services)
        assert work.queue(connection, Scope(None), work.Wanted(late=True), services) == []
    assert (work.line(row, services).late_days, work.line(row, services).due_at) == (0, None)


@pytest.mark.parametrize(
    ("theirs", "asked", "sees"),
    [(None, None, {"1", "2", "3"}), ("sikasso", None, {"1", "3"}), ("sikasso", "sikasso", {"1"}),
     (None, "kayes", {"2"}), ("kayes", "sikasso", {"2"})],
    ids=["of no region", "of one", "only the own", "chosen", "another's is not to be had"],
)  # fmt: skip
def test_who_works_for_a_region_sees_its_cases_and_nobodys(
    desk: Desk, guichet: Guichet, theirs: str | None, asked: str | None, sees: set[str]
) -> None:
    for reference, region in (("1", "sikasso"), ("2", "kayes"), ("3", None)):
        case = desk.deposited()
        with guichet.database.transaction() as connection:
            values = {"region": region, "reference": reference * 12}
            connection.execute(update(CASE_FILE).where(CASE_FILE.c.id == case.case_id).values(**values))
    with guichet.database.transaction() as connection:
        found = work.queue(connection, Scope("pns-bj", theirs), work.Wanted(region=asked), {})
    assert {row.reference[0] for row in found} == sees


def test_an_agent_of_no_office_sees_nothing_and_is_told_why(
    guichet: Guichet, browser: Browser, desk: Desk
) -> None:
    reference = desk.deposited().reference
    browser.login(hire(guichet, "somebody", Post(Role.AGENT, None)))
    shown = browser.get("/admin/cases").text
    assert reference not in shown
    assert "data-row" not in shown
    assert "rattaché à aucune administration" in shown


def test_no_page_of_the_queue_sorts_the_table(guichet: Guichet, desk: Desk) -> None:
    """Each stream is a stretch of an index: the plan has no sort of more than its own page."""
    desk.deposited(17)
    many(guichet, 2000, state="en_verification")
    with guichet.database.transaction() as connection:
        connection.exec_driver_sql("ANALYZE case_file")
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        for wanted in (work.Wanted(), work.Wanted(state="en_verification"), work.Wanted(service=17)):
            plan: list[str] = []
            statement = work.statement(Scope("apex"), wanted, {}, None)
            assert statement is not None
            compiled = statement.compile(guichet.database.engine, compile_kwargs={"render_postcompile": True})
            rows = connection.exec_driver_sql(
                "EXPLAIN (ANALYZE, FORMAT TEXT) " + str(compiled), compiled.params
            )
            plan = [row[0] for row in rows]
            read = [line for line in plan if "Scan" in line and "actual" in line]
            assert read
            assert all(
                int(float(line.split("rows=")[-1].split(" ")[0])) <= work.PAGE_ROWS + 1 for line in read
            ), plan


def published(guichet: Guichet, hours: int | None) -> Service:
    service = guichet.catalogue.services[BY_HAND]
    return service.model_copy(update={"delay": service.delay.model_copy(update={"hours": hours})})


def test_a_case_of_another_region_does_not_exist(guichet: Guichet, browser: Browser, desk: Desk) -> None:
    """Bad-input row 65, within one office; a case of no region is everybody's in it."""
    case = desk.deposited()
    browser.login(hire(guichet, "somebody", Post(Role.AGENT, "pns-bj", "sikasso")))
    for region, status in ((None, 200), ("sikasso", 200), ("kayes", 404)):
        with guichet.database.transaction() as connection:
            connection.execute(update(CASE_FILE).values(region=region))
            counted = counts(connection, Scope("pns-bj", "sikasso"))
        assert browser.get(f"/admin/cases/{case.reference}").status_code == status
        assert (case.reference in browser.get("/admin/cases").text) is (status == 200)
        assert counted == ([("deposee", 1)] if status == 200 else [])
