"""The parts of the wiring are made once a process, whichever threads ask first, and serve them all."""

import threading
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property

import pytest

from conversation.fuse import THREADS_MAX
from gateway.intake import LARGE_PLACES
from gateway.messaging import Messaging
from gateway.part import part
from gateway.sealed import Sealed
from gateway.seals import Seals
from gateway.settings import Settings
from gateway.treasury import Treasury
from gateway.wiring import Guichet
from kernel import clock
from kernel.limits import Limits
from kernel.session_store import connect

THREADS = 8


class Wiring:
    """Two parts, one of which needs the other."""

    def __init__(self) -> None:
        self.made: list[str] = []

    @part
    def pool(self) -> object:
        """What the second needs."""
        self.made.append("pool")
        clock.sleep(0.01)  # the others come while it is being made
        return object()

    @part
    def handlers(self) -> tuple[object]:
        """What everybody asks for."""
        self.made.append("handlers")
        return (self.pool,)


def test_eight_threads_that_ask_first_get_the_same_part() -> None:
    wiring, together = Wiring(), threading.Barrier(THREADS)

    def asked(number: int) -> object:
        together.wait(60)
        return wiring.handlers[0] if number % 2 else wiring.pool

    with ThreadPoolExecutor(THREADS) as pool:
        found = set(pool.map(asked, range(THREADS)))
    assert found == {wiring.pool}
    assert sorted(wiring.made) == ["handlers", "pool"]


def test_a_part_that_could_not_be_made_is_made_by_the_next_who_asks() -> None:
    class Broken:
        tries = 0

        @part
        def root(self) -> str:
            """Missing until somebody has made it."""
            self.tries += 1
            if self.tries == 1:
                raise LookupError
            return "root"

    wiring = Broken()
    with pytest.raises(LookupError):
        _ = wiring.root
    assert (wiring.root, wiring.root, wiring.tries) == ("root", "root", 2)


@pytest.mark.parametrize("wiring", [Guichet, Treasury, Messaging, Sealed, Seals])
def test_no_part_is_made_without_the_lock(wiring: type) -> None:
    """``cached_property`` has none since Python 3.12."""
    assert [name for name, found in vars(wiring).items() if isinstance(found, cached_property)] == []


@pytest.mark.usefixtures("redis")
def test_as_many_threads_as_a_process_may_have_ask_redis_at_once(redis_url: str) -> None:
    """A pool that is too small says that Redis is down, and logs people out of the console."""
    places = max(bound.le for bound in Settings.model_fields["web_threads"].metadata if hasattr(bound, "le"))
    threads = places + LARGE_PLACES + THREADS_MAX
    client = connect(redis_url)
    limits, together = Limits(client), threading.Barrier(threads)

    def allowed(number: int) -> bool:
        together.wait(60)
        return all(limits.allow("at-once", str(number), 9, 60, open_when_down=False) for _ in range(9))

    with ThreadPoolExecutor(threads) as pool:
        assert all(pool.map(allowed, range(threads)))
    client.close()


def test_what_was_opened_is_given_back(guichet: Guichet) -> None:
    closed: list[str] = []

    class Egress:
        def close(self) -> None:
            closed.append("egress")

    vars(guichet)["egress"] = Egress()
    guichet.close()
    assert closed == ["egress"]
