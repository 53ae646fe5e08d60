"""The back office of an operator: its page, its buttons, its statement."""

import csv
import io
from datetime import timedelta

import pytest

from simulator.operators.operator import OPERATORS
from simulator.operators.statement import today
from tests.simulator.conftest import Simulator
from tests.simulator.gateway import Gateway
from tests.simulator.operators.merchant import AWA, KOFFI, approve, mtn_new, statement

HTML = {"Accept": "text/html"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def test_every_operator_has_a_page(simulator: Simulator) -> None:
    listed = simulator.call("GET", "/operators/", None, **HTML).body.decode()
    for name, operator in OPERATORS.items():
        assert f'href="/operators/{name}/"' in listed
        page = simulator.call("GET", f"/operators/{name}/", None, **HTML)
        assert operator.label in page.body.decode()
        assert "Aucune transaction" in page.body.decode()
    assert simulator.call("GET", "/operators/moon/", None, **HTML).status == 404


def test_the_page_lists_transactions_with_their_buttons(simulator: Simulator) -> None:
    waiting = mtn_new(simulator)
    page = simulator.call("GET", "/operators/mtn/", None, **HTML).body.decode()
    assert waiting in page
    assert "en attente" in page
    assert "Annuler le paiement" not in page
    approve(simulator, KOFFI)
    page = simulator.call("GET", "/operators/mtn/", None, **HTML).body.decode()
    (listed,) = simulator.call("GET", "/operators/mtn/").json["payments"]
    assert (listed["id"], listed["state"], listed["payer"]) == (waiting, "succeeded", KOFFI)
    assert all(words in page for words in ("réussi", "3 000 F", KOFFI, "260123456789", "Annuler le paiement"))


def test_the_operator_takes_a_payment_back_once(simulator: Simulator) -> None:
    id_ = mtn_new(simulator)
    approve(simulator, KOFFI)
    path = f"/operators/mtn/payments/{id_}"
    assert simulator.call("POST", path, b"act=reverse", **FORM).status == 303
    assert simulator.post(path, {"act": "reverse"}).status == 409
    assert simulator.call("GET", f"/operators/mtn/accounts/{KOFFI}").json["balance"] == 500_000
    assert "annulé" in simulator.call("GET", "/operators/mtn/", None, **HTML).body.decode()
    rows = [line.split(",") for line in statement(simulator, "mtn")]
    assert [(row[1], row[5], row[6]) for row in rows] == [
        ("Paiement marchand", "3 000", "30"),
        ("Annulation", "-3 000", "-30"),
    ]


def test_a_callback_is_sent_again_or_forged_by_hand(simulator: Simulator, gateway: Gateway) -> None:
    id_ = mtn_new(simulator)
    simulator.post(f"/operators/mtn/payments/{id_}", {"act": "forge"})
    (forged,) = gateway.wait("/callback")
    assert forged.json["status"] == "SUCCESSFUL"
    approve(simulator, KOFFI)
    gateway.wait("/callback", 2)
    simulator.post(f"/operators/mtn/payments/{id_}", {"act": "again"})
    *_, told, again = gateway.wait("/callback", 3)
    assert told.body == again.body


@pytest.mark.parametrize(
    ("name", "comma", "charset", "kind"),
    [
        ("mtn", ",", "utf-8-sig", "text/csv; charset=utf-8"),
        ("orange", ";", "cp1252", "text/csv; charset=windows-1252"),
        ("moov", ";", "utf-8-sig", "text/csv; charset=utf-8"),
        ("wave", ",", "utf-8-sig", "text/csv; charset=utf-8"),
        ("gsma", ";", "utf-8-sig", "text/csv; charset=utf-8"),
        ("pispi", ";", "cp1252", "text/csv; charset=windows-1252"),
    ],
    ids=list(OPERATORS),
)
def test_every_statement_opens_and_closes(
    simulator: Simulator, name: str, comma: str, charset: str, kind: str
) -> None:
    reply = simulator.call("GET", f"/operators/{name}/statement.csv")
    assert reply.headers["Content-Type"] == kind
    rows = list(csv.reader(io.StringIO(reply.body.decode(charset)), delimiter=comma))
    assert [row[1] for row in rows[1:]] == ["Solde d'ouverture", "Solde de clôture"]
    assert {len(row) for row in rows} == {len(rows[0])}
    assert rows[1][0] == f"{today(name):%d/%m/%Y}"
    assert reply.body.startswith(b"\xef\xbb\xbf") is (charset == "utf-8-sig")


def test_a_closing_balance_is_the_next_day_s_opening(simulator: Simulator) -> None:
    simulator.dial(AWA, "#144#8*646116*3000*1234#")
    day = today("orange")
    body = simulator.call("GET", f"/operators/orange/statement.csv?day={day}").body.decode("cp1252")
    assert body.splitlines()[-1].endswith(";2\u00a0970")
    after = (day + timedelta(days=1)).isoformat()
    body = simulator.call("GET", f"/operators/orange/statement.csv?day={after}").body.decode("cp1252")
    assert body.splitlines()[1].endswith(";2\u00a0970")
    assert simulator.call("GET", "/operators/orange/statement.csv?day=demain").status == 400


@pytest.mark.parametrize(("country", "lines"), [("ML", 3), ("BJ", 2)], ids=["where it was paid", "the other"])
def test_an_account_of_one_country_has_its_own_money(simulator: Simulator, country: str, lines: int) -> None:
    simulator.dial(AWA, "#144#8*646116*3000*1234#")
    reply = simulator.call("GET", f"/operators/orange/statement.csv?country={country}")
    assert len(reply.body.decode("cp1252").splitlines()) == 1 + lines
    assert simulator.call("GET", "/operators/orange/statement.csv?country=CI").status == 400


def test_a_closed_account_is_nobody_s(simulator: Simulator, gateway: Gateway) -> None:
    simulator.call("PUT", f"/operators/mtn/accounts/{KOFFI}", {"balance": 0, "closed": True})
    mtn_new(simulator)
    assert "PAYER_NOT_FOUND" in str(gateway.wait("/callback")[0].json["reason"])
