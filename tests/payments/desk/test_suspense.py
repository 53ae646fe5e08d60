"""Money without a reference finds its invoice: by two persons, or by the payer's own word."""

import pytest
import time_machine
from sqlalchemy import func, select

from kernel import audit, clock
from payments.money import Receipt
from payments.refunds.two_persons import AUTOMATE, SamePerson
from payments.suspense import listing, matching
from payments.suspense.candidates import candidates, sole
from payments.suspense.claims import Arrivals, Claimed, claim
from payments.suspense.tables import SUSPENSE_MATCH
from tests.cast import AWA, MOUSSA
from tests.payments.counter import AT, ML, Counter, broken
from tests.payments.desk.paid import balance, invoice_state

pytestmark = pytest.mark.usefixtures("day")
SUSPENSE = "FICTIF-ML-471"


def invoice(room: Counter, amount: int = 1900, phone: str = AWA, subject: str = "tdrl") -> str:
    return room.invoice(amount, subject=subject, **{**ML, "phone": phone}).id


def money(
    room: Counter, amount: int = 1900, payer: str | None = AWA, operator_id: str = "MP26.A1"
) -> Receipt:
    receipt = room.receive(operator_id, amount, payer=payer)
    assert receipt.disposition == "suspense"
    return receipt


def match(room: Counter, receipt: Receipt, invoice_id: str, by: str = "awa") -> None:
    with room.database.transaction() as connection:
        matching.match(connection, receipt_id=receipt.id, invoice_id=invoice_id, by=by, at=clock.now())


def release(room: Counter, receipt: Receipt, by: str = "moussa") -> Receipt:
    with room.database.transaction() as connection:
        return matching.release(connection, room.settlement, receipt_id=receipt.id, by=by, at=clock.now())


def claimed(room: Counter, invoice_id: str, phone: str = AWA, operator_id: str = " mp26.a1 ") -> Claimed:
    with room.database.transaction() as connection:
        return claim(connection, room.keyring, room.settlement, phone=phone, operator_id=operator_id,
                     invoice_id=invoice_id, at=clock.now())  # fmt: skip


def test_candidates_are_scored_and_explained(room: Counter) -> None:
    fits, amount_only, payer_only = (
        invoice(room), invoice(room, phone=MOUSSA, subject="b"), invoice(room, 700, subject="c"),
    )  # fmt: skip
    invoice(room, 800, phone=MOUSSA, subject="d")
    with room.database.transaction() as connection:
        found = candidates(connection, money(room).id)
    assert [(each.invoice_id, each.score, each.reasons) for each in found] == [
        (fits, 85, ("payer", "amount", "recent")),
        (payer_only, 55, ("payer", "recent")),
        (amount_only, 35, ("amount", "recent")),
    ]
    assert sole(found) == found[0]


def test_two_that_fit_are_nobodys(room: Counter) -> None:
    invoice(room)
    invoice(room, subject="again")
    with room.database.transaction() as connection:
        assert sole(candidates(connection, money(room).id)) is None


def test_one_proposes_another_releases(room: Counter) -> None:
    due, receipt = invoice(room), money(room)
    match(room, receipt, due)
    settled = release(room, receipt)
    assert settled.quittance_id is not None
    assert invoice_state(room, due) == ("paid", 1900)
    assert balance(room, SUSPENSE) == 0
    trail = audit.AUDIT_LOG.c
    with room.database.transaction() as connection:
        acts = connection.execute(select(trail.act, trail.actor).order_by(trail.id)).all()
    assert acts == [("suspense.match", "staff:awa"), ("suspense.release", "staff:moussa")]
    assert broken(room) == {}


def test_whoever_proposes_does_not_release(room: Counter) -> None:
    """Control 40."""
    due, receipt = invoice(room), money(room)
    match(room, receipt, due)
    for name in ("awa", "Awa"):
        with pytest.raises(SamePerson):
            release(room, receipt, by=name)
    assert invoice_state(room, due) == ("open", 0)
    assert balance(room, SUSPENSE) == -1900


