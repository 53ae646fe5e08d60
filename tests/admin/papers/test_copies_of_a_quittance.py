"""The page of a paper and that of its payment say the same number of the last copy."""

from collections.abc import Callable

from gateway.sealing import reprints
from tests.admin.papers.office import Office
from tests.admin.staffed import Browser
from tests.gateway.test_copies_of_a_quittance import by_sms

LAST = "Dernier duplicata donné, sur papier ou par SMS : n° {}."


def test_both_pages_say_the_same_number(office: Office, logged_in: Callable[[str], Browser]) -> None:
    invoice = office.town.paid()
    office.work()
    [paper] = office.town.documents()
    auditor = logged_in("oumou")
    pages = (f"/admin/documents/{paper.number}", f"/admin/payments/{invoice.reference}")
    assert not [page for page in pages if "Dernier duplicata" in auditor.get(page).text]
    assert by_sms(office.town, invoice.reference) == 1
    with office.town.guichet.database.transaction() as connection:
        reprints.ask(connection, office.town.guichet.sealed.seals, paper.number, "awa")
    office.work()
    assert [LAST.format(2) in auditor.get(page).text for page in pages] == [True, True]
    copy = next(each for each in office.town.documents() if each.copy_kind)
    assert "Duplicata n° 2" in auditor.get(f"/admin/documents/{copy.number}").text
    assert by_sms(office.town, invoice.reference) == 3
    assert [LAST.format(3) in auditor.get(page).text for page in pages] == [True, True]
