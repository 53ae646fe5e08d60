"""What leaves in a day has an end: to a phone, to a range of numbers, in parts and in francs."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from structlog.testing import capture_logs

from kernel.crypto import Keyring
from kernel.database import Database
from kernel.outbox import Later
from kernel.phone import country_of
from sms.budgets import spending
from sms.budgets.limits import Budgets, Ceiling
from sms.budgets.spending import Spend
from sms.budgets.tables import SMS_SPENDING
from sms.delivery import Delivery
from sms.purposes import Priority
from sms.routing.rules import Routing
from tests.cast import AWA, KOFFI
from tests.sms.africastalking_wire import line, recipients, serving
from tests.sms.cases import event, message, providers, queued

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
OK = recipients(line(message_id="None"))
WIDE = Ceiling(phone=1000, prefix=1000, parts=1000, francs=1000)
NIGHT_AND_REST = 20 * 3600  # from noon to 8 o'clock tomorrow


class Flat:
    """20 francs a part, everywhere."""

    def price(self, provider: str, network: str, day: date) -> int | None:
        del provider, network, day
        return 20_000


LIMITS = {
    "phone": (Ceiling(2, 1000, 1000, 1000), "budget_phone"),
    "prefix": (Ceiling(1000, 2, 1000, 1000), "budget_prefix"),
    "parts": (Ceiling(1000, 1000, 2, 1000), "budget_total"),
    "francs": (Ceiling(1000, 1000, 1000, 59), "budget_francs"),
}


@pytest.mark.parametrize(("ceiling", "reason"), LIMITS.values(), ids=LIMITS)
def test_over_a_limit_news_waits_for_tomorrow_and_raises_an_alarm(
    database: Database, keyring: Keyring, ceiling: Ceiling, reason: str
) -> None:
    with time_machine.travel(NOON, tick=False) as time, serving(OK) as wire, capture_logs() as logs:
        delivery = Delivery(
            database, keyring, providers(wire.provider()), budgets=Budgets(WIDE, ceiling, WIDE),
            routing=Routing(prices=Flat()),
        )  # fmt: skip
        for _ in range(2):
            delivery.deliver(event(queued(database, keyring)))
        message_id = queued(database, keyring)
        with pytest.raises(Later) as later:
            delivery.deliver(event(message_id))
        row = message(database, message_id)
        assert (row.state, row.reason, later.value.seconds) == ("queued", reason, NIGHT_AND_REST)
        assert row.not_before == NOON + timedelta(seconds=NIGHT_AND_REST)
        time.shift(NIGHT_AND_REST)
        delivery.deliver(event(message_id))
    assert (message(database, message_id).state, len(wire.requests)) == ("sent", 3)
    assert [entry["reason_code"] for entry in logs if entry["log_level"] == "error"] == [reason]


def test_over_a_limit_a_campaign_is_not_sent_and_an_answer_still_is(
    database: Database, keyring: Keyring
) -> None:
    tight = Ceiling(1, 1000, 1000, 1000)
    with serving(OK) as wire:
        delivery = Delivery(
            database, keyring, providers(wire.provider()), budgets=Budgets(WIDE, tight, tight)
        )
        states = []
        for purpose in ("broadcast", "broadcast", "sms.status"):
            message_id = queued(database, keyring, purpose=purpose)
            delivery.deliver(event(message_id))
            states.append((message(database, message_id).state, message(database, message_id).reason))
    assert states == [("sent", None), ("failed", "budget_phone"), ("sent", None)]


def test_each_country_has_its_own_day(database: Database) -> None:
    # 23:30 UTC is half past midnight in Benin: his tomorrow has begun, hers has not.
    at = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
    with database.transaction() as connection:
        spending.reserve(connection, Budgets(), [_spend(AWA), _spend(KOFFI)], at)
        days = connection.execute(
            select(SMS_SPENDING.c.key, SMS_SPENDING.c.day).where(SMS_SPENDING.c.scope == "total")
        )
        assert {row.key: row.day.day for row in days} == {"ML": 21, "BJ": 22}


def test_a_message_tried_again_is_counted_once(database: Database, keyring: Keyring) -> None:
    with time_machine.travel(NOON, tick=False) as time, serving((503, {}, b"")) as wire:
        message_id = queued(database, keyring)
        delivery = Delivery(database, keyring, providers(wire.provider()), budgets=Budgets())
        for _ in range(4):
            with pytest.raises(Later) as later:
                delivery.deliver(event(message_id))
            time.shift(later.value.seconds)
    with database.transaction() as connection:
        assert set(connection.execute(select(SMS_SPENDING.c.parts)).scalars()) == {1}


def test_many_at_once_never_pass_the_limit_together(database: Database) -> None:
    budgets = Budgets(WIDE, Ceiling(5, 1000, 1000, 1000), WIDE)
    verdicts: list[str | None] = []

    def reserve() -> None:
        with database.transaction() as connection:
            verdicts.extend(spending.reserve(connection, budgets, [_spend(AWA)] * 3, NOON))

    threads = [threading.Thread(target=reserve) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert (verdicts.count(None), len(verdicts)) == (5, 12)


def test_old_counts_are_forgotten(database: Database) -> None:
    with database.transaction() as connection:
        spending.reserve(connection, Budgets(), [_spend(AWA)], NOON)
        assert spending.forget_old(connection, NOON + spending.KEPT) == 0
        assert spending.forget_old(connection, NOON + spending.KEPT + timedelta(days=1)) == 3


def test_old_counts_go_some_at_a_time_and_the_totals_last(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the totals it is known without a look at the phones that nothing is left."""
    monkeypatch.setattr(spending, "ROWS_MAX", 2)
    phones = [f"+2237000000{number}" for number in range(4, 8)]
    long_ago, left = NOON + spending.KEPT + timedelta(days=1), []
    for at in (NOON, long_ago):
        with database.transaction() as connection:
            spending.reserve(connection, Budgets(), [_spend(phone) for phone in (*phones, KOFFI)], at)
    for gone in (2, 2, 2, 3, 0):
        with database.transaction() as connection:
            assert spending.forget_old(connection, long_ago) == gone
            rows = connection.execute(select(SMS_SPENDING).where(SMS_SPENDING.c.day < long_ago.date())).all()
            left.append((len(rows), sum(row.scope == "total" for row in rows)))
    assert left == [(7, 2), (5, 2), (3, 2), (0, 0), (0, 0)]
    with database.transaction() as connection:
        assert len(connection.execute(select(SMS_SPENDING)).all()) == 9


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    batches=st.lists(
        st.lists(
            st.tuples(
                st.sampled_from(["+22370000001", "+22370000002", "+22366110003", KOFFI]),
                st.sampled_from(["now", "news", "bulk"]), st.integers(1, 6),
            ), max_size=6,
        ), max_size=5,
    )
)  # fmt: skip
def test_whatever_comes_no_counter_passes_its_ceiling_and_all_that_was_let_through_is_counted(
    database: Database, batches: list[list[tuple[str, Priority, int]]]
) -> None:
    ceiling = Ceiling(phone=7, prefix=9, parts=15, francs=200)
    allowed: list[Spend] = []
    with database.transaction() as connection:
        for batch in batches:
            spends = [_spend(phone, priority, parts) for phone, priority, parts in batch]
            verdicts = spending.reserve(connection, Budgets(ceiling, ceiling, ceiling), spends, NOON)
            allowed += [spend for spend, verdict in zip(spends, verdicts, strict=True) if verdict is None]
        rows = connection.execute(select(SMS_SPENDING)).all()
        connection.rollback()
    assert all(row.parts <= {"phone": 7, "prefix": 9, "total": 15}[row.scope] for row in rows)
    for row in rows:
        counted = [
            each for each in allowed if row.key in (each.phone_index, each.phone[:-4], country_of(each.phone))
        ]
        assert (row.parts, row.milli) == (
            sum(each.parts for each in counted),
            sum(each.milli for each in counted),
        )


def _spend(phone: str, priority: Priority = "news", parts: int = 1) -> Spend:
    return Spend(phone, f"index of {phone[-6:]}", priority, parts, parts * 20_000)
