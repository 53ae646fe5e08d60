"""Opening an invoice and beginning to pay it: what is the same, what is refused. Bad-input rows 47 to 50."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from kernel.ids import parse_reference
from payments.attempts.starting import start
from payments.errors import (
    AlreadyPaid,
    IdempotencyConflict,
    LiveAttempt,
    NotOffered,
    NotPayable,
    NotStarted,
    TooManyPrompts,
)
from payments.invoices import Invoice, cancel, expire_due, plain_label
from payments.queries import open_invoices
from payments.rails import Dialled, offered, table
from payments.tables import PAYMENT_ATTEMPT
from tests.cast import AWA, KOFFI, MOUSSA
from tests.payments.at_once import WAIT_S, at_once
from tests.payments.counter import AT, ML, Counter

# Within the pool's eight connections, so that all of them wait at the gate together.
RACERS = 4

pytestmark = pytest.mark.usefixtures("day")


def test_the_same_key_and_words_give_the_first_attempt(room: Counter) -> None:
    """Bad-input row 47."""
    invoice = room.invoice()
    assert room.start(invoice, key="k") == room.start(invoice, key="k")
    assert len(room.news("payment.created")) == 1


@pytest.mark.parametrize("other", [{"amount_xof": 1999}, {"phone": MOUSSA}, {"rail": "orange_merchant"}])
def test_the_same_key_for_something_else_is_a_conflict(room: Counter, other: dict[str, Any]) -> None:
    """Bad-input row 48."""
    invoice = room.invoice()
    room.start(invoice, key="k")
    with pytest.raises(IdempotencyConflict):
        room.start(invoice, key="k", **other)
    with pytest.raises(IdempotencyConflict):
        room.start(room.invoice(subject="c-2"), key="k")


def started_at_once(room: Counter, invoices: Sequence[Invoice], key: str | None) -> list[str | NotStarted]:
    """What each start said. All are inside their transactions, and none has read, when the first one goes on."""
    gate, said = threading.Barrier(len(invoices)), list[str | NotStarted]()

    def go(invoice: Invoice) -> None:
        with room.database.transaction() as connection:
            gate.wait(WAIT_S)
            words: dict[str, Any] = {"phone": KOFFI, "amount_xof": invoice.amount_xof, "at": AT, "key": key}
            said.append(
                start(connection, room.keyring, room.rails, invoice_id=invoice.id, rail="mtn", **words)
            )

    def tell(invoice: Invoice) -> None:
        try:
            go(invoice)
        except NotStarted as told:
            said.append(told)

    at_once(*[partial(tell, invoice) for invoice in invoices])
    return said


def begun(room: Counter) -> list[str]:
    with room.database.transaction() as connection:
        return list(connection.execute(select(PAYMENT_ATTEMPT.c.id)).scalars())


def test_two_at_once_with_one_key_are_one_charge_and_both_get_it(room: Counter) -> None:
    """Bad-input row 49."""
    said = started_at_once(room, [room.invoice()] * RACERS, "k")
    (attempt,) = begun(room)
    assert said == [attempt] * RACERS
    assert [news.subject for news in room.news("payment.created")] == [attempt]


def test_two_at_once_with_one_key_for_two_invoices_are_one_charge_and_a_conflict(room: Counter) -> None:
    """Bad-input row 48, while neither has seen the other."""
    said = started_at_once(room, [room.invoice(), room.invoice(subject="c-2")], "k")
    (attempt,) = begun(room)
    assert sorted(type(one).__name__ for one in said) == ["IdempotencyConflict", "str"]
    assert [news.subject for news in room.news("payment.created")] == [attempt]


def test_two_at_once_without_a_key_are_one_charge_and_the_other_is_told(room: Counter) -> None:
    said = started_at_once(room, [room.invoice()] * RACERS, None)
    (attempt,) = begun(room)
    assert [one for one in said if isinstance(one, str)] == [attempt]
    assert [one.attempt_id for one in said if isinstance(one, LiveAttempt)] == [attempt] * (RACERS - 1)
    assert [news.subject for news in room.news("payment.created")] == [attempt]


def test_the_price_is_the_one_at_opening(room: Counter) -> None:
    """Bad-input row 50: opened again for the same case, the first amount stands."""
    first = room.invoice(2000, reference="260123456780")
    assert room.invoice(2000, reference="260123456780") == first
    with pytest.raises(IdempotencyConflict):
        room.invoice(2500, reference="260123456780")
    with pytest.raises(IdempotencyConflict):
        room.invoice(2000, reference="260123456780", subject="c-2")


def test_an_invoice_of_its_own_has_a_reference_that_can_be_typed(room: Counter) -> None:
    one, two = room.invoice(), room.invoice(subject="c-2")
    assert parse_reference(one.reference) != parse_reference(two.reference)
    assert (one.exercice, one.state, one.due_xof) == (2026, "open", 2000)


@pytest.mark.parametrize("amount", [0, -1, 10**13])
def test_an_amount_that_is_none_opens_nothing(room: Counter, amount: int) -> None:
    with pytest.raises(ValueError, match=r"."):
        room.invoice(amount)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"amount_xof": 2001}, NotOffered),
        ({"amount_xof": 0}, NotOffered),
        ({"amount_xof": -5}, NotOffered),
        ({"rail": "cash"}, NotOffered),
        ({"invoice": "00000000-0000-4000-8000-000000000000"}, NotPayable),
    ],
)
def test_what_cannot_be_paid_is_not_begun(
    room: Counter, change: dict[str, Any], error: type[NotStarted]
) -> None:
    invoice = room.invoice()
    if "invoice" in change:
        invoice, change = replace(invoice, id=str(change["invoice"])), {}
    with pytest.raises(error):
        room.start(invoice, **change)
    assert room.news("payment.created") == []


def closed_by_cancelling(room: Counter) -> None:
    with room.database.transaction() as connection:
        (invoice,) = open_invoices(connection, room.keyring, KOFFI)
        assert cancel(connection, invoice.id)


def closed_by_paying(room: Counter) -> None:
    with room.database.transaction() as connection:
        (invoice,) = open_invoices(connection, room.keyring, KOFFI)
    room.receive("t-1", 2000, rail="mtn", payer=None, reference=invoice.reference)


def closed_by_time(room: Counter) -> None:
    with room.database.transaction() as connection:
        assert expire_due(connection, AT + timedelta(days=2), 10) == 1


@pytest.mark.parametrize(
    ("close", "error"),
    [(closed_by_cancelling, NotPayable), (closed_by_paying, AlreadyPaid), (closed_by_time, NotPayable)],
)
def test_a_closed_invoice_is_not_paid_again(
    room: Counter, close: Callable[[Counter], None], error: type[NotStarted]
) -> None:
    invoice = room.invoice(expires_at=AT + timedelta(days=1))
    close(room)
    with pytest.raises(error):
        room.start(invoice)


def test_an_invoice_past_its_date_is_not_begun_though_no_sweep_came(
    room: Counter, day: time_machine.Traveller
) -> None:
    invoice = room.invoice(expires_at=AT + timedelta(days=1))
    day.shift(2 * 24 * 3600)
    with pytest.raises(NotPayable):
        room.start(invoice)


def test_an_invoice_being_paid_is_neither_cancelled_nor_expired(room: Counter) -> None:
    invoice = room.invoice(expires_at=AT + timedelta(days=1))
    room.start(invoice)
    with room.database.transaction() as connection:
        with pytest.raises(LiveAttempt):
            cancel(connection, invoice.id)
        assert expire_due(connection, AT + timedelta(days=2), 10) == 0


def test_a_strangers_phone_is_not_rung_all_day(room: Counter, day: time_machine.Traveller) -> None:
    for number in range(10):
        room.start(room.invoice(subject=f"c-{number}"))
    with pytest.raises(TooManyPrompts):
        room.start(room.invoice(subject="c-11"))
    room.start(room.invoice(subject="c-11"), phone=MOUSSA)
    day.shift(3601)
    room.start(room.invoice(subject="c-12"))


def test_a_code_nobody_dialled_stands_in_nobodys_way(room: Counter) -> None:
    invoice = room.invoice()
    dialled = room.start(invoice, "orange_merchant", phone=AWA)
    assert room.start(invoice, "orange_merchant", phone=AWA) == dialled
    pushed = room.start(invoice)
    assert (room.attempt(dialled).state, room.attempt(dialled).reason) == ("expired", "replaced")
    assert room.attempt(pushed).state == "created"


@pytest.mark.parametrize(
    ("network", "country", "amount", "names"),
    [
        ("61603", "BJ", 2000, ["mtn"]),
        ("61602", "BJ", 2000, ["mtn"]),
        ("61002", "ML", 2000, ["orange_merchant"]),
        ("", "ML", 2000, ["orange_merchant"]),
        ("61603", "BJ", 0, []),
        ("61603", "SN", 2000, []),
    ],
)
def test_only_what_a_basic_phone_can_use_is_offered(
    room: Counter, network: str, country: str, amount: int, names: list[str]
) -> None:
    assert [rail.name for rail in offered(room.rails, network, country, amount)] == names


def test_two_rails_have_two_names_and_a_code_is_dialled(room: Counter) -> None:
    code = room.rails["orange_merchant"]
    assert isinstance(code, Dialled)
    assert code.dial(1900, "code") == "#144#8*646116*1900*code#"
    with pytest.raises(ValueError, match="one name"):
        table([code, code])


def test_what_a_phone_owes_is_found_by_it_and_by_no_other(room: Counter) -> None:
    room.invoice()
    room.invoice(1900, subject="tdrl", **ML)
    with room.database.transaction() as connection:
        assert [one.amount_xof for one in open_invoices(connection, room.keyring, AWA)] == [1900]
        assert open_invoices(connection, room.keyring, MOUSSA) == []


@pytest.mark.parametrize(
    ("label", "plain"),
    [("Certificat d'origine", "Certificat d origine"), ("x" * 60, "x" * 38 + ".."), ("L’été", "L été")],
)
def test_a_label_is_what_every_operator_takes(label: str, plain: str) -> None:
    assert plain_label(label) == plain
