"""What differs on a statement, on its page: one person explains, another confirms, and then its days close."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from admin.people.staff import Post
from admin.roles import Role
from gateway.wiring import Guichet
from kernel import clock
from payments.reconciliation.tables import DIFFERENCE, STATEMENT_LINE
from tests.admin.books.conftest import REGIE, Till
from tests.admin.books.test_statements import drop, plain, row, statement
from tests.admin.staffed import Browser, hire

Enter = Callable[..., Browser]
OWN = {"regie": "bj-pns", "revenue_line": "bj-casier"}


def imported(till: Till, accountant: Browser, *rows: object) -> str:
    """The address of a statement that a worker has read."""
    sent = drop(accountant, statement(*rows)).location  # type: ignore[arg-type]
    till.work()
    return accountant.get(sent).location


def form_of(page: str, act: str, nth: int = 0) -> dict[str, str]:
    """What the page would send by a button: its hidden fields."""
    form = re.findall(rf'<form[^>]+/{act}">(.*?)</form>', page, re.DOTALL)[nth]
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
    return {name: value for name, value in fields.items() if name != "csrf_token"}


def explanations(guichet: Guichet) -> int:
    with guichet.database.transaction() as connection:
        return connection.execute(select(func.count()).select_from(DIFFERENCE)).scalar_one()


def test_two_persons_explain_what_differs_and_the_day_closes(
    till: Till, enter: Enter, guichet: Guichet, day: time_machine.Traveller
) -> None:
    """Bad-input row 67, control 40."""
    till.pay("MISSING", 2000)
    paid = till.pay("OP2", 1000)
    day.shift(3600)
    accountant, regisseur = enter("accountant"), enter("regisseur", "anip-bj")
    written = clock.local("BJ", clock.now() - timedelta(hours=1)).strftime("%d/%m/%Y %H:%M")
    location = imported(till, accountant, row("OP2", 900), row("OP3", 500))
    page = accountant.get(location).text
    words = plain(accountant.get(location))
    assert "Différences : 3, dont encore ouvertes : 2" in words
    # As Benin's operator wrote it: an hour later than the console's own clock.
    assert f"Montant différent · 900 F Sur le relevé ligne 3, le {written} " in words
    listing = plain(accountant.get("/admin/reconciliation"))
    assert "différences à expliquer : 2" in listing
    assert "Montant chez nous 1 000 F" in words
    assert "Chez nous seulement · 2 000 F Sur le relevé nulle part" in words
    assert len(re.findall(r"/admin/payments/\d{12}", page)) == 2

    # The day asks for more than a click while they stand.
    day.shift(24 * 3600)
    accountant, regisseur = enter("accountant"), enter("regisseur", "anip-bj")
    path = f"/admin/days/{REGIE}"
    assert "ni réglées ni expliquées : 2, 2 900 F" in plain(regisseur.get(path))
    assert regisseur.post(path + "/close", {"day": "2026-02-09"}).status_code == 409

    for _ in range(2):
        shown = accountant.get(location).text
        fields = form_of(shown, "explain")
        done = accountant.post(location + "/explain", {**fields, "why": "Saisie en double, courriel reçu"})
        assert (done.status_code, done.location) == (303, location + "?said=explained#differences")
        assert "Une autre personne la confirme" in accountant.get(done.location).text
        waits = plain(accountant.get(location))
        assert "proposée par accountant.all le 10/02/2026" in waits
        assert "Une autre personne confirme : vous avez proposé" in waits
        fields = form_of(regisseur.get(location).text, "confirm")
        assert accountant.post(location + "/confirm", fields).status_code == 409
        confirmed = regisseur.post(location + "/confirm", fields)
        assert "cette différence est réglée" in regisseur.get(confirmed.location).text
        again = regisseur.post(location + "/confirm", fields)
        assert (again.status_code, "vient d&#39;être expliquée" in again.text) == (409, True)

    assert "différences à expliquer" not in plain(accountant.get("/admin/reconciliation"))
    words = plain(accountant.get(location))
    assert "Il ne reste rien à expliquer" in words
    assert "Les journées peuvent être closes." in words
    assert "Expliquées et confirmées : 2" in words
    assert words.count("; confirmée par regisseur.anip-bj le 10/02/2026") == 2
    assert "statements_explain" not in words
    assert "/explain" not in accountant.get(location).text
    assert "ni réglées ni expliquées" not in plain(regisseur.get(path))
    assert regisseur.post(path + "/close", {"day": "2026-02-09"}).status_code == 303
    assert till.acts("day.close")[0]["in_doubt"] == 0
    assert len(till.acts("difference.explain")) == len(till.acts("difference.confirm")) == 2
    with guichet.database.transaction() as connection:
        resolved = connection.execute(
            select(STATEMENT_LINE.c.resolved_by).where(STATEMENT_LINE.c.receipt_id == paid.id)
        ).scalar_one()
    assert resolved == "regisseur.anip-bj"


def test_who_proposed_neither_confirms_nor_refuses_and_a_refusal_opens_it_again(
    till: Till, enter: Enter, guichet: Guichet
) -> None:
    """Bad-input row 67, control 40."""
    till.pay("OP2", 1000)
    accountant = enter("accountant")
    location = imported(till, accountant, row("OP2", 900))
    why = {**form_of(accountant.get(location).text, "explain"), "why": "Frais retenus"}
    assert accountant.post(location + "/explain", {**why, "why": "  "}).status_code == 400
    assert accountant.post(location + "/explain", why).status_code == 303
    assert accountant.post(location + "/explain", why).status_code == 409
    said = {"explanation": _number(guichet)}
    for act in ("confirm", "disagree"):
        refused = accountant.post(f"{location}/{act}", said)
        assert (refused.status_code, "Deux personnes" in refused.text) == (409, True)
    other = Browser(accountant.client.application, accountant.day)
    other.login(hire(guichet, "second", Post(Role.ACCOUNTANT)))
    assert other.post(location + "/disagree", said).status_code == 303
    words = plain(other.get(location))
    assert "Frais retenus" in words
    assert "; refusée par second le" in words
    assert other.post(location + "/explain", {**why, "why": "Autre chose"}).status_code == 303
    assert "Autre chose" in plain(accountant.get(location))
    assert "Frais retenus" not in plain(accountant.get(location))
    assert explanations(guichet) == 2
    assert len(till.acts("difference.refuse")) == 1


def test_money_of_another_regie_is_not_theirs_to_explain(
    till: Till, enter: Enter, guichet: Guichet, day: time_machine.Traveller
) -> None:
    """Bad-input row 65: a statement covers everybody's money, each explains their own."""
    till.pay("OP2", 1000)
    till.pay("LOST", 700, **OWN)
    day.shift(3600)
    accountant, regisseur = enter("accountant"), enter("regisseur", "anip-bj")
    location = imported(till, accountant, row("OP2", 900), row("EUR", 5, currency="EUR"))
    shown = accountant.get(location).text
    every = [form_of(shown, "explain", nth) for nth in range(3)]
    assert "Différences : 1, dont encore ouvertes : 1" in plain(regisseur.get(location))
    assert "LOST" not in regisseur.get(location).text
    mine = form_of(regisseur.get(location).text, "explain")
    statuses = [regisseur.post(location + "/explain", {**each, "why": "x"}).status_code for each in every]
    assert sorted(statuses) == [303, 404, 404]
    assert every[statuses.index(303)] == mine
    assert len(till.acts("console.refused")) == 2
    malian = enter("regisseur", "apex")
    said = {"explanation": _number(guichet)}
    assert malian.post(location + "/explain", {**mine, "why": "x"}).status_code == 404
    assert malian.post(location + "/confirm", said).status_code == 404
    assert accountant.post("/admin/reconciliation/999/confirm", said).status_code == 404
    assert explanations(guichet) == 1


