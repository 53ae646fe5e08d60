"""The circuit breaker opens, probes and closes: in one process, between processes, and without Redis."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import redis as redis_py
import time_machine
from redis.backoff import NoBackoff
from redis.retry import Retry

from backends.breaker import Breaker, LocalBreaker
from backends.contract import NotTried, Refused, Unavailable
from backends.gate import Gate
from backends.shared_breaker import SharedBreaker
from kernel import clock


class Hands:
    """A monotonic clock moved by hand."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def hands(monkeypatch: pytest.MonkeyPatch) -> Hands:
    moved = Hands()
    monkeypatch.setattr(clock, "monotonic", moved)
    return moved


@pytest.fixture(params=["local", "shared", "shared without redis"])
def breaker(request: pytest.FixtureRequest, redis: redis_py.Redis) -> Iterator[Breaker]:
    """Fault row 33, the three ways; the last is fault row 8."""
    if request.param == "local":
        yield LocalBreaker()
        return
    # No retries: a breaker that waits five seconds for Redis is worse than none.
    away = redis_py.Redis(port=9, socket_timeout=1, retry=Retry(NoBackoff(), 0))
    yield SharedBreaker(redis if request.param == "shared" else away, "apex")
    away.close()


@pytest.fixture
def pass_time(hands: Hands, redis: redis_py.Redis) -> Callable[[float], None]:
    """Both clocks; Redis' own keys are aged by expiring those whose time is up."""

    def pass_(seconds: float) -> None:
        hands.at += seconds
        for key in redis.keys("guichet:breaker:*"):
            left = redis.pttl(key)
            if 0 < left <= seconds * 1000:
                redis.delete(key)
            elif left > 0:
                redis.pexpire(key, int(left - seconds * 1000))

    return pass_


def test_it_opens_after_five_failures_and_probes_every_thirty_seconds(
    breaker: Breaker, pass_time: Callable[[float], None]
) -> None:
    for _ in range(4):
        breaker.failed()
    assert (breaker.allow(), breaker.state()) == (True, "closed")
    breaker.failed()
    assert (breaker.allow(), breaker.state()) == (False, "open")
    pass_time(31)
    assert breaker.state() == "half-open"
    assert [breaker.allow(), breaker.allow()] == [True, False]
    breaker.failed()
    assert breaker.state() == "open"
    pass_time(31)
    assert breaker.allow()
    breaker.succeeded()
    assert (breaker.allow(), breaker.state()) == (True, "closed")


def test_slow_failures_open_nothing(hands: Hands) -> None:
    breaker = LocalBreaker()
    for _ in range(10):
        breaker.failed()
        hands.at += 8
    assert breaker.state() == "closed"


def test_slow_failures_of_several_processes_open_nothing(redis: redis_py.Redis) -> None:
    breaker = SharedBreaker(redis, "apex")
    with time_machine.travel("2026-02-07T14:05:00Z", tick=False) as traveller:
        for _ in range(10):
            breaker.failed()
            traveller.shift(timedelta(seconds=8))
    assert breaker.state() == "closed"


def test_what_one_process_learns_the_others_know(redis: redis_py.Redis) -> None:
    first, second = SharedBreaker(redis, "apex"), SharedBreaker(redis, "apex")
    for _ in range(5):
        first.failed()
    assert not second.allow()
    assert SharedBreaker(redis, "maec").allow()
    second.succeeded()
    assert first.allow()


def test_a_refusal_is_an_answer_and_a_failure_is_not() -> None:
    gate = Gate(LocalBreaker())
    for _ in range(6):
        with pytest.raises(Refused), gate.call():
            raise Refused("invalid")
    assert gate.state() == "closed"
    for _ in range(5):
        with pytest.raises(Unavailable), gate.call():
            raise Unavailable("down")
    with pytest.raises(NotTried), gate.call():
        raise AssertionError


def test_four_call_at_once_and_the_fifth_is_told_busy() -> None:
    gate = Gate(LocalBreaker(), wait_s=0.05)
    inside, leave = threading.Barrier(5), threading.Event()

    def call() -> None:
        with gate.call():
            inside.wait()
            leave.wait(60)

    threads = [threading.Thread(target=call) for _ in range(4)]
    for thread in threads:
        thread.start()
    inside.wait()
    with pytest.raises(NotTried, match="busy"), gate.call():
        raise AssertionError
    leave.set()
    for thread in threads:
        thread.join()
    assert gate.state() == "closed"
    with gate.call():
        assert gate.state() == "closed"
