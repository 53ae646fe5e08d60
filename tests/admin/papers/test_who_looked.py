"""Verifications without names, double use as an alarm, and a person who looks into it."""

from collections.abc import Callable

from admin.people.staff import Post
from admin.roles import Role
from gateway.wiring import Guichet
from kernel.outbox import Event
from tests.admin.papers.office import Office
from tests.admin.staffed import Browser, hire

In = Callable[[str], Browser]


def test_a_paper_presented_twice_is_an_alarm_until_an_officer_says_what_it_was(
    office: Office, logged_in: In, guichet: Guichet, other: Browser
) -> None:
    paper = office.sealed()
    path = f"/admin/documents/{paper.number}"
    browser = logged_in("awa")
    assert "Personne n&#39;a encore vérifié" in browser.get(path).text
    assert "Aucune alerte" in browser.get("/admin/verifications").text
    assert office.present(paper, "Kidira") == "VALID"
    assert office.present(paper, "Zegoua", "10.0.0.2") == "VALID"
    # Its news comes once more: one alarm all the same.
    with guichet.database.transaction() as connection:
        check = str(connection.exec_driver_sql("SELECT check_id FROM document_alarm").scalar_one())
    guichet.handlers["document.double_use"](
        Event(1, "documents", "document.double_use", paper.id, {"check": check}, 2)
    )
    assert office.count("document_alarm") == 1
    # A look from the console is no verification, however often.
    before = office.count("document_check")
    shown = browser.get(path).text
    assert office.count("document_check") == before == 2
    assert shown.index("Zegoua") < shown.index("Kidira")
    assert shown.count("Présenté de nouveau") == 2  # above, and on the line of that presentation
    assert "10.0.0" not in shown
    everywhere = browser.get("/admin/verifications").text
    assert f'href="{path}"' in everywhere
    assert "Kidira" in everywhere
    assert "09/02/2026" in everywhere
    assert browser.post(path + "/alarm", {"check": check, "finding": " "}).status_code == 409
    assert browser.post(path + "/alarm", {"check": "x' OR 1", "finding": "Vu"}).status_code == 409
    assert browser.post(path + "/alarm", {"check": check, "finding": "Rescan au même poste"}).location == path
    assert "Rescan au même poste" in browser.get(path).text
    assert browser.post(path + "/alarm", {"check": check, "finding": "Autre"}).status_code == 409
    assert "Aucune alerte" in browser.get("/admin/verifications").text
    [seen] = office.trail("document.alarm_seen")
    assert (seen.actor, seen.subject) == ("staff:awa", f"document:{paper.number}")
    other.login(hire(guichet, "seydou", Post(Role.AUDITOR)))
    assert "Kidira" in other.get("/admin/verifications").text


def test_an_office_sees_the_checks_of_its_own_keys_only(office: Office, logged_in: In) -> None:
    paper = office.sealed()
    office.present(paper, "Kidira")
    shown = logged_in("moussa").get("/admin/verifications").text
    assert "Kidira" not in shown
    assert "Aucune vérification" in shown


def test_pages_of_checks_show_each_once(office: Office, guichet: Guichet, logged_in: In) -> None:
    with guichet.database.transaction() as connection:
        connection.exec_driver_sql(
            "INSERT INTO document_check (id, verdict, channel, place, checker_index, at) "
            "SELECT gen_random_uuid(), 'unknown', 'ussd', 'poste ' || n, repeat('a', 32), "
            "now() - n / 4 * interval '1 second' FROM generate_series(1, 130) n"
        )
    browser, path, seen = logged_in("oumou"), "/admin/verifications", list[str]()
    while path:
        shown = browser.get(path).text
        seen += [part.split("<")[0] for part in shown.split("<div>poste ")[1:]]
        _, found, rest = shown.partition('href="/admin/verifications?')
        path = "/admin/verifications?" + rest.split('"')[0].replace("&amp;", "&") if found else ""
    assert (len(seen), len(set(seen))) == (130, 130)