def test_a_second_proposal_waits_for_the_first_to_be_refused(room: Counter) -> None:
    due, other, receipt = invoice(room), invoice(room, subject="b"), money(room)
    match(room, receipt, due)
    with pytest.raises(matching.NotMatched, match="another invoice"):
        match(room, receipt, other)
    with room.database.transaction() as connection:
        matching.refuse(connection, receipt_id=receipt.id, by="moussa", at=clock.now())
    match(room, receipt, other)
    release(room, receipt)
    with pytest.raises(matching.NotMatched, match="not in suspense"):
        match(room, receipt, due)


def test_the_payers_own_claim_to_the_franc_is_posted_at_once(room: Counter) -> None:
    due = invoice(room)
    money(room)
    assert claimed(room, due).outcome == "settled"
    assert invoice_state(room, due) == ("paid", 1900)


@pytest.mark.parametrize(
    ("phone", "payer", "amount"),
    [(MOUSSA, AWA, 1900), (AWA, None, 1900), (AWA, AWA, 1800), (AWA, AWA, 2000)],
    ids=["another's phone", "a hidden payer", "less than is due", "more than is due"],
)
def test_any_other_claim_is_a_proposal(room: Counter, phone: str, payer: str | None, amount: int) -> None:
    due = invoice(room, phone=phone)
    receipt = money(room, amount, payer)
    assert claimed(room, due, phone).outcome == "proposed"
    assert invoice_state(room, due) == ("open", 0)
    with room.database.transaction() as connection:
        proposal = matching.proposed(connection, receipt.id)
    assert proposal is not None
    assert (proposal.proposed_by, proposal.invoice_id) == (AUTOMATE, due)


def test_a_claim_made_before_the_money_is_known_waits_for_it(room: Counter) -> None:
    due, other = invoice(room), invoice(room, phone=MOUSSA, subject="b")
    assert claimed(room, other, MOUSSA).outcome == "waiting"
    assert claimed(room, due).outcome == "waiting"
    money(room)
    arrivals = Arrivals(room.database, room.settlement)
    for event in room.news("payment.suspense") * 2:
        arrivals.arrived(event)
    assert (invoice_state(room, due), invoice_state(room, other)) == (("paid", 1900), ("open", 0))


def test_the_one_candidate_is_proposed_by_itself_and_not_posted(room: Counter) -> None:
    due, receipt = invoice(room), money(room)
    Arrivals(room.database, room.settlement).arrived(room.news("payment.suspense")[0])
    with room.database.transaction() as connection:
        assert connection.execute(select(SUSPENSE_MATCH.c.invoice_id)).scalars().all() == [due]
    assert invoice_state(room, due) == ("open", 0)
    release(room, receipt, by="awa")


def test_ids_cannot_be_tried_without_end(room: Counter) -> None:
    due = invoice(room)
    outcomes = [claimed(room, due, MOUSSA, f"X{number}").outcome for number in range(7)]
    assert outcomes == ["waiting"] * 5 + ["too_many"] * 2


def test_the_list_shows_age_and_no_phone(room: Counter, day: time_machine.Traveller) -> None:
    money(room)
    day.move_to(AT.replace(day=20))
    money(room, 500, operator_id="MP26.B2")
    with room.database.transaction() as connection:
        rows = listing.list_suspense(connection, room.keyring)
        aged = {each.days: (each.count, each.amount_xof) for each in listing.ageing(connection, clock.now())}
        assert connection.execute(select(func.count()).select_from(SUSPENSE_MATCH)).scalar_one() == 0
    assert [(row["operator_id"], row["payer"]) for row in rows] == [
        ("MP26.A1", "+223******01"), ("MP26.B2", "+223******01"),
    ]  # fmt: skip
    assert aged == {"0-1": (1, 500), "2-7": (0, 0), "8-30": (1, 1900), "31-90": (0, 0), "91+": (0, 0)}
