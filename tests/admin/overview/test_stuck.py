"""What is stuck is said in words, and sent round again by a button: the same acts as the commands, in the trail."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from sqlalchemy import insert, select, update
from time_machine import Traveller

from admin.people.staff import Post
from admin.roles import Role
from cases.tables import CASE_FILE
from gateway.wiring import Guichet
from kernel import clock, outbox
from kernel.outbox import OUTBOX
from kernel.session_store import BELL
from payments import invoices, receipts
from payments.attempts.starting import start
from payments.refunds.tables import REFUND
from payments.tables import PAYMENT_ATTEMPT
from sms.erasure import erase_sent
from sms.outbox import queue
from sms.tables import SMS_MESSAGE
from tests.admin.conftest import AT
from tests.admin.overview.office import ORIGIN, Office
from tests.admin.staffed import Browser, hire
from tests.cast import AWA, KOFFI

In = Callable[[str], Browser]
SUPPORT = Post(Role.SUPPORT)


@pytest.fixture
def office(guichet: Guichet, day: Traveller) -> Office:
    return Office(guichet)


@pytest.fixture
def saran(browser: Browser, guichet: Guichet) -> Browser:
    """Of the support, past the door."""
    browser.login(hire(guichet, "saran", SUPPORT))
    return browser


def park(guichet: Guichet, topic: str, error: str = "Unavailable") -> int:
    with guichet.database.transaction() as connection:
        row = outbox.publish(connection, topic, "subject", lane="administrations")
        values = {"tries": 10, "parked_at": clock.now(), "last_error": error}
        connection.execute(update(OUTBOX).where(OUTBOX.c.id == row).values(values))
    return row


def parked(guichet: Guichet, row: int) -> bool:
    with guichet.database.transaction() as connection:
        return connection.execute(select(OUTBOX.c.parked_at).where(OUTBOX.c.id == row)).scalar() is not None


def fail(guichet: Guichet, reason: str, purpose: str = "sms.moved") -> str:
    with guichet.database.transaction() as connection:
        message = queue(connection, guichet.keyring, phone=AWA, text="Votre demande avance", purpose=purpose)
        values = {"state": "failed", "reason": reason, "final_at": clock.now(), "provider": "kannel"}
        connection.execute(update(SMS_MESSAGE).where(SMS_MESSAGE.c.id == message).values(values))
    return message


def test_nothing_is_stuck(saran: Browser) -> None:
    page = saran.get("/admin/stuck").text
    assert "Rien n&#39;est bloqué" in page
    assert page.count("Avance") == 7


def test_parked_work_goes_round_again_one_or_all(saran: Browser, guichet: Guichet, office: Office) -> None:
    """Fault row 47: a person looks."""
    first, second, third = (
        park(guichet, "case.deposited"),
        park(guichet, "sms.queued", "no outcome"),
        park(guichet, "case.moved", "KeyError"),
    )
    page = saran.get("/admin/stuck").text
    assert "Dépôt d&#39;une demande auprès de l&#39;administration" in page
    assert "Le système d&#39;en face n&#39;a pas répondu, dix fois de suite." in page
    assert "Le programme s&#39;est arrêté à chaque essai" in page
    assert "Une erreur du programme (KeyError)" in page
    guichet.redis.delete(BELL)
    done = saran.post("/admin/stuck/retry", {"kind": "work", "id": str(first)})
    assert (done.status_code, done.location) == (303, "/admin/stuck?done=1&left=0")
    assert [parked(guichet, row) for row in (first, second, third)] == [False, True, True]
    assert guichet.redis.llen(BELL) > 0
    assert "Relancés\u00a0: 1." in saran.get(done.location).text
    saran.post("/admin/stuck/retry", {"kind": "work", "id": ""})
    assert not any(parked(guichet, row) for row in (first, second, third))
    acts = office.acts("stuck.retry")
    assert acts == [("staff:saran", f"work:{row}") for row in (first, second, third)]
    again = saran.post("/admin/stuck/retry", {"kind": "work", "id": str(first)})
    assert again.location == "/admin/stuck?done=0&left=1"
    assert office.acts("stuck.retry") == acts


def test_what_sends_money_is_never_sent_round_by_a_button(
    saran: Browser, guichet: Guichet, office: Office
) -> None:
    rows = [park(guichet, "refund.approved"), park(guichet, "payment.created")]
    page = saran.get("/admin/stuck").text
    assert page.count("Ce travail envoie de l&#39;argent") == 2
    for wanted in ("", *map(str, rows)):
        saran.post("/admin/stuck/retry", {"kind": "work", "id": wanted})
    assert all(parked(guichet, row) for row in rows)
    assert office.acts("stuck.retry") == []


def test_a_charge_in_doubt_is_asked_about_and_not_charged(
    saran: Browser, guichet: Guichet, office: Office
) -> None:
    treasury, at = guichet.treasury, clock.now()
    with guichet.database.transaction() as connection:
        due = invoices.open_invoice(
            connection, guichet.keyring, treasury.reference_key, subject_kind="tax", subject="x", service=23,
            regie="bj-anip", revenue_line="bj-residence", country="BJ", phone="+2290197000003", label="Residence",
            amount_xof=2500, at=at,
        )  # fmt: skip
        attempt = start(
            connection, guichet.keyring, treasury.rails, invoice_id=due.id, rail="mtn", phone="+2290197000003",
            amount_xof=2500, at=at,
        )  # fmt: skip
        doubt = {
            "state": "unknown",
            "claimed_at": at,
            "expires_at": at,
            "next_poll_at": at + timedelta(hours=1),
            "doubted_at": at,
        }
        connection.execute(update(PAYMENT_ATTEMPT).where(PAYMENT_ATTEMPT.c.id == attempt).values(doubt))
    created = office.published("payment.created")
    page = saran.get("/admin/stuck").text
    assert "L&#39;opérateur n&#39;a pas rendu de verdict." in page
    assert "MTN MoMo, 2\u00a0500\u00a0F" in page
    assert f'href="/admin/payments/{due.reference}"' in page
    assert "Première question à l&#39;opérateur le" in page
    saran.post("/admin/stuck/retry", {"kind": "payment", "id": attempt})
    assert (office.published("payment.poll"), office.published("payment.created")) == (1, created)
    with guichet.database.transaction() as connection:
        row = connection.execute(select(PAYMENT_ATTEMPT).where(PAYMENT_ATTEMPT.c.id == attempt)).one()
    # Carried for a minute and a half: the sweep asks no second time meanwhile.
    assert (row.state, row.next_poll_at) == ("unknown", clock.now() + timedelta(seconds=90))
    assert office.acts("stuck.retry") == [("staff:saran", f"payment:{attempt}")]


def test_a_refused_filing_is_sent_again_by_its_own_office_only(
    browser: Browser, guichet: Guichet, office: Office
) -> None:
    case = office.deposits(ORIGIN, AT - timedelta(hours=2))
    with guichet.database.transaction() as connection:
        connection.execute(update(CASE_FILE).where(CASE_FILE.c.id == case).values(submission="refused"))
    park(guichet, "case.moved")
    browser.login(hire(guichet, "elsewhere", Post(Role.SUPPORT, "justice-ml")))
    page = browser.get("/admin/stuck").text
    assert "Rien n&#39;est bloqué" in page
    assert "Files d&#39;attente" not in page
    assert browser.post("/admin/stuck/retry", {"kind": "filing", "id": case}).location.endswith(
        "done=0&left=1"
    )
    assert browser.post("/admin/stuck/retry", {"kind": "work", "id": ""}).location.endswith("done=0&left=1")
    browser.login(hire(guichet, "here", Post(Role.SUPPORT, "apex")))
    assert "L&#39;administration a refusé de la prendre." in browser.get("/admin/stuck").text
    before = office.published("case.deposited")
    browser.post("/admin/stuck/retry", {"kind": "filing", "id": case})
    assert office.published("case.deposited") == before + 1
    with guichet.database.transaction() as connection:
        state = connection.execute(select(CASE_FILE.c.submission).where(CASE_FILE.c.id == case)).scalar()
    assert state == "to_send"
    assert office.acts("stuck.retry") == [("staff:here", f"filing:{case}")]


def test_a_message_that_failed_is_written_again_once_while_it_is_of_use(
    saran: Browser, guichet: Guichet, office: Office, day: Traveller
) -> None:
    good, hopeless, late = (
        fail(guichet, "no_route"),
        fail(guichet, "invalid_phone_number"),
        fail(guichet, "no_route", "pin.code"),
    )
    fail(guichet, "opted_out")
    day.shift(11 * 60)
    page = saran.get("/admin/stuck").text
    assert "Aucun de nos fournisseurs n&#39;atteint ce réseau." in page
    assert page.count("renvoyer ne servirait à rien.") == 2
    assert AWA not in page
    assert "Votre demande avance" not in page
    for _ in range(2):
        saran.post("/admin/stuck/retry", {"kind": "message", "id": ""})
    for wanted in (hopeless, late):
        saran.post("/admin/stuck/retry", {"kind": "message", "id": wanted})
    with guichet.database.transaction() as connection:
        again = connection.execute(
            select(SMS_MESSAGE).where(SMS_MESSAGE.c.dedupe_key.startswith("again:"))
        ).one()
        old = connection.execute(select(SMS_MESSAGE).where(SMS_MESSAGE.c.id == good)).one()
    assert (again.dedupe_key, again.state, again.expires_at) == (f"again:{good}", "queued", old.expires_at)
    assert old.state == "failed"
    assert office.acts("stuck.retry") == [("staff:saran", f"message:{good}")]


def test_a_queue_that_nobody_empties_is_shown_and_woken(
    saran: Browser, guichet: Guichet, day: Traveller
) -> None:
    """Fault rows 7 and 42."""
    with guichet.database.transaction() as connection:
        outbox.publish(connection, "sms.queued", "x", lane="sms_news")
    day.shift(6 * 60)
    page = saran.get("/admin/stuck").text
    assert "Rien n&#39;est bloqué" not in page
    row = page.split("SMS d&#39;information")[1].split("</tr>")[0]
    assert "Attend" in row
    assert "6\u202fmin" in row
    guichet.redis.delete(BELL)
    assert saran.post("/admin/stuck/retry", {"kind": "lane", "id": ""}).location == "/admin/stuck"
    assert b"sms" in guichet.redis.lrange(BELL, 0, -1)


def test_an_unknown_kind_is_refused_and_an_auditor_has_no_button(
    saran: Browser, logged_in: In, guichet: Guichet
) -> None:
    assert saran.post("/admin/stuck/retry", {"kind": "money", "id": "1"}).status_code == 400
    row = park(guichet, "case.moved")
    auditor = logged_in("oumou")
    page = auditor.get("/admin/stuck").text
    assert "ligne" in page
    assert 'action="/admin/stuck/retry"' not in page
    assert auditor.post("/admin/stuck/retry", {"kind": "work", "id": str(row)}).status_code == 404
    assert parked(guichet, row)


def test_the_first_page_leads_to_each_room_and_says_what_waits(
    saran: Browser, guichet: Guichet, office: Office
) -> None:
    park(guichet, "case.moved")
    office.deposits(ORIGIN, AT)
    page = saran.get("/admin/").text
    tiles = page.split('class="tiles rooms"')[1].split("</ul>")[0]
    for path in ("/admin/cases", "/admin/overview", "/admin/stuck"):
        assert f'href="{path}"' in tiles
    assert '<span class="waits">1</span> choses bloquées' in tiles
    assert '<span class="waits">1</span> dossiers ouverts ou prêts' in tiles
    assert "/admin/staff" not in tiles


def refund(guichet: Guichet, state: str, asks: int = 3, rail: str = "mtn") -> tuple[str, str]:
    """A refund that its operator was told of, as its row stands then: (its id, the invoice's reference)."""
    keyring, treasury, at, number = guichet.keyring, guichet.treasury, clock.now(), str(uuid4())
    with guichet.database.transaction() as connection:
        paid = invoices.open_invoice(
            connection, keyring, treasury.reference_key, subject_kind="tax", subject=number, service=23,
            regie="bj-anip", revenue_line="bj-residence", country="BJ", phone=KOFFI, label="Residence",
            amount_xof=2500, at=at,
        )  # fmt: skip
        receipt = receipts.receive(
            connection, keyring, treasury.settlement, rail=rail, operator_id=number, amount_xof=2500, payer=KOFFI,
            at=at, reference=paid.reference, country="BJ",
        )  # fmt: skip
        connection.execute(
            insert(REFUND).values(
                id=number, cause=number, receipt_id=receipt.id, invoice_id=paid.id, rail=rail, amount_xof=2500,
                state=state, reason="doublon", asked_by="blaise", asked_at=at, decided_by="parfait", decided_at=at,
                operator_key=str(uuid4()), sent_at=at, next_ask_at=at + timedelta(hours=1), asks=asks,
            )
        )  # fmt: skip
    return number, paid.reference


def test_a_refund_in_doubt_is_found_with_what_is_asked_next_and_asked_about_never_sent(
    saran: Browser, guichet: Guichet, office: Office, day: Traveller
) -> None:
    unknown, reference = refund(guichet, "unknown")
    accepted, _ = refund(guichet, "sent")
    refund(guichet, "done")
    day.shift(14 * 60)
    page = unescape(saran.get("/admin/stuck").text)
    # What the operator took a quarter of an hour ago may still be on its way.
    assert page.count("L'opérateur n'a pas dit s'il avait reçu l'ordre.") == 1
    assert "L'opérateur a pris l'ordre" not in page
    row = page.split("Remboursements en doute")[1].split("</tbody>")[0]
    assert "MTN MoMo, 2\u00a0500\u00a0F" in row
    assert f'href="/admin/refunds/{reference}"' in row
    assert "14\u202fmin" in row
    assert "Interrogé 3 fois. Prochaine question à l'opérateur le 09/02/2026 10:00" in row
    assert KOFFI not in page
    day.shift(60)
    assert "L'opérateur a pris l'ordre et ne dit pas" in unescape(saran.get("/admin/stuck").text)
    done = saran.post("/admin/stuck/retry", {"kind": "refund", "id": unknown})
    assert done.location == "/admin/stuck?done=1&left=0"
    assert (office.published("refund.poll"), office.published("refund.approved")) == (1, 0)
    with guichet.database.transaction() as connection:
        held = connection.execute(select(REFUND).where(REFUND.c.id == unknown)).one()
    assert (held.state, held.asks, held.next_ask_at) == ("unknown", 3, clock.now() + timedelta(seconds=90))
    assert "part dans la minute" not in saran.get("/admin/stuck").text
    day.shift(91)
    assert "La prochaine question à l'opérateur part dans la minute." in unescape(
        saran.get("/admin/stuck").text
    )
    saran.post("/admin/stuck/retry", {"kind": "refund", "id": ""})
    acts = [subject for _, subject in office.acts("stuck.retry")]
    assert acts[0] == f"refund:{unknown}"
    assert set(acts[1:]) == {f"refund:{unknown}", f"refund:{accepted}"}
    assert len(acts) == 3


def test_a_refund_of_an_operator_that_is_off_says_that_nobody_is_asked(
    saran: Browser, guichet: Guichet, day: Traveller
) -> None:
    refund(guichet, "unknown", rail="moov")
    page = unescape(saran.get("/admin/stuck").text)
    assert "cet opérateur n'est plus branché. Son relevé le dira." in page
    saran.get("/admin/logout")
    elsewhere = hire(guichet, "elsewhere", Post(Role.SUPPORT, "justice-ml"))
    saran.login(elsewhere)
    assert "Remboursements en doute" not in saran.get("/admin/stuck").text


def test_why_a_message_did_not_arrive_is_said_in_words(saran: Browser, guichet: Guichet) -> None:
    codes = ("absent_subscriber", "unreachable", "rejected_by_operator")
    for code in codes:
        fail(guichet, code)
    page = unescape(saran.get("/admin/stuck").text)
    assert "SMS non arrivés" in page
    assert "Le téléphone est resté éteint ou hors réseau." in page
    assert [code for code in codes if code in page] == []


def test_a_message_that_has_lost_its_text_is_not_written_again(saran: Browser, guichet: Guichet) -> None:
    erased = fail(guichet, "no_route")
    with guichet.database.transaction() as connection:
        assert erase_sent(connection, guichet.keyring, AWA, clock.now()) == 1
    answer = saran.post("/admin/stuck/retry", {"kind": "message", "id": erased})
    assert answer.location.endswith("done=0&left=1")
    with guichet.database.transaction() as connection:
        assert [row.state for row in connection.execute(select(SMS_MESSAGE.c.state))] == ["failed"]
