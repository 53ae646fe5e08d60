"""The periodic tasks: what runs, how often, and on which worker. The ticker only rings for them."""

from collections.abc import Callable
from dataclasses import dataclass

import structlog

from cases import polling, stranded
from gateway import bell, old_answers, retention
from gateway.console import overview
from gateway.sealing import lists
from gateway.wiring import Guichet
from kernel import clock
from payments import invoices, ledger
from payments import polling as polling_payments
from payments.refunds import sending as refunding
from sms import closing
from sms import retention as texts
from sms.broadcasts import feeding
from sms.purposes import LANES as SMS_LANES

# One sweep may ask about this many cases: at 4 calls in flight it is done within the next minute.
POLLS_A_SWEEP = 200
# A minute of a busy evening: what one lane asks with eight calls in flight before the next sweep.
PAYMENTS_A_SWEEP = 500
SEALS_AT_ONCE = 2000
# Three days of a busy week without a single report, closed within the hour.
MESSAGES_A_SWEEP = 5000
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


def send_stranded(guichet: Guichet) -> None:
    """File again the cases whose outbox row was parked: a parked row may wait for a person, a citizen may not."""
    with guichet.database.transaction() as connection:
        sent = stranded.sweep(connection, clock.now(), POLLS_A_SWEEP)
    if sent:
        log.info("cases_refiled", count=sent)


def poll_payments(guichet: Guichet) -> None:
    """Ask the operators where charges and refunds stand whose time has come."""
    at = clock.now()
    with guichet.database.transaction() as connection:
        asked = polling_payments.sweep_due(connection, at, PAYMENTS_A_SWEEP)
        asked += refunding.sweep_due(connection, at, PAYMENTS_A_SWEEP)
    if asked:
        bell.ring(guichet.redis, ["payments"])


def seal_ledger(guichet: Guichet) -> None:
    """Link what was posted since into the hash chain; after commit, so that regies do not queue behind each other."""
    sealed = SEALS_AT_ONCE
    while sealed == SEALS_AT_ONCE:
        with guichet.database.transaction() as connection:
            sealed = ledger.seal_chain(connection, SEALS_AT_ONCE)


def expire_invoices(guichet: Guichet) -> None:
    """Close the invoices whose date is past and that nobody is paying."""
    with guichet.database.transaction() as connection:
        invoices.expire_due(connection, clock.now(), PAYMENTS_A_SWEEP)


def feed_broadcasts(guichet: Guichet) -> None:
    """Move a few recipients of broadcasts into the queue: a campaign is rows in a table, never a crowd of messages."""
    with guichet.database.transaction() as connection:
        fed = feeding.feed(connection, guichet.keyring, clock.now(), feeding.room(connection))
    if fed:
        bell.ring(guichet.redis, [SMS_LANES["bulk"]])


def weigh_providers(guichet: Guichet) -> None:
    """Move messages away from a slow provider, and back when it is well again."""
    with guichet.database.transaction() as connection:
        guichet.messaging.delivery.tend(connection, clock.now())


def close_messages(guichet: Guichet) -> None:
    """Close the messages that no report will settle any more."""
    with guichet.database.transaction() as connection:
        closing.sweep(connection, clock.now(), MESSAGES_A_SWEEP)


def renew_registers(guichet: Guichet) -> None:
    """Have the revocation lists and registers of issued seals made anew before they grow old."""
    with guichet.database.transaction() as connection:
        asked = lists.sweep(connection, clock.now())
    if asked:
        bell.ring(guichet.redis, [lists.LANE])


def forget(guichet: Guichet) -> None:
    """Delete or empty what is past its retention."""
    gone = retention.forget_old(guichet.database)
    gone["answers"] = old_answers.sweep(
        guichet.database, guichet.keyring, guichet.catalogue.administrations, clock.now()
    )
    gone["texts"] = texts.sweep(guichet.database, guichet.keyring, clock.now())
    log.info("retention", **gone)


TASKS = {
    "poll_cases": Task(60, poll_cases),
    "poll_payments": Task(5, poll_payments),
    "seal_ledger": Task(5, seal_ledger),
    "send_stranded": Task(300, send_stranded),
    "expire_invoices": Task(3600, expire_invoices),
    "feed_broadcasts": Task(5, feed_broadcasts),
    "weigh_providers": Task(60, weigh_providers),
    "close_messages": Task(3600, close_messages),
    "renew_registers": Task(300, renew_registers),
    "sum_days": Task(60, overview.sum_days),
    "forget": Task(3600, forget),
}
