"""Redis refuses, answers a second late, swallows everything or is full: a sentence in time, and nothing is lost."""

from collections.abc import Callable, Iterator

import pytest
import redis as redis_py

from gateway import bell
from gateway.wiring import Guichet
from kernel.database import Database
from tests.cast import KOFFI
from tests.conversation.test_on_real_ground import Caller, deposited
from tests.fault_proxy import BLACK_HOLE, LATE, FaultProxy
from tests.faults.doors import BUSY, client_of, connected, kept_events, push, ready
from tests.patience import Awake

# The operators' patience is 5 s. The waits for Redis alone are up to 2.5 s; what is left is a busy machine's share.
END_S = 4.5


def slow(wire: FaultProxy) -> None:
    wire.mode = LATE  # just past the 1 s that a command is waited for


def silent(wire: FaultProxy) -> None:
    wire.mode = BLACK_HOLE


FAULTS: dict[str, Callable[[FaultProxy], None]] = {
    "8 refused": FaultProxy.refuse, "10 a second late": slow, "10 silent": silent,
}  # fmt: skip
FAULTY = pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)


@FAULTY
@pytest.mark.parametrize("warm", [True, False], ids=["connected before", "never connected"])
def test_a_dial_ends_politely_in_time(
    at_redis: Guichet, redis_wire: FaultProxy, fault: Callable[[FaultProxy], None], warm: bool
) -> None:
    """Fault rows 8 and 10."""
    assert at_redis.conversation
    caller = Caller(connected(at_redis) if warm else at_redis)
    fault(redis_wire)
    with Awake() as awake:
        assert caller.dial().startswith(BUSY)
    assert awake.seconds < END_S
    assert not caller.last.more


@FAULTY
def test_a_pushed_event_is_kept_and_answered(
    at_redis: Guichet, database: Database, redis_wire: FaultProxy, fault: Callable[[FaultProxy], None]
) -> None:
    """Fault rows 8 and 10: the bell is lost, the row is not."""
    client = client_of(at_redis)
    fault(redis_wire)
    with Awake() as awake:
        assert push(client).status_code == 202
    assert awake.seconds < END_S
    assert kept_events(database) == 1


def test_a_request_that_a_dead_redis_swallowed_is_found_again(
    frail: Guichet, redis: redis_py.Redis, redis_wire: FaultProxy
) -> None:
    """Fault row 8: the reply was committed with the case, so the same turn gets it without Redis."""
    caller = Caller(frail)
    deposited(caller)
    end = caller.last
    redis_wire.refuse()
    caller._send()
    assert caller.last == end


def test_it_goes_on_by_itself_when_redis_is_back(frail: Guichet, redis_wire: FaultProxy) -> None:
    caller = Caller(frail)
    redis_wire.refuse()
    assert caller.dial().startswith(BUSY)
    redis_wire.listen_again()
    assert caller.dial().startswith("Guichet")


def test_readiness_names_redis(frail: Guichet, redis_wire: FaultProxy) -> None:
    """Fault row 8: the alert."""
    redis_wire.refuse()
    status, parts = ready(client_of(frail))
    assert status == 503
    assert parts["postgresql"]["ok"]
    assert not parts["redis"]["ok"]


@pytest.fixture
def full(redis: redis_py.Redis) -> Iterator[redis_py.Redis]:
    """A Redis whose memory is used up: it reads, and refuses every write."""
    before = {
        str(name): str(value) for name, value in redis.config_get("maxmemory", "maxmemory-policy").items()
    }
    redis.config_set("maxmemory-policy", "noeviction")
    redis.config_set("maxmemory", "1")
    yield redis
    for name, value in before.items():
        redis.config_set(name, value)


def test_a_full_redis_is_treated_as_one_that_is_down(
    guichet: Guichet, database: Database, full: redis_py.Redis
) -> None:
    """Fault row 11: nothing is thrown out to make room."""
    client = client_of(guichet)
    assert Caller(guichet, KOFFI).dial().startswith(BUSY)
    assert push(client).status_code == 202
    assert kept_events(database) == 1
    bell.ring(guichet.redis, ["events"])
    assert full.llen("guichet:bell") == 0


def test_a_full_redis_turns_readiness_red(guichet: Guichet, full: redis_py.Redis) -> None:
    """Fault row 11: the alert."""
    status, parts = ready(client_of(guichet))
    assert status == 503
    assert not parts["redis"]["ok"], parts
