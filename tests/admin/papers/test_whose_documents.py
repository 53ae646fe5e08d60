"""Each office its own documents, pages of fifty, and what is nobody's. Control 2, bad-input rows 65, 68 and 69."""

from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from sqlalchemy import insert, select

from admin.papers import listing
from admin.papers.listing import Asked
from admin.people.person import Scope
from admin.people.staff import Post
from admin.roles import Role
from gateway.wiring import Guichet
from tests.admin.papers.office import Office
from tests.admin.staffed import Browser, hire
from verification.registry.tables import SEALED_DOCUMENT

In = Callable[[str], Browser]
POSTS = ("copy", "propose", "decide", "alarm")


def test_another_offices_document_does_not_exist(office: Office, logged_in: In) -> None:
    """Bad-input row 65."""
    paper = office.sealed()
    browser = logged_in("moussa")
    assert paper.number not in browser.get("/admin/documents").text
    path = f"/admin/documents/{paper.number}"
    there, nowhere = browser.get(path), browser.get("/admin/documents/260000000000")
    assert (there.status_code, nowhere.status_code) == (404, 404)
    assert there.text.replace(paper.number, "") == nowhere.text.replace("260000000000", "")
    for name in ("file", "code.svg"):
        assert browser.get(f"{path}/{name}").status_code == 404
    for name in POSTS:
        assert browser.post(f"{path}/{name}", {"act": "revoke", "reason": "x"}).status_code == 404
    for method in (browser.get, browser.post):
        assert method(f"/admin/documents/issue/{paper.subject}").status_code == 404
    refused = office.trail("console.refused")
    assert {row.actor for row in refused} == {"staff:moussa"}
    assert [row.subject for row in refused] == [f"document:{paper.number}"] * 7 + [
        f"case:{paper.subject}"
    ] * 2
    assert office.count("document_proposal") == 0


def test_who_sees_what_of_a_document(office: Office, guichet: Guichet, app: Flask) -> None:
    paper = office.sealed()
    path = f"/admin/documents/{paper.number}"
    for name, (post, lists, reads) in {
        "an.agent": (Post(Role.AGENT, "apex"), True, True), "of.no.office": (Post(Role.AGENT), False, False),
        "an.auditor": (Post(Role.AUDITOR), True, False), "of.support": (Post(Role.SUPPORT), True, False),
    }.items():  # fmt: skip
        browser = Browser(app, office.day)
        browser.login(hire(guichet, name, post))
        assert (paper.number in browser.get("/admin/documents?state=valid&kind=1").text) is lists, name
        assert paper.number not in browser.get("/admin/documents?state=revoked").text
        shown = browser.get(path)
        assert (shown.status_code == 200) is lists, name
        assert ("Dakar Import SA" in shown.text) is reads, name
        assert ("Code de contrôle" in shown.text) is reads, name
        assert [browser.get(f"{path}/{each}").status_code for each in ("file", "code.svg")] == (
            [200, 200] if reads else [404, 404]
        ), name
        assert "/propose" not in shown.text, name


def test_a_quittance_is_shown_by_the_office_of_its_service_and_falls_with_its_money_only(
    office: Office, guichet: Guichet, browser: Browser
) -> None:
    office.town.paid()
    office.work()
    [paper] = office.town.documents()
    browser.login(hire(guichet, "koffi", Post(Role.OFFICER, "anip-bj")))
    path = f"/admin/documents/{paper.number}"
    assert paper.number in browser.get("/admin/documents").text
    assert "délivré par le Trésor" in browser.get(path).text
    assert browser.get(path + "/file").status_code == 200
    assert browser.post(path + "/propose", {"act": "revoke", "reason": "x"}).status_code == 404
    assert office.paper(paper.number).state == "valid"


def test_pages_show_each_document_once_whatever_the_office(
    office: Office, guichet: Guichet, logged_in: In
) -> None:
    first = office.sealed()
    with guichet.database.transaction() as connection:
        row = dict(connection.execute(select(SEALED_DOCUMENT)).mappings().one())
        for number in range(120):
            made = {
                "id": f"00000000-0000-4000-8000-{number:012d}", "number": f"{number:012d}", "cause": f"case:{number}",
                "status_index": 60_000 + number if row["status_index"] < 60_000 else number,
                "issued_at": row["issued_at"] + timedelta(seconds=number // 3),
                # Demo examples are of no service; they are the office's by its name.
                "service": 17 if number % 2 else None,
            }  # fmt: skip
            connection.execute(insert(SEALED_DOCUMENT).values({**row, **made}))
    browser, path, seen = logged_in("awa"), "/admin/documents", list[str]()
    while path:
        shown = browser.get(path).text
        seen += [part.split('"')[0] for part in shown.split('row"><a href="/admin/documents/')[1:]]
        _, found, rest = shown.partition('href="/admin/documents?')
        path = "/admin/documents?" + rest.split('"')[0].replace("&amp;", "&") if found else ""
    assert (len(seen), len(set(seen)), first.number in seen) == (121, 121, True)
    with guichet.database.transaction() as connection:
        for scope in (Scope(None), Scope("apex")):
            rows = listing.papers(connection, guichet.catalogue, scope, Asked(), None)
            assert [row.number for row in rows][:3] == ["000000000119", "000000000118", "000000000117"]


def test_strange_filters_are_put_right(logged_in: In) -> None:
    """Bad-input rows 68 and 69."""
    browser = logged_in("oumou")
    for query in (
        "state=burnt", "state='", "kind=-1", "kind=1e9", "office=nowhere", "from=id;drop", "from=1",
        f"from={'9' * 40}.x", f"from={'9' * 18}.{'0' * 12}", "from=1.٠١٢٣٤٥٦٧٨٩٠١", "state=" + "x" * 10_000,
    ):  # fmt: skip
        for path in ("/admin/documents", "/admin/verifications"):
            assert browser.get(f"{path}?{query}").status_code == 200, query


def test_a_case_that_is_not_ready_says_why(office: Office, guichet: Guichet, logged_in: In) -> None:
    browser = logged_in("awa")
    assert "douze chiffres" in browser.get("/admin/documents/issue").text
    assert browser.get("/admin/documents/issue?reference=123").status_code == 404
    assert browser.get("/admin/documents/issue/260000000000").status_code == 404
    reference = office.case()
    with guichet.database.transaction() as connection:
        connection.exec_driver_sql("UPDATE case_file SET state = 'en_verification'")
    found = browser.get(
        "/admin/documents/issue?reference=" + f"{reference[:2]}+{reference[2:10]}+{reference[10:]}"
    )
    assert found.location == f"/admin/documents/issue/{reference}"
    assert "pas encore accordé" in browser.get(found.location).text
    assert browser.post(found.location).status_code == 409
    assert office.count("outbox WHERE payload ->> 'by' = 'awa'") == 0
