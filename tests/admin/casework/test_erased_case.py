"""A case whose answers were erased still opens in the console: since when stands where the answers stood."""

from collections.abc import Callable

from sqlalchemy import update

from cases.erasure import erase_answers
from cases.tables import CASE_FILE
from gateway.wiring import Guichet
from kernel import clock
from tests.admin.casework.desk import Desk
from tests.admin.staffed import Browser
from tests.cast import AWA

In = Callable[[str], Browser]


def test_the_page_says_since_when_and_offers_no_paper(logged_in: In, guichet: Guichet, desk: Desk) -> None:
    case = desk.deposited(17)
    officer = logged_in("awa")
    path = f"/admin/cases/{case.reference}"
    assert "Données effacées" not in officer.get(path).text
    with guichet.database.transaction() as connection:
        connection.execute(update(CASE_FILE).values(state="retiree"))
        assert erase_answers(connection, guichet.keyring, AWA, clock.now()) == 1
    page = officer.get(path)
    assert page.status_code == 200
    assert "Données effacées le 09/02/2026." in page.text
    assert '<dl class="facts"></dl>' not in page.text
    paper = officer.get(f"/admin/documents/issue/{case.reference}")
    assert "Aucune pièce ne peut plus en être faite" in paper.text