@pytest.mark.parametrize(
    ("fields", "status"),
    [({"line": "x"}, 400), ({"line": "-1"}, 400), ({"line": "9" * 30}, 400), ({"line": "99999"}, 409),
     ({"receipt": "nonsense"}, 409), ({"receipt": "0" * 8 + "-0000-4000-8000-" + "0" * 12}, 409)],
    ids=["letters", "negative", "too long", "no line", "no receipt", "another receipt"],
)  # fmt: skip
def test_what_differs_nowhere_is_not_explained(
    till: Till, enter: Enter, guichet: Guichet, fields: dict[str, str], status: int
) -> None:
    till.pay("OP2", 1000)
    accountant = enter("accountant")
    location = imported(till, accountant, row("OP2", 1000))
    assert "Tout concorde." in accountant.get(location).text
    assert "Différences" not in accountant.get(location).text
    answer = accountant.post(location + "/explain", {**fields, "why": "x"})
    assert (answer.status_code, explanations(guichet)) == (status, 0)
    assert accountant.post(location + "/confirm", {"explanation": "1"}).status_code == 404


def test_explaining_asks_for_a_code_and_for_who_keeps_the_books(
    till: Till, enter: Enter, guichet: Guichet, day: time_machine.Traveller
) -> None:
    till.pay("OP2", 1000)
    accountant, auditor = enter("accountant"), enter("auditor")
    location = imported(till, accountant, row("OP2", 900))
    fields = {**form_of(accountant.get(location).text, "explain"), "why": "x"}
    seen = auditor.get(location).text
    assert "Seuls le régisseur et le comptable expliquent" in seen
    assert "/explain" not in seen
    assert auditor.post(location + "/explain", fields).status_code == 404
    day.shift(301)
    assert "/admin/confirm?next=" in accountant.get(location).text
    assert "/explain" not in accountant.get(location).text
    for act in ("explain", "confirm", "disagree"):
        answer = accountant.post(f"{location}/{act}", fields)
        assert (answer.status_code, answer.location.split("?")[0]) == (303, "/admin/confirm")
    assert explanations(guichet) == 0


def _number(guichet: Guichet) -> str:
    with guichet.database.transaction() as connection:
        return str(connection.execute(select(func.max(DIFFERENCE.c.id))).scalar_one())
