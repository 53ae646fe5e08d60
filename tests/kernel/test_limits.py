"""Limits hold under concurrency and say what they do without Redis. Fault rows 8 and 10, control 17."""

import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis as redis_py
from redis.backoff import NoBackoff
from redis.retry import Retry
from structlog.testing import capture_logs

from kernel import clock
from kernel.limits import Limits

NEVER = Retry(NoBackoff(), 0)


def test_of_fifty_callers_at_once_exactly_the_limit_passes(redis: redis_py.Redis) -> None:
    limits, gate = Limits(redis), threading.Barrier(50)

    def one(_: int) -> list[bool]:
        gate.wait(60)
        return [limits.allow("ussd", "+22370000001", 17, 60, open_when_down=False) for _ in range(4)]

    with ThreadPoolExecutor(50) as pool:
        assert sum(sum(passed) for passed in pool.map(one, range(50))) == 17


def test_names_and_keys_have_their_own_counts(redis: redis_py.Redis) -> None:
    limits = Limits(redis)
    for name, key in (("ussd", "a"), ("ussd", "b"), ("sms", "a"), ("us", "sda")):
        assert limits.allow(name, key, 1, 60, open_when_down=False)
        assert not limits.allow(name, key, 1, 60, open_when_down=True)


def test_the_window_slides_and_refused_calls_do_not_lengthen_it(redis: redis_py.Redis) -> None:
    limits = Limits(redis)
    assert limits.allow("ussd", "a", 2, 60, open_when_down=False)
    assert limits.allow("ussd", "a", 2, 60, open_when_down=False)
    assert [limits.allow("ussd", "a", 2, 60, open_when_down=True) for _ in range(5)] == [False] * 5
    (name,) = redis.keys("limit:*")
    # The clock is Redis' own, so the hits are moved into the past instead.
    (oldest,) = redis.zrange(name, 0, 0)
    assert isinstance(oldest, bytes)
    redis.zincrby(name, -60_000_000, oldest)
    assert limits.allow("ussd", "a", 2, 60, open_when_down=False)
    assert not limits.allow("ussd", "a", 2, 60, open_when_down=False)


def test_nothing_stays_in_redis_after_the_window(redis: redis_py.Redis) -> None:
    limits = Limits(redis)
    for _ in range(9):
        limits.allow("ussd", "a", 3, 60, open_when_down=False)
    (name,) = redis.keys("limit:*")
    assert 0 < redis.pttl(name) <= 60_000
    assert redis.zcard(name) == 3


def test_a_phone_is_not_readable_in_redis(redis: redis_py.Redis) -> None:
    Limits(redis, secret=b"1" * 32).allow("ussd", "+22370000001", 3, 60, open_when_down=False)
    Limits(redis, secret=b"2" * 32).allow("ussd", "+22370000001", 3, 60, open_when_down=False)
    names = redis.keys("*")
    assert len(names) == 2
    assert not any(b"70000001" in name for name in names)


@pytest.mark.parametrize("limit", [0, -1, 10_001])
def test_a_limit_out_of_range_is_a_mistake_of_the_caller(redis: redis_py.Redis, limit: int) -> None:
    with pytest.raises(ValueError, match="between 1 and"):
        Limits(redis).allow("ussd", "a", limit, 60, open_when_down=True)


@pytest.fixture
def closed_port() -> Iterator[int]:
    """Bound, so that nobody else is given it, and nobody listens."""
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        yield unheard.getsockname()[1]


@pytest.mark.parametrize("open_when_down", [True, False])
def test_without_redis_the_choice_of_the_caller_holds_and_is_told_once_in_ten_seconds(
    closed_port: int, open_when_down: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = redis_py.Redis(port=closed_port, socket_timeout=1, retry=NEVER)
    limits = Limits(client)
    with capture_logs() as lines:
        for second in (0.0, 1.0, 9.5, 10.5, 19.5):
            monkeypatch.setattr(clock, "monotonic", lambda second=second: second)
            assert limits.allow("login", "a", 1, 60, open_when_down=open_when_down) is open_when_down
    assert [line["event"] for line in lines] == ["limits_without_redis"] * 2
    assert lines[0]["opened"] is open_when_down
    client.close()


def test_a_redis_that_does_not_answer_counts_as_down() -> None:
    """Fault row 10."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        client = redis_py.Redis(port=silent.getsockname()[1], socket_timeout=0.1, retry=NEVER)
        assert Limits(client).allow("ussd", "a", 1, 60, open_when_down=True)
        client.close()
