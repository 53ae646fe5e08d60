"""Two officers revoke a certificate in a real Chromium; each page of the room for everybody (axe-core, WCAG 2.2 AA)."""

import threading
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from admin.people.staff import Post
from admin.roles import Role
from gateway.wiring import Guichet
from tests.admin.in_chromium import SIZES, enter, faults, told, wider_than_the_screen
from tests.admin.papers.office import work
from tests.admin.staffed import hire
from tests.chromium import started
from tests.gateway.sealed_town import HOST, SealedTown
from verification import link
from verification.web.ports import Visit


@pytest.fixture
def chromium() -> Iterator[Browser]:
    """One a test: papers are signed between them."""
    with started() as browser:
        yield browser


def enter_as(chromium: Browser, address: str, guichet: Guichet, name: str, complaints: list[str]) -> Page:
    """Somebody of APEX-Mali, whose browser complains of nothing: not of the Content-Security-Policy, either."""
    page = chromium.new_context(base_url=address, locale="fr-FR").new_page()
    page.on("console", lambda message: complaints.append(message.text) if told(message.text) else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    enter(page, hire(guichet, name, Post(Role.OFFICER, "apex")))
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Bonjour {name}")
    return page


def apart(what: Callable[[], None]) -> None:
    """In a thread of its own: what signs papers runs a loop, and Playwright's is running in this one."""
    thread = threading.Thread(target=what)
    thread.start()
    thread.join()


def look(page: Page, path: str, found: list[str], *sizes: str) -> None:
    """Narrow, or at each of these widths."""
    page.goto(path)
    for width, height in [SIZES[size] for size in sizes or ("360",)]:
        page.set_viewport_size({"width": width, "height": height})
        found += faults(page)
        assert not wider_than_the_screen(page), (path, width)


def test_two_officers_revoke_and_every_page_is_for_everybody(
    chromium: Browser, address: str, guichet: Guichet
) -> None:
    town, found, complaints = SealedTown(guichet, []), list[str](), list[str]()
    town.keys()
    town.granted()
    town.granted({"regime": "ZLECAF", "criterion": "TRANSFORME", "destination": "GH"})
    apart(lambda: work(town))
    [paper] = town.documents()
    readers, path = guichet.sealed.readers, f"/admin/documents/{paper.number}"
    for place in ("Kidira", "Zegoua"):
        readers.judge(link.compose(HOST, paper.token), Visit(place, "web", place, "presentation"))
    apart(lambda: work(town))
    awa = enter_as(chromium, address, guichet, "awa", complaints)
    with guichet.database.transaction() as connection:
        waiting = str(connection.exec_driver_sql(
            "SELECT reference FROM case_file WHERE reference NOT IN (SELECT subject FROM sealed_document)"
        ).scalar_one())  # fmt: skip
    for each in (
        "/admin/documents",
        f"/admin/documents/issue/{waiting}?criterion=SX",
        "/admin/verifications",
    ):
        look(awa, each, found)
    look(awa, path, found, "1024", "360")
    awa.goto(path)
    awa.get_by_label("Ce que vous demandez").select_option("Annuler pour toujours")
    awa.get_by_label("Motif").fill("Poids faux")
    awa.get_by_role("button", name="Demander").click()
    expect(awa.get_by_text("Une autre personne décide.")).to_be_visible()
    binta = enter_as(chromium, address, guichet, "binta", complaints)
    look(binta, path, found)
    binta.get_by_role("button", name="Accorder").click()
    expect(binta.locator("#verdict")).to_have_text("ANNULÉ")
    assert found == []
    assert complaints == []
