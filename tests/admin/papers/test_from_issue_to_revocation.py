"""A certificate's life through pages: sealed by an officer's word, reprinted, revoked by two. Controls 2, 10 and 40."""

from collections.abc import Callable
from io import BytesIO

import pikepdf
import pypdfium2 as pdfium

from admin.people.staff import Post
from admin.roles import Role
from gateway.wiring import Guichet
from tests.admin.papers.office import PROCESSED, Office
from tests.admin.staffed import Browser, Member, hire
from tests.gateway.test_sealing import scanned
from verification.token import read

In = Callable[[str], Browser]


def words_of(pdf: bytes) -> str:
    return str(pdfium.PdfDocument(pdf)[0].get_textpage().get_text_range())


def test_an_officers_criterion_seals_what_waited_for_it(
    office: Office, logged_in: In, cast: dict[str, Member]
) -> None:
    reference = office.case(PROCESSED)
    office.work()
    assert office.town.documents() == []
    browser = logged_in("awa")
    assert "À compléter" in browser.get("/admin/documents").text
    path = f"/admin/documents/issue/{reference}"
    bare = browser.get(path).text
    assert "un instructeur doit choisir le critère" in bare
    assert [f'value="{code}"' in bare for code in ("SX", "SV", "SP", "SM", "WP")] == [True] * 4 + [False]
    assert "Sceller et imprimer" not in bare
    shown = browser.get(path + "?criterion=SX").text
    assert "SX – Changement de position tarifaire" in shown
    assert "Karite du Mali SARL" in shown
    office.later()
    assert "Confirmer avec un code" in browser.get(path + "?criterion=SX").text
    assert browser.post(path, {"criterion": "SX"}).location == "/admin/confirm"
    browser.confirm(cast["awa"])
    browser.get(path)
    assert browser.post(path, {"criterion": "WP"}).status_code == 409  # not one of its criteria
    assert office.count("outbox WHERE topic = 'document.seal' AND done_at IS NULL") == 1
    assert browser.post(path, {"criterion": "SX"}).location == path
    assert "Quelques secondes suffisent" in browser.get(path).text
    office.work()
    [paper] = office.town.documents()
    document = read(paper.token).document
    assert document is not None
    assert document.criterion == "SX"
    assert browser.get(path).location == f"/admin/documents/{paper.number}"
    assert "awa" in browser.get(f"/admin/documents/{paper.number}").text.split("Histoire")[1]
    # The row that had failed is done too: nobody will try it for ever.
    assert office.count("outbox WHERE topic = 'document.seal' AND done_at IS NULL") == 0
    [asked] = office.trail("document.issue_asked")
    assert (asked.actor, asked.subject, asked.detail) == (
        "staff:awa", f"case:{reference}", {"by": "awa", "criterion": "SX"},
    )  # fmt: skip


def test_goods_that_may_not_leave_wait_for_somebody_who_saw_their_papers(
    office: Office, logged_in: In, cast: dict[str, Member]
) -> None:
    reference = office.case({"hs6": "010229", "goods": "Taurillons"})
    office.work()
    assert office.town.documents() == []
    browser = logged_in("awa")
    browser.confirm(cast["awa"])
    path = f"/admin/documents/issue/{reference}"
    assert "Bovins vivants : l&#39;exportation est interdite" in browser.get(path).text
    assert browser.post(path).status_code == 409
    assert browser.post(path, {"released": "ml-coton"}).status_code == 409
    assert browser.post(path, {"released": "ml-bovins"}).status_code == 303
    office.work()
    assert len(office.town.documents()) == 1
    assert office.trail("document.issue_asked")[-1].detail["released"] == "ml-bovins"


def test_a_paper_is_handed_out_and_reprinted(office: Office, logged_in: In) -> None:
    paper = office.sealed()
    browser = logged_in("awa")
    path = f"/admin/documents/{paper.number}"
    shown = browser.get(path).text
    assert "VALIDE" in shown
    assert "Dakar Import SA" in shown
    assert "+223******01" in shown
    [seen] = office.trail("document.read")
    assert (seen.actor, seen.subject, seen.detail) == (
        "staff:awa",
        f"document:{paper.number}",
        {"fields": True},
    )
    file = browser.get(path + "/file")
    assert file.data == paper.pdf
    assert file.headers["Cache-Control"] == "no-store"
    assert file.headers["Content-Disposition"] == f'attachment; filename="guichet-{paper.number}.pdf"'
    assert len(office.trail("document.file")) == 1
    picture = browser.get(path + "/code.svg")
    assert (picture.mimetype, picture.data[:4]) == ("image/svg+xml", b"<svg")
    for _ in range(2):  # pressed twice: one
        browser.get(path)
        assert browser.post(path + "/copy").location == path
    office.work()
    [copy] = [each for each in office.town.documents() if each.copy_kind]
    shown = browser.get(path).text
    assert "Duplicata n° 1" in shown
    assert copy.number in shown
    made = browser.get(f"/admin/documents/{copy.number}/file").data
    # The rule of copies, at the foot of each certificate, has the word too.
    assert [words_of(each).count("DUPLICATA") for each in (paper.pdf or b"", made)] == [1, 3]
    assert scanned(made) == office.text_of(copy)
    with pikepdf.open(BytesIO(made)) as opened:
        assert "sceau.cose" in opened.attachments
    assert office.trail("document.duplicata")[0].detail == {"number": copy.number, "copy": 1}
    browser.get(f"/admin/documents/{copy.number}")
    refused = browser.post(f"/admin/documents/{copy.number}/copy")
    assert (refused.status_code, "Rien n&#39;a changé" in refused.text) == (409, True)


