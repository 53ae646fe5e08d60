"""Which provider a message leaves by: reach, cap, price, health. And the points of health, moved by many."""

import threading
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert

from kernel.crypto import Keyring
from kernel.database import Database
from sms.contract import Via
from sms.routing import health, weights
from sms.routing.route import Closed, Route, choose
from sms.routing.rules import HealthRules, Routing
from sms.routing.weights import Weight
from sms.tables import SMS_MESSAGE
from tests.cast import AWA

AT = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
RULES = HealthRules()
RESTING = {"a": 50, "b": 50}
EVEN = {name: Weight(50, 50) for name in RESTING}


class Tariff:
    """Prices by provider, in thousandths; None where it does not reach."""

    def __init__(self, **prices: int | None) -> None:
        self.prices = prices

    def price(self, provider: str, network: str, day: date) -> int | None:
        assert network == "ml-orange"
        return self.prices[provider]


def routing(**prices: int | None) -> Routing:
    return Routing(prices=Tariff(**prices), network_of=lambda _: "ml-orange", cap=40_000)


def drawn(rules: Routing, known: dict[str, Weight], times: int = 2000) -> Counter[str]:
    found: Counter[str] = Counter()
    for serial in range(times):
        route = choose(rules, known, AWA, AT, allowed=list(known), seed=serial.to_bytes(4))
        assert isinstance(route, Route)
        found[route.provider] += 1
    return found


def test_who_does_not_reach_the_network_is_never_chosen() -> None:
    assert drawn(routing(a=None, b=20_000), EVEN) == {"b": 2000}


def test_what_is_over_the_cap_is_never_chosen() -> None:
    assert drawn(routing(a=40_001, b=40_000), EVEN) == {"b": 2000}


@pytest.mark.parametrize(
    ("prices", "reason"),
    [({"a": None, "b": None}, "no_route"), ({"a": 50_000, "b": None}, "price_cap")],
    ids=["nobody reaches", "all too dear"],
)
def test_without_a_way_the_reason_is_said(prices: dict[str, int | None], reason: str) -> None:
    assert choose(routing(**prices), EVEN, AWA, AT, allowed="ab", seed=b"x") == Closed(reason)


def test_twice_the_price_gets_a_quarter() -> None:
    found = drawn(routing(a=10_000, b=20_000), EVEN)
    assert 3.2 < found["a"] / found["b"] < 4.9


def test_health_weighs_as_much_as_it_has_points() -> None:
    found = drawn(routing(a=10_000, b=10_000), {"a": Weight(20, 50), "b": Weight(80, 50)})
    assert 3.2 < found["b"] / found["a"] < 4.9


def test_without_points_anywhere_all_are_tried() -> None:
    assert set(drawn(routing(a=1, b=1), {"a": Weight(0, 50), "b": Weight(0, 50)})) == {"a", "b"}


def test_who_asked_for_a_pause_gets_it_and_all_paused_means_waiting() -> None:
    """Fault row 20."""
    later = AT + timedelta(seconds=90)
    half = {"a": Weight(50, 50, later), "b": Weight(50, 50)}
    assert drawn(routing(a=1, b=1), half) == {"b": 2000}
    both = {"a": Weight(50, 50, later), "b": Weight(50, 50, later + timedelta(seconds=60))}
    assert choose(routing(a=1, b=1), both, AWA, AT, allowed="ab", seed=b"") == Closed("paused", 90)


def test_an_answer_has_one_way_only() -> None:
    for serial in range(50):
        route = choose(
            routing(a=1, b=1), EVEN, AWA, AT, allowed="ab", seed=bytes([serial]), via=Via("a", "36000")
        )
        assert isinstance(route, Route)
        assert route.provider == "a"


def _errors(database: Database, name: str, count: int, at: datetime = AT) -> None:
    with database.transaction() as connection:
        health.failed(connection, RESTING, [name] * count, at, RULES)


def _points(database: Database) -> dict[str, int]:
    with database.transaction() as connection:
        return {name: weight.points for name, weight in weights.load(connection, RESTING).items()}


def _tend(database: Database, at: datetime) -> None:
    with database.transaction() as connection:
        health.tend(connection, RESTING, at, RULES)


def test_errors_within_a_minute_move_ten_points_once_a_window(database: Database) -> None:
    """Fault row 19."""
    _errors(database, "a", RULES.errors - 1)
    assert _points(database) == {"a": 50, "b": 50}
    _errors(database, "a", 1)
    assert _points(database) == {"a": 40, "b": 60}
    _errors(database, "a", 30, AT + timedelta(seconds=59))
    assert _points(database) == {"a": 40, "b": 60}
    _errors(database, "a", RULES.errors, AT + timedelta(seconds=61))
    assert _points(database) == {"a": 30, "b": 70}


