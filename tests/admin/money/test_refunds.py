"""Money goes back from the pages, to the account that paid, by two persons. Controls 10, 39 and 40."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select
from time_machine import Traveller

from kernel import clock
from kernel.states import move
from payments.refunds import finishing
from payments.refunds.states import REFUND_STATES
from payments.refunds.tables import REFUND
from tests.admin.money.conftest import Town
from tests.admin.money.test_suspense import plain
from tests.admin.staffed import Browser
from tests.cast import AWA

Desk = Callable[[str], Browser]
WHY = "Payé deux fois le même jour"


def field(page: str, name: str) -> str:
    """The value of the last hidden field of this name."""
    found: list[str] = re.findall(rf'<input type="hidden" name="{name}" value="([^"]+)">', page)
    return found[-1]


def when(at: datetime) -> str:
    return at.strftime("%d/%m/%Y %H:%M")


def asking(money: str, **changed: object) -> dict[str, object]:
    return {"receipt": money, "cause": "paid_twice", "amount": "6000", "reason": WHY, **changed}


def states(town: Town) -> list[tuple[str, str, str | None, int]]:
    columns = (REFUND.c.state, REFUND.c.asked_by, REFUND.c.decided_by, REFUND.c.amount_xof)
    with town.guichet.database.transaction() as connection:
        return [tuple(row) for row in connection.execute(select(*columns).order_by(REFUND.c.asked_at))]


def test_one_asks_and_another_grants(desk_of: Desk, town: Town) -> None:
    """Bad-input row 67: the same person refused; then granted by the second, sent, and told as given back."""
    invoice = town.invoice()
    receipt = town.receive(6000, rail="wave", reference=invoice.reference)
    path = f"/admin/refunds/{invoice.reference}"
    sira, adama = desk_of("sira"), desk_of("adama")
    page = plain(sira.get(path))
    assert "Wave, +223******01" in page
    assert "rendre cette part annule la quittance 2026-000001" in page
    assert "Ce qui a payé une facture se rend en entier" in page
    assert AWA not in page
    assert sira.post(f"{path}/ask", asking(receipt.id)).location == f"{path}?said=asked"
    page = plain(sira.get(path))
    assert "Attend une deuxième personne" in page
    assert WHY in page
    assert "une autre personne décide" in page
    assert f"{path}/grant" not in page
    refund = field(adama.get(path).text, "refund")
    for act in ("grant", "refuse"):
        answer = sira.post(f"{path}/{act}", {"refund": refund, "by": "adama", "decided_by": "adama"})
        assert (answer.status_code, "Deux personnes" in answer.text) == (409, True)
    assert states(town) == [("asked", "sira", None, 6000)]
    assert "Attend une deuxième personne" in adama.get("/admin/refunds?state=asked").text
    adama.get(path)
    assert adama.post(f"{path}/grant", {"refund": refund}).location == f"{path}?said=granted"
    assert states(town) == [("approved", "sira", "adama", 6000)]
    assert town.news("refund.approved") == [refund]
    stale = adama.post(f"{path}/refuse", {"refund": refund})
    assert (stale.status_code, "quelqu'un d'autre a décidé" in plain(stale)) == (409, True)
    with town.guichet.database.transaction() as connection:
        move(connection, REFUND, refund, REFUND_STATES, "approved", "sent", next_ask_at=clock.now())
        finishing.done(connection, refund, at=clock.now())
    assert "L'argent est retourné au compte qui a payé." in plain(adama.get(path))
    told = plain(adama.get(f"/admin/payments/{invoice.reference}"))
    assert "6 000 F rendus au payeur." in told
    assert "Quittance 2026-000001 annulée" in told
    assert [act for _, act, _ in town.acts("refund.ask", "refund.approve", "refund.refuse")] == [
        "refund.ask", "refund.approve",
    ]  # fmt: skip


def test_a_refund_in_doubt_says_what_is_asked_next(desk_of: Desk, town: Town, day: Traveller) -> None:
    invoice = town.invoice()
    receipt = town.receive(6000, rail="wave", reference=invoice.reference)
    path = f"/admin/refunds/{invoice.reference}"
    sira, adama = desk_of("sira"), desk_of("adama")
    sira.get(path)
    sira.post(f"{path}/ask", asking(receipt.id))
    refund = field(adama.get(path).text, "refund")
    adama.post(f"{path}/grant", {"refund": refund})
    assert "Prochaine question" not in plain(adama.get(path))
    sent, again = clock.now(), clock.now() + timedelta(minutes=10)
    with town.guichet.database.transaction() as connection:
        moves = {"sent_at": sent, "next_ask_at": again, "asks": 0}
        move(connection, REFUND, refund, REFUND_STATES, "approved", "sent", **moves)
    first = f"Pas encore interrogé. Première question à l'opérateur le {when(again)}"
    assert first in plain(adama.get(path))
    with town.guichet.database.transaction() as connection:
        move(connection, REFUND, refund, REFUND_STATES, "sent", "unknown", next_ask_at=again, asks=2)
    page = plain(adama.get(path))
    assert f"<dt>Envoyé</dt><dd>{when(sent)}</dd>" in page
    assert "Il ne reste rien à rendre : une demande est en cours" in page
    assert f"Interrogé 2 fois. Prochaine question à l'opérateur le {when(again)}" in page
    day.shift(601)
    assert "La prochaine question à l'opérateur part dans la minute." in plain(adama.get(path))
    with town.guichet.database.transaction() as connection:
        finishing.done(connection, refund, at=clock.now())
    assert "prochaine question" not in plain(adama.get(path))


def test_what_is_not_asked_for_says_why(desk_of: Desk, town: Town) -> None:
    invoice, other = town.invoice(), town.invoice(3000, subject="b")
    receipt = town.receive(6000, rail="wave", reference=invoice.reference)
    foreign = town.receive(3000, "MP9", rail="wave", reference=other.reference)
    path, sira = f"/admin/refunds/{invoice.reference}", desk_of("sira")
    sira.get(path)
    for changed, status, said in (
        ({"cause": "'; DROP"}, 400, "Choisissez une cause"),
        ({"reason": "  "}, 400, "Écrivez le motif"),
        ({"amount": "6000,5"}, 400, "francs entiers"),
        ({"amount": "0"}, 409, "au-dessus de zéro"),
        ({"amount": "6001"}, 409, "reste à rendre : 6 000 F"),
        ({"amount": "2000"}, 409, "se rend en entier"),
        ({"receipt": foreign.id}, 404, "Rien ne se trouve"),
        ({"receipt": "x"}, 404, "Rien ne se trouve"),
    ):
        answer = sira.post(f"{path}/ask", asking(receipt.id, **changed))
        assert (answer.status_code, said in plain(answer)) == (status, True), changed
        sira.get(path)
    assert states(town) == []
    assert sira.post(f"{path}/ask", asking(receipt.id)).status_code == 303
    sira.get(path)
    assert sira.post(f"{path}/ask", asking(receipt.id)).status_code == 303
    twice = sira.post(f"{path}/ask", asking(receipt.id, cause="not_due"))
    assert (twice.status_code, "plus que ce qui reste à rendre : 0 F" in plain(twice)) == (409, True)
    adama = desk_of("adama")
    page = adama.get(path).text
    adama.post(f"{path}/refuse", {"refund": field(page, "refund")})
    assert "Refusé" in adama.get(path).text
    again = sira.post(f"{path}/ask", asking(receipt.id))
    assert (again.status_code, "déjà été demandé et décidé" in plain(again)) == (400, True)
    assert sira.post(f"{path}/ask", asking(receipt.id, cause="not_due")).status_code == 303
    assert [state[0] for state in states(town)] == ["refused", "asked"]


def test_another_regies_refund_does_not_exist(desk_of: Desk, town: Town) -> None:
    """Bad-input row 65."""
    invoice = town.invoice()
    receipt = town.receive(6000, rail="wave", reference=invoice.reference)
    path, sira, bakary = f"/admin/refunds/{invoice.reference}", desk_of("sira"), desk_of("bakary")
    sira.get(path)
    sira.post(f"{path}/ask", asking(receipt.id))
    with town.guichet.database.transaction() as connection:
        refund = str(connection.execute(select(REFUND.c.id)).scalar_one())
    assert "Aucun remboursement." in bakary.get("/admin/refunds").text
    assert bakary.get(path).status_code == 404
    assert bakary.post(f"{path}/grant", {"refund": refund}).status_code == 404
    own = town.invoice(3000, regie="ml-bamako-c1", subject="b")
    bakary.get("/admin/refunds")
    through = bakary.post(f"/admin/refunds/{own.reference}/grant", {"refund": refund})
    assert through.status_code == 409
    assert states(town)[0][0] == "asked"
    refused = [act for act in town.acts("console.refused") if act[2] == f"payment:{invoice.reference}"]
    assert refused == [("staff:bakary", "console.refused", f"payment:{invoice.reference}")] * 2


def test_a_credit_pays_another_invoice_of_the_same_payer_instead(desk_of: Desk, town: Town) -> None:
    """And an operator that cannot give back by machine is named before anybody asks."""
    invoice, other = town.invoice(), town.invoice(3000, subject="b")
    stranger = town.invoice(500, subject="c", phone="+22366000002")
    receipt = town.receive(7000, reference=invoice.reference)
    path, sira = f"/admin/refunds/{invoice.reference}", desk_of("sira")
    page = plain(sira.get(path))
    assert "Orange Money ne rembourse pas par la machine" in page
    assert "Jusqu'à 1 000 F : le crédit seul. 7 000 F : tout" in page
    assert "1 000 F des 3 000 F dus" in page
    assert stranger.reference not in page
    words = {"receipt": receipt.id, "reference": other.reference}
    unasked = sira.post(f"{path}/credit", words)
    assert (unasked.status_code, "Cochez que le payeur" in unasked.text) == (400, True)
    foreign = sira.post(f"{path}/credit", {**words, "reference": stranger.reference, "wanted": "1"})
    assert (foreign.status_code, "pas au même payeur" in foreign.text) == (409, True)
    assert sira.post(f"{path}/credit", {**words, "wanted": "1"}).location == f"{path}?said=spent"
    assert (town.read(other).paid_xof, town.read(stranger).paid_xof) == (1000, 0)
    assert town.acts("credit.spend") == [("staff:sira", "credit.spend", receipt.id)]
    assert "1 000 F payés avec un crédit du payeur" in plain(sira.get(f"/admin/payments/{other.reference}"))
    assert "Il reste 2 000 F à payer" in plain(sira.get(f"/admin/payments/{other.reference}"))
