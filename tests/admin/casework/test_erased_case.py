"""A case whose answers were erased still opens in the console: since when stands where the answers stood."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import update

from cases.erasure import erase_answers
from cases.tables import CASE_FILE
from gateway.wiring import Guichet
from kernel import clock
from sms import retention
from sms.tables import SMS_MESSAGE
from tests.admin.casework.desk import Desk
from tests.admin.staffed import Browser
from tests.cast import AWA

In = Callable[[str], Browser]
SHOWN = '<blockquote class="sms">'


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


def test_a_message_whose_text_is_gone_stays_in_the_story_and_says_so(
    logged_in: In, guichet: Guichet, desk: Desk
) -> None:
    case = desk.deposited(17)
    desk.news()
    path = f"/admin/cases/{case.reference}?show=sms"
    officer = logged_in("awa")
    before = officer.get(path).text
    assert (SHOWN in before, "Texte effacé." in before) == (True, False)
    with guichet.database.transaction() as connection:
        connection.execute(update(SMS_MESSAGE).values(state="expired", final_at=clock.now()))
    assert retention.sweep(guichet.database, guichet.keyring, clock.now() + timedelta(days=91)) == 1
    page = officer.get(path).text
    assert ("SMS envoyé" in page, SHOWN in page, "Texte effacé." in page) == (True, False, True)
