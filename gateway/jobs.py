"""What RQ may run. A job is a bell, never a parcel: it drains its lane of the outbox and carries no data.

At-least-once by design: a row is leased, handled by a function that bears being run twice, and finished.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import structlog

from gateway import bell, connections, ticks
from gateway.batches import Drain, Share
from gateway.settings import load
from gateway.wiring import Guichet, build
from kernel import clock, outbox

# A drain outlives a few slow calls (10 s each) and ends well before its job's own limit, so it is never cut.
DRAIN_SECONDS = 40
JOB_SECONDS_MAX = 120
# Eight calls in flight carry 25 a second at 300 ms each: one process, one lane.
IN_FLIGHT_MAX = 8
# Messages only wait for the network: 32 carry 100 a second at 300 ms, and a thread that waits costs some
# 100 kB. What a citizen waits for may use all of them, news
# three quarters and campaigns half, so that the next receipt always finds a free one.
SHARES: Mapping[str, Sequence[Share]] = {
    "sms": (Share("sms", 32), Share("sms_news", 24), Share("sms_bulk", 16)),
}
ALIVE_SECONDS = 180

log = structlog.get_logger(__name__)


def drain(lane: str) -> int:
    """Handle everything due in ``lane``, several at once; returns how many were handled."""
    return drain_with(guichet(), lane)


def tick(name: str) -> None:
    """Run the periodic task ``name``."""
    ticks.TASKS[name].run(guichet())


@cache
def guichet() -> Guichet:
    """This worker's own wiring, made once: RQ imports this module in each worker process."""
    return build(load(), connections.OF_WORKER)


def drain_with(guichet: Guichet, lane: str) -> int:
    """``drain`` on a given wiring."""
    shares = SHARES.get(lane, (Share(lane, IN_FLIGHT_MAX),))
    pool = ThreadPoolExecutor(max(share.most for share in shares), thread_name_prefix=lane)
    drain = Drain(guichet.database, pool, lambda event: handle(guichet, event), guichet.batches, shares)
    try:
        handled = drain.run(until=clock.monotonic() + DRAIN_SECONDS)
    except BaseException:
        # Out of time, or PostgreSQL is away. Waiting for what hangs would swallow the limit: the lease gives it back.
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()
    _pass_on(guichet, lane)
    return handled


def handle(guichet: Guichet, event: outbox.Event) -> None:
    """Run the event's handler and record the outcome. Only a dead PostgreSQL gets out: the lease ends by itself.

    A handler that waited too long for a lock raises DatabaseUnavailable as well: its row is given back, and the drain
    goes on.
    """
    try:
        guichet.handlers[event.topic](event)
    except outbox.Later as later:
        with guichet.database.transaction() as connection:
            outbox.postpone(connection, event, later.seconds)
    except Exception as error:  # noqa: BLE001 - whatever it is, the row must be given back and the others must flow
        _give_back(guichet, event, error)
    else:
        with guichet.database.transaction() as connection:
            outbox.finish(connection, event)


def _give_back(guichet: Guichet, event: outbox.Event, error: Exception) -> None:
    with guichet.database.transaction() as connection:
        parked = outbox.fail(connection, event, type(error).__name__)
    level = log.error if parked else log.warning
    level("outbox_parked" if parked else "outbox_retry", topic=event.topic, row=event.id, tries=event.tries,
          error=type(error).__name__)  # fmt: skip


def _pass_on(guichet: Guichet, lane: str) -> None:
    """What the handlers published in other lanes is rung for now instead of at the next sweep."""
    guichet.redis.set(f"guichet:alive:{lane}", "1", ex=ALIVE_SECONDS)
    with guichet.database.transaction() as connection:
        due = outbox.lanes_due(connection)
    bell.ring(guichet.redis, due)