def test_two_persons_revoke_and_the_page_says_so_at_once(
    office: Office, logged_in: In, guichet: Guichet, other: Browser, cast: dict[str, Member]
) -> None:
    paper = office.sealed()
    path = f"/admin/documents/{paper.number}"
    awa, second = logged_in("awa"), hire(guichet, "binta", Post(Role.OFFICER, "apex"))
    office.later()
    assert "Confirmer avec un code" in awa.get(path).text
    assert awa.post(path + "/propose", {"act": "revoke", "reason": "x"}).location == "/admin/confirm"
    awa.confirm(cast["awa"])
    awa.get(path)
    for act, reason in (("burn", "erreur"), ("revoke", ""), ("revoke", "x" * 250), ("restore", "erreur")):
        assert awa.post(path + "/propose", {"act": act, "reason": reason}).status_code == 409
    assert office.count("document_proposal") == 0
    assert awa.post(path + "/propose", {"act": "revoke", "reason": "Poids faux"}).location == path
    wish = awa.get(path).text.split('name="proposal" value="')
    assert len(wish) == 1  # no button for whoever asked
    proposal = office.town.guichet.database
    with proposal.transaction() as connection:
        wish_id = str(connection.exec_driver_sql("SELECT id FROM document_proposal").scalar_one())
    own = awa.post(path + "/decide", {"proposal": wish_id, "decision": "yes"})
    assert (own.status_code, "qui a demandé ne décide pas" in own.text) == (409, True)
    assert office.paper(paper.number).state == "valid"
    other.login(second)
    other.confirm(second)
    assert "Poids faux" in other.get(path).text
    assert other.post(path + "/decide", {"proposal": wish_id, "decision": "perhaps"}).status_code == 400
    assert other.post(path + "/decide", {"proposal": wish_id, "decision": "yes"}).location == path
    shown = other.get(path).text
    assert "ANNULÉ" in shown
    assert "jusqu&#39;à 24 h" in shown
    office.work()
    assert "la liste n° 2" in other.get(path).text
    again = other.post(path + "/decide", {"proposal": wish_id, "decision": "no"})
    assert (again.status_code, office.paper(paper.number).state) == (409, "revoked")
    assert office.present(paper, "Kidira") == "REVOKED"


def test_a_suspension_is_lifted_and_a_refusal_is_told(
    office: Office, guichet: Guichet, logged_in: In, other: Browser, cast: dict[str, Member]
) -> None:
    paper = office.sealed()
    path = f"/admin/documents/{paper.number}"
    awa, second = logged_in("awa"), hire(guichet, "binta", Post(Role.OFFICER, "apex"))
    awa.confirm(cast["awa"])
    other.login(second)
    other.confirm(second)
    for act, decision, state in (("suspend", "yes", "suspended"), ("restore", "no", "suspended"),
                                 ("restore", "yes", "valid")):  # fmt: skip
        office.day.shift(10)
        awa.get(path)
        awa.post(path + "/propose", {"act": act, "reason": "Contrôle"})
        wish = other.get(path).text.split('name="proposal" value="')[1].split('"')[0]
        assert other.post(path + "/decide", {"proposal": wish, "decision": decision}).status_code == 303
        assert office.paper(paper.number).state == state
    story = awa.get(path).text.split("Histoire")[1]
    assert story.index("Suspendu") < story.index("Demande refusée") < story.index("De nouveau valide")


def test_what_was_replaced_has_its_successor_sealed(
    office: Office, guichet: Guichet, logged_in: In, other: Browser, cast: dict[str, Member]
) -> None:
    paper = office.sealed()
    path = f"/admin/documents/{paper.number}"
    awa, second = logged_in("awa"), hire(guichet, "binta", Post(Role.OFFICER, "apex"))
    awa.confirm(cast["awa"])
    other.login(second)
    other.confirm(second)
    awa.get(path)
    awa.post(path + "/propose", {"act": "replace", "reason": "Papier abîmé"})
    wish = other.get(path).text.split('name="proposal" value="')[1].split('"')[0]
    other.post(path + "/decide", {"proposal": wish, "decision": "yes"})
    assert "Sceller le remplaçant" in other.get(path).text
    issue = f"/admin/documents/issue/{paper.subject}"
    other.get(issue)
    assert other.post(issue).location == issue
    office.work()
    successor = office.paper(paper.number).replaced_by
    assert successor is not None
    assert office.paper(successor).replaces == paper.number
    shown = other.get(path).text
    assert "REMPLACÉ" in shown
    assert f'href="/admin/documents/{successor}"' in shown
    assert "VALIDE" in other.get(f"/admin/documents/{successor}").text
    # The case's page of sealing leads to the newest now.
    assert other.get(issue).location == f"/admin/documents/{successor}"
