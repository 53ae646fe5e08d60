"""The periodic tasks: what runs, how often, and on which worker. The ticker only rings for them."""

from collections.abc import Callable
from dataclasses import dataclass

import structlog

from cases import polling
from gateway import receipts, retention
from gateway.wiring import Guichet
from kernel import clock

# One sweep may ask about this many cases: at 4 calls in flight it is done within the next minute.
POLLS_A_SWEEP = 200
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Task:
    """``run`` every ``every_s`` seconds, once however many tickers ring."""

    every_s: int
    run: Callable[[Guichet], None]


def poll_cases(guichet: Guichet) -> None:
    """Ask the administrations about the open cases that nothing was heard of lately."""
    with guichet.database.transaction() as connection:
        asked = polling.sweep_due(connection, clock.now(), POLLS_A_SWEEP)
    if asked:
        log.info("cases_polled", count=asked)


def forget(guichet: Guichet) -> None:
    """Delete what is past its retention."""
    with guichet.database.transaction() as connection:
        gone = {"receipts": receipts.forget_old(connection), **retention.forget_old(connection)}
    log.info("retention", **gone)


TASKS = {
    "poll_cases": Task(60, poll_cases),
    "forget": Task(3600, forget),
}