def test_errors_of_different_minutes_are_not_added_up(database: Database) -> None:
    for minute in range(10):
        _errors(database, "a", RULES.errors - 1, AT + timedelta(minutes=minute, seconds=minute))
    assert _points(database) == {"a": 50, "b": 50}


def test_when_both_fail_nothing_swings(database: Database) -> None:
    _errors(database, "b", RULES.errors)
    moved = _points(database)
    _errors(database, "a", RULES.errors, AT + timedelta(seconds=40))
    # The first shift is a minute old, and both fail now: points would only go to and fro.
    _errors(database, "b", RULES.errors, AT + timedelta(seconds=62))
    assert _points(database) == moved


def test_many_processes_that_notice_at_once_move_the_points_once(database: Database) -> None:
    threads = [threading.Thread(target=_errors, args=(database, "a", RULES.errors)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert _points(database) == {"a": 40, "b": 60}


def test_points_moved_by_another_since_they_were_read_stay_moved(database: Database) -> None:
    with database.transaction() as connection:
        weights.ensure(connection, RESTING)
        before = weights.load(connection, RESTING)
    _errors(database, "a", RULES.errors)
    with database.transaction() as connection:
        assert not weights.move(connection, before, {"a": 60, "b": 40}, AT, "test")
    assert _points(database) == {"a": 40, "b": 60}


def test_points_drift_back_to_rest_when_it_is_quiet(database: Database) -> None:
    _errors(database, "a", RULES.errors)
    _errors(database, "a", RULES.errors, AT + timedelta(seconds=61))
    _tend(database, AT + timedelta(minutes=15))
    assert _points(database) == {"a": 30, "b": 70}
    for quarter, points in enumerate((40, 50, 50), start=1):
        _tend(database, AT + timedelta(minutes=16 * quarter + 1))
        assert _points(database)["a"] == points


SLOW = {
    "one slow": (0.2, 0.0, {"a": 40, "b": 60}),
    "a few slow": (0.1, 0.0, {"a": 50, "b": 50}),
    "both slow": (0.5, 0.5, {"a": 50, "b": 50}),
}


@pytest.mark.parametrize(("a_late", "b_late", "points"), SLOW.values(), ids=SLOW)
def test_slow_deliveries_move_points_unless_all_are_slow(
    database: Database, keyring: Keyring, a_late: float, b_late: float, points: dict[str, int]
) -> None:
    """Fault row 24."""
    del keyring
    for provider, share in (("a", a_late), ("b", b_late)):
        _deliveries(database, provider, 20, share)
    _tend(database, AT)
    _tend(database, AT + timedelta(minutes=1))
    assert _points(database) == points


def test_a_message_still_under_way_after_five_minutes_is_slow(database: Database) -> None:
    """Fault row 24."""
    _deliveries(database, "a", 20, 1.0, state="sent")
    _deliveries(database, "b", 20, 0.0)
    _tend(database, AT)
    assert _points(database) == {"a": 40, "b": 60}


def _deliveries(database: Database, provider: str, count: int, late: float, state: str = "delivered") -> None:
    """``count`` messages handed over 8 minutes ago, ``late`` of them delivered after 6 minutes."""
    handed = AT - timedelta(minutes=8)
    rows = [
        {
            "id": uuid4(), "phone_sealed": b"", "phone_index": "", "body_sealed": b"", "purpose": "x",
            "provider": provider, "state": state, "parts": 1, "encoding": "GSM-7", "created_at": handed,
            "handed_at": handed,
            "final_at": handed + timedelta(minutes=6 if number < count * late else 1)
            if state == "delivered" else None,
        }
        for number in range(count)
    ]  # fmt: skip
    with database.transaction() as connection:
        connection.execute(insert(SMS_MESSAGE), rows)


@given(
    points=st.integers(0, 100),
    among=st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 100), min_size=1),
)
def test_points_are_divided_to_the_last_one(points: int, among: dict[str, int]) -> None:
    parts = weights.spread(points, among)
    assert sum(parts.values()) == points
    assert all(part >= 0 for part in parts.values())


@pytest.mark.parametrize("names", ["a", "ab", "abc", "abcdefg"])
def test_points_at_rest_are_a_hundred(names: str) -> None:
    assert sum(weights.resting_points(names, {}).values()) == 100
