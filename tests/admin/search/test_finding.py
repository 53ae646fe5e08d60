"""One field: one thing found is opened, several are listed by kind, none is explained. Controls 2 and 39."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
import structlog
from sqlalchemy import insert, select

from admin.people.staff import Post
from admin.roles import Role
from admin.search.asking import SEARCHES_A_MINUTE
from gateway.wiring import Guichet
from kernel import clock, ids
from kernel.audit import AUDIT_LOG
from payments import quittances
from payments.reconciliation.tables import STATEMENT_FILE, STATEMENT_LINE
from tests.admin.search.conftest import Called
from tests.admin.search.scene import Scene
from tests.admin.staffed import Browser, hire
from tests.cast import AWA
from verification.registry.tables import SEALED_DOCUMENT

TYPED = {"phone": "70 00 00 01", "transaction": "mp260209.0905.a77777"}


def search(browser: Browser, text: str) -> str:
    """Where the search led."""
    browser.get("/admin/search")
    answer = browser.post("/admin/search", {"q": text})
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def sealed_document(guichet: Guichet, service: int, number: str) -> None:
    values = {
        "id": str(uuid.uuid4()), "number": number, "kind": 1, "copy_kind": 1, "kid": b"kkkk", "status_index": 1,
        "token_sealed": b"t", "print_sealed": b"p", "cause": f"case:{number}", "subject": "s", "service": service,
        "issuer": "APEX", "one_use": False, "issued_at": clock.now(),
    }  # fmt: skip
    with guichet.database.transaction() as connection:
        connection.execute(insert(SEALED_DOCUMENT).values(values))


def statement_line(guichet: Guichet, operator_id: str) -> None:
    at = clock.now()
    with guichet.database.transaction() as connection:
        file = connection.execute(
            insert(STATEMENT_FILE)
            .values(sha256="0" * 64, book="orange:ML", country="ML", size_bytes=1, lines=1, starts_at=at, ends_at=at,
                    moved_xof=0, state="done", imported_by="awa", imported_at=at)
            .returning(STATEMENT_FILE.c.id)
        ).scalar_one()  # fmt: skip
        connection.execute(
            insert(STATEMENT_LINE).values(file_id=file, number=1, book="orange:ML", rail="orange", kind="fee",
                                          operator_id=operator_id, at=at, amount_xof=15, fee_xof=0, class_="fee")
        )  # fmt: skip


def test_each_number_leads_to_its_page(scene: Scene, called: Called, guichet: Guichet) -> None:
    case = scene.case()
    bill = scene.bill(case)
    attempt = scene.attempt(bill)
    paid = scene.paid(bill, "MP260209.0905.A77777", attempt_id=attempt)
    lost = scene.lost("CI99887766")
    document = ids.reference(77, 2026, b"d" * 32)
    sealed_document(guichet, 17, document)
    statement_line(guichet, "FEE-2026-1")
    with guichet.database.transaction() as connection:
        quittance = quittances.find(connection, guichet.keyring, paid.quittance_id or 0)
    assert quittance is not None
    support = called(Role.SUPPORT)
    payment = f"/admin/payments/{case.reference}"
    for text, place in (
        (ids.spaced(case.reference), f"/admin/cases/{case.reference}"),
        ("mp260209.0905.a77777", payment),
        (attempt.upper(), payment),
        (quittance.shown_number, payment),
        (quittance.document_number, payment),
        ("CI 9988 7766", f"/admin/suspense/{lost.id}"),
        (ids.spaced(document), f"/admin/documents/{document}"),
    ):
        assert search(support, text) == place, text
        # What the document says is sealed: these bytes open for nobody.
        assert document in place or support.get(place).status_code == 200, text
    assert search(support, " +223 70 00 00 01 ").startswith("/admin/citizens/")
    listed = support.get(search(support, "fee-2026-1")).text
    assert "Ligne de relevé" in listed
    assert "Commission" in listed


def test_several_things_under_one_number_are_a_list_by_kind(scene: Scene, called: Called) -> None:
    """Two regies number their own; eight digits are a phone of Mali and of Benin."""
    first, second = scene.case(), scene.tax()
    scene.paid(scene.bill(first), "A1")
    scene.paid(second, "A2")
    scene.case(phone="+2290170000001")
    support = called(Role.SUPPORT)
    listed = support.get(search(support, "2026-000001")).text
    assert "2 résultats" in listed
    assert f'href="/admin/payments/{first.reference}"' in listed
    assert f'href="/admin/payments/{second.reference}"' in listed
    phones = support.get(search(support, "70000001")).text
    assert (phones.count('href="/admin/citizens/'), "Mali" in phones, "Bénin" in phones) == (2, True, True)
    assert "70000001" not in phones.replace(" ", "")


def test_what_nobody_has_is_explained(called: Called, scene: Scene) -> None:
    support = called(Role.SUPPORT)
    reference = scene.case().reference
    wrong = reference[:-1] + str(9 - int(reference[-1]))
    place = search(support, wrong)
    assert wrong not in place
    said = support.get(place).text
    assert "l&#39;un d&#39;eux est faux" in said
    assert "Transaction" in said
    unknown = support.get(search(support, "66 66 66 66")).text
    assert "Téléphone" in unknown
    assert "l&#39;autre numéro du citoyen" in unknown
    assert "aucun numéro que nous connaissons" in support.get(search(support, "Awa")).text


def test_what_is_typed_is_taken_literally(called: Called, scene: Scene) -> None:
    """Bad-input row 68."""
    scene.case()
    support = called(Role.SUPPORT)
    for typed in (
        "%", "_", "7_ 00 00 01", "70%", "'; DROP TABLE case_file; --", '"', ".*", "\\", "A" * 10_000
    ):  # fmt: skip
        answer = support.get(search(support, typed))
        assert answer.status_code == 200, typed
        assert "Rien à ce numéro" in answer.text, typed
        assert len(answer.text) < 10_000, typed


def test_what_cannot_be_searched_is_said(called: Called) -> None:
    support = called(Role.SUPPORT)
    support.get("/admin/search")
    assert support.post("/admin/search", {"q": "  "}).status_code == 400
    assert support.post("/admin/search", {"q": "70\0"}).status_code == 400
    support.get("/admin/search")
    for _ in range(SEARCHES_A_MINUTE):
        assert support.post("/admin/search", {"q": "x"}).status_code == 303
    assert support.post("/admin/search", {"q": "x"}).status_code == 429


@pytest.mark.parametrize(
    ("post", "found"),
    [(Post(Role.OFFICER, "apex"), {"case", "phone"}), (Post(Role.OFFICER, "justice-ml"), set()),
     (Post(Role.AGENT), set()), (Post(Role.REGISSEUR, "apex"), {"invoice", "transaction", "phone"}),
     (Post(Role.REGISSEUR, "communes-ml"), set()), (Post(Role.REGISSEUR, "apex", "nowhere"), set()),
     (Post(Role.ACCOUNTANT), {"invoice", "transaction", "phone"}),
     (Post(Role.AUDITOR), {"case", "transaction", "phone"})],
    ids=lambda value: f"{value.role} {value.administration} {value.region}" if isinstance(value, Post) else "",
)  # fmt: skip
def test_each_finds_what_is_theirs(
    scene: Scene, guichet: Guichet, browser: Browser, post: Post, found: set[str]
) -> None:
    """Controls 2 and 39, bad-input row 65: another office's is not there; asking for its case is in the trail."""
    case = scene.case()
    scene.paid(scene.bill(case), "MP260209.0905.A77777")
    browser.login(hire(guichet, "somebody", post))
    led = {
        "case": search(browser, case.reference) == f"/admin/cases/{case.reference}",
        "invoice": search(browser, case.reference) == f"/admin/payments/{case.reference}",
        "transaction": search(browser, TYPED["transaction"]) == f"/admin/payments/{case.reference}",
        "phone": search(browser, TYPED["phone"]).startswith("/admin/citizens/"),
    }
    assert {kind for kind, there in led.items() if there} == found
    with guichet.database.transaction() as connection:
        refused = connection.execute(select(AUDIT_LOG).where(AUDIT_LOG.c.act == "console.refused")).all()
    fenced = post.role in (Role.OFFICER, Role.AGENT) and not found
    assert [row.subject for row in refused] == ([f"case:{case.reference}"] * 2 if fenced else [])


def test_a_phone_is_in_no_address_and_no_log(
    scene: Scene,
    called: Called,
    day: Callable[..., None],
    guichet: Guichet,
    capsys: pytest.CaptureFixture[str],
) -> None:
    scene.case()
    support, stranger = called(Role.SUPPORT), called(Role.AUDITOR)
    with structlog.testing.capture_logs() as logs:
        place = search(support, "70 00 00 01")
        shown = support.get(place)
        nothing = search(support, "70 00 00 09")
    out = capsys.readouterr()
    everything = "".join((place, nothing, shown.text, str(logs), out.out, out.err)).replace(" ", "")
    for form in ("70000001", "70000009", AWA):
        assert form not in everything
    assert stranger.get(place).location == "/admin/search?old=1"
    day.shift(timedelta(minutes=31))  # type: ignore[attr-defined]
    assert support.get(place).status_code in (302, 303)
