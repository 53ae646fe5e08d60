"""Payments as they go and one of them with its whole story. Controls 2 and 39, bad-input rows 65, 68 and 69."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from time_machine import Traveller

from admin.money import names
from kernel import clock
from payments.attempts import listing
from payments.inbox import store
from tests.admin.money.conftest import Town
from tests.admin.money.test_suspense import plain
from tests.admin.staffed import Browser
from tests.cast import KOFFI, MOUSSA

Desk = Callable[[str], Browser]


def references(page: str) -> list[str]:
    """The payments of a page, in its order."""
    return [part.split('"')[0] for part in page.split('<th scope="row"><a href="/admin/payments/')[1:]]


def test_each_sees_the_payments_of_their_regies(desk_of: Desk, town: Town) -> None:
    """Bad-input row 65."""
    sikasso = town.invoice()
    bamako = town.invoice(3000, regie="ml-bamako-c1", subject="b", phone=MOUSSA)
    town.attempt(sikasso)
    town.attempt(bamako, phone=MOUSSA)
    seen = {}
    for name in ("sira", "bakary", "koffi", "adama", "oumou", "saran"):
        desk = desk_of(name)
        there = desk.get(f"/admin/payments/{sikasso.reference}")
        posted = desk.post(f"/admin/payments/{sikasso.reference}/ask", {"attempt": "x"})
        listed = set(references(desk.get("/admin/payments").text))
        seen[name] = (listed, there.status_code, posted.status_code, "Écritures" in there.text)
    both, one, other = {sikasso.reference, bamako.reference}, {sikasso.reference}, {bamako.reference}
    assert seen == {
        "sira": (one, 200, 409, True), "bakary": (other, 404, 404, False), "koffi": (set(), 404, 404, False),
        "adama": (both, 200, 409, True), "oumou": (both, 200, 404, True), "saran": (both, 200, 404, False),
    }  # fmt: skip
    refused = [act for act in town.acts("console.refused") if act[2] == f"payment:{sikasso.reference}"]
    assert [actor for actor, _, _ in refused] == ["staff:bakary"] * 2 + ["staff:koffi"] * 2
    assert ("staff:sira", "payment.read", f"payment:{sikasso.reference}") in town.acts("payment.read")


def test_what_is_in_doubt_says_since_when_and_when_it_is_asked_next(desk_of: Desk, town: Town) -> None:
    doubtful, fine = town.invoice(), town.invoice(3000, subject="b")
    at = clock.now()
    town.attempt(
        doubtful, state="unknown", claimed_at=at - timedelta(hours=3), expires_at=at - timedelta(hours=2, minutes=2),
        doubted_at=at - timedelta(hours=2), polls=17, next_poll_at=at + timedelta(minutes=8),
    )  # fmt: skip
    soon = at + timedelta(minutes=5)
    town.attempt(fine, state="pending", claimed_at=at, expires_at=soon, next_poll_at=soon)
    sira = desk_of("sira")
    assert set(references(sira.get("/admin/payments").text)) == {fine.reference, doubtful.reference}
    page = plain(sira.get("/admin/payments?doubt=1"))
    assert references(page) == [doubtful.reference]
    assert "En doute depuis 2 h." in page
    assert "Questions posées : 17. Prochaine le 09/02/2026 09:08." in page
    assert references(sira.get("/admin/payments?state=pending").text) == [fine.reference]
    assert references(sira.get("/admin/payments?rail=mtn").text) == []
    told = plain(sira.get(f"/admin/payments/{doubtful.reference}"))
    assert "Il est interrogé jusqu'à ce qu'il le dise" in told
    assert "Le citoyen ne doit pas payer une deuxième fois." in told


def test_the_list_says_when_it_has_changed(desk_of: Desk, town: Town, day: Traveller) -> None:
    """It is asked every 3 s: 204 while nothing has changed, the rows alone when something has."""
    first = town.invoice()
    town.attempt(first, state="pending", claimed_at=clock.now(), next_poll_at=clock.now())
    sira = desk_of("sira")
    page = sira.get("/admin/payments").text
    digest = page.split('data-after="')[1].split('"')[0]
    same = sira.get(f"/admin/payments?after={digest}")
    assert (same.status_code, same.data) == (204, b"")
    second = town.invoice(3000, subject="b")
    town.attempt(second)
    changed = sira.get(f"/admin/payments?after={digest}")
    assert set(references(changed.text)) == {first.reference, second.reference}
    assert "<html" not in changed.text
    assert changed.headers["Guichet-After"] not in ("", digest)
    assert sira.get(f"/admin/payments?after={changed.headers['Guichet-After']}").status_code == 204
    assert '<script src="/admin/static/money.js" defer></script>' in page
    with sira.client.get("/admin/static/money.js") as script:
        assert (script.status_code, script.mimetype) == (200, "text/javascript")


def test_pages_show_each_payment_once_and_go_on_where_little_fits(
    desk_of: Desk, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "PAGE_ROWS", 3)
    monkeypatch.setattr(listing, "SCANNED_MAX", 4)
    made = [town.invoice(1000 + number, subject=str(number)) for number in range(9)]
    for number, invoice in enumerate(made):
        town.attempt(invoice, created_at=clock.now() + timedelta(seconds=number // 2))
    other = town.invoice(9000, subject="w")
    town.attempt(other, created_at=clock.now() - timedelta(hours=1), state="failed")
    sira = desk_of("sira")
    for query, expected in (("", [*made, other]), ("?state=failed", [other])):
        path, pages = f"/admin/payments{query}", 0
        seen: list[str] = []
        while path:
            page = sira.get(path).text
            seen, pages = seen + references(page), pages + 1
            found = [
                part.split('"')[0] for part in page.split('<a class="btn btn-outline-secondary" href="')[1:]
            ]
            path = found[0].replace("&amp;", "&") if found else ""
        assert len(seen) == len(set(seen))
        assert set(seen) == {invoice.reference for invoice in expected}
        assert pages >= 3


@pytest.mark.parametrize(
    "path",
    ["payments?state=paid';--", "payments?rail=%25", "payments?from=id;drop", "payments?from=9.x",
     "payments?reference=" + "9" * 500, "payments?after=" + "x" * 500, "refunds?state=-1&from=1e9.1",
     "suspense?from=" + "9" * 40 + ".00000000-0000-0000-0000-000000000000"],
    ids=range(8),
)  # fmt: skip
def test_strange_filters_are_put_right(logged_in: Callable[[str], Browser], path: str) -> None:
    """Bad-input rows 68 and 69."""
    assert logged_in("oumou").get(f"/admin/{path}").status_code == 200


@pytest.mark.parametrize("path", ["payments/260000000000", "payments/x", "suspense/nobody", "suspense/" + "0" * 36,
                                  "refunds/260000000000"])  # fmt: skip
def test_what_nobody_has_is_not_there(logged_in: Callable[[str], Browser], path: str) -> None:
    assert logged_in("oumou").get(f"/admin/{path}").status_code == 404


def test_the_operator_is_asked_again_and_nothing_else_is_touched(desk_of: Desk, town: Town) -> None:
    invoice = town.invoice()
    at = clock.now()
    attempt = town.attempt(
        invoice, state="unknown", claimed_at=at, expires_at=at, next_poll_at=at + timedelta(hours=1)
    )
    sira = desk_of("sira")
    page = sira.get(f"/admin/payments/{invoice.reference}")
    assert "Redemander à l'opérateur" in plain(page)
    before = town.state(attempt)
    asked = sira.post(f"/admin/payments/{invoice.reference}/ask", {"attempt": attempt, "state": "succeeded"})
    assert (asked.status_code, asked.location) == (303, f"/admin/payments/{invoice.reference}?said=asked")
    assert "interrogé maintenant" in sira.get(asked.location).text
    assert town.news("payment.poll") == [attempt]
    assert town.state(attempt) == before
    assert town.acts("payment.ask") == [("staff:sira", "payment.ask", f"payment:{invoice.reference}")]
    hasty = sira.post(f"/admin/payments/{invoice.reference}/ask", {"attempt": attempt})
    assert (hasty.status_code, "Attendez une demi-minute" in hasty.text) == (429, True)
    assert town.news("payment.poll") == [attempt]


@pytest.mark.parametrize(
    ("rail", "state"), [("orange_merchant", "pending"), ("wave", "created"), ("wave", "reversed")],
    ids=["the payer dials himself", "not sent yet", "taken back"],
)  # fmt: skip
def test_what_no_operator_knows_is_not_asked(desk_of: Desk, town: Town, rail: str, state: str) -> None:
    invoice = town.invoice()
    attempt = town.attempt(invoice, rail, state=state, next_poll_at=clock.now(), operator_id="X1")
    sira = desk_of("sira")
    sira.get("/admin/payments")
    answer = sira.post(f"/admin/payments/{invoice.reference}/ask", {"attempt": attempt})
    assert (answer.status_code, "rien à demander" in answer.text) == (409, True)
    assert town.news("payment.poll") == []


def test_the_story_tells_what_each_said(desk_of: Desk, town: Town, day: Traveller) -> None:
    """A callback, a refusal, a second try that was paid: one page, in the order of time."""
    invoice = town.invoice(
        2000, country="BJ", regie="bj-anip", revenue_line="bj-residence", service=23, phone=KOFFI
    )
    attempt = town.attempt(invoice, "mtn", KOFFI)
    body = {
        "externalId": invoice.reference,
        "status": "FAILED",
        "reason": "NOT_ENOUGH_FUNDS",
        "amount": "2000",
        "currency": "XOF",
    }
    for words in (body, {**body, "externalId": "260000000000"}):
        with town.guichet.database.transaction() as connection:
            store(connection, town.guichet.keyring, rail="mtn", raw=json.dumps(words).encode())
    day.shift(60)
    town.end(attempt, "failed", "NOT_ENOUGH_FUNDS")
    day.shift(60)
    town.receive(2000, "OP77", rail="mtn", payer="+2290197000009", reference=invoice.reference, country="BJ")
    told = plain(desk_of("koffi").get(f"/admin/payments/{invoice.reference}"))
    story = told.split('<ol class="story">')[1].split("</ol>")[0]
    said = [
        "Facture ouverte : 2 000 F", "Paiement lancé avec MTN MoMo", "Message de MTN MoMo reçu 1 fois",
        "paiement refusé", "Solde insuffisant", "2 000 F reçus par MTN MoMo, opération OP77",
        "Quittance 2026-000001 émise",
    ]  # fmt: skip
    places = [story.find(words) for words in said]
    assert -1 not in places
    assert places == sorted(places)
    assert story.count("Message de MTN MoMo") == 1
    assert "+229********03" in told
    assert KOFFI not in told
    assert "Tout est payé et la quittance est émise" in told
    assert "50 %" not in told
    assert told.count("1 000 F") == 2


def test_pages_write_what_operators_do_not_take(desk_of: Desk, town: Town) -> None:
    """An invoice has no apostrophe (MTN answers 400), a Moov code no words: pages have both."""
    due = town.invoice(label="Certificat d'origine")
    town.end(town.attempt(due, rail="wave"), "failed", "PAYER_REJECTION")
    adama = desk_of("adama")
    for path in ("/admin/payments", f"/admin/payments/{due.reference}"):
        page = adama.get(path).text
        assert "Certificat d&#39;origine" in page
        assert "Certificat d origine" not in page
    assert "Le payeur a refusé" in page
    with adama.client:
        adama.get("/admin/payments")
        assert names.reason("insufficient_funds") == names.reason("NOT_ENOUGH_FUNDS") == "Solde insuffisant"
        assert " ".join(names.reason("10").split()) == "Code de l'opérateur : 10"
