"""A real worker process, killed with SIGKILL at every point that matters: one debit at most, nothing forgotten."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text

from kernel import clock
from kernel.database import Database
from payments.inbox.store import store
from payments.ledger.tables import LEDGER_JOURNAL
from payments.quittances.tables import QUITTANCE
from tests.chaos.payments.crash_points import POINTS, Point
from tests.chaos.payments.holding import HoldingOperator, holding
from tests.chaos.payments.room import KEYRING
from tests.chaos.payments.worker import rail
from tests.payments.counter import Counter, broken
from tests.rooms import ROOT

pytestmark = pytest.mark.chaos
PRICE = 2000
# A lease is a minute; a charge that the operator never got is given up after five, and asked about till then.
MINUTES_MAX = 12
_LATER = (
    "UPDATE outbox SET due_at = due_at - CAST(:by AS interval) WHERE done_at IS NULL",
    """UPDATE payment_attempt SET next_poll_at = next_poll_at - CAST(:by AS interval),
    expires_at = expires_at - CAST(:by AS interval), created_at = created_at - CAST(:by AS interval),
    claimed_at = claimed_at - CAST(:by AS interval)""",
)


@pytest.fixture
def operator() -> Iterator[HoldingOperator]:
    with HoldingOperator() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield server
        server.release()
        server.shutdown()


@pytest.fixture
def room(database: Database, operator: HoldingOperator) -> Counter:
    return Counter(database, KEYRING, {"mtn": rail(operator.url)})


@pytest.mark.parametrize("point", POINTS, ids=lambda point: point.name)
def test_a_worker_killed_there_costs_no_franc(room: Counter, operator: HoldingOperator, point: Point) -> None:
    """Fault rows 1 to 4."""
    invoice = room.invoice(PRICE)
    attempt = room.start(invoice)
    _up_to(room, operator, point, attempt, invoice.reference)
    url = room.database.url.replace("+psycopg", "")
    with holding(url, operator, point) as held:
        worker = subprocess.Popen(
            [sys.executable, "-m", "tests.chaos.payments.worker", url, operator.url], cwd=ROOT
        )
        try:
            held.wait()
        finally:
            os.kill(worker.pid, signal.SIGKILL)
            worker.wait()
        held.release()
    left = room.attempt(attempt).state
    minutes = _until_it_is_over(room, operator, attempt)
    outcome = _outcome(room, operator, attempt)
    _print(point, left, outcome, minutes)
    assert outcome == (_paid() if point.paid else _unpaid()), point.name
    assert broken(room) == {}


def test_every_point_is_explained() -> None:
    page = (ROOT / "docs" / "crash-points.md").read_text(encoding="utf-8")
    assert [point.name for point in POINTS if point.name not in page] == []


def _up_to(room: Counter, operator: HoldingOperator, point: Point, attempt: str, reference: str) -> None:
    """Do what comes before the story that is broken off."""
    if point.story == "charge":
        return
    room.run()
    operator.approve(attempt)
    if point.story == "poll":
        _pass(room, timedelta(seconds=30))
        room.sweep()
        return
    body = json.dumps(
        {"externalId": reference, "status": "SUCCESSFUL", "amount": str(PRICE), "currency": "XOF"}
    )
    with room.database.transaction() as connection:
        assert store(connection, KEYRING, rail="mtn", raw=body.encode())


def _until_it_is_over(room: Counter, operator: HoldingOperator, attempt: str) -> int:
    """Minutes until another worker, and the payer, have brought it to its end. The stored times are moved back."""
    for minute in range(MINUTES_MAX):
        taken = operator.charges.get(attempt)
        if taken is not None and not taken.debits:
            operator.approve(attempt)
        room.poll()
        done = not _waiting(room)
        if room.attempt(attempt).state in ("succeeded", "failed", "expired") and done:
            return minute
        _pass(room, timedelta(seconds=61))
    raise AssertionError(f"it is {room.attempt(attempt).state} after {MINUTES_MAX} minutes")


def _pass(room: Counter, by: timedelta) -> None:
    with room.database.transaction() as connection:
        for statement in _LATER:
            connection.execute(text(statement), {"by": by})


def _waiting(room: Counter) -> int:
    with room.database.transaction() as connection:
        query = text("SELECT count(*) FROM outbox WHERE lane = 'payments' AND done_at IS NULL")
        return int(connection.execute(query).scalar_one())


def _outcome(room: Counter, operator: HoldingOperator, attempt: str) -> dict[str, int]:
    """How often each thing happened."""
    taken = operator.charges.get(attempt)
    with room.database.transaction() as connection:
        journal = connection.execute(select(func.count()).select_from(LEDGER_JOURNAL)).scalar_one()
        quittances = connection.execute(select(func.count()).select_from(QUITTANCE)).scalar_one()
    return {
        "charged": len(operator.seen("POST", "requesttopay")),
        "debited": taken.debits if taken is not None else 0,
        "receipts": len(room.receipts()),
        "postings": int(journal),
        "quittances": int(quittances),
        "news": len(room.news("invoice.paid")),
    }


def _paid() -> dict[str, int]:
    return dict.fromkeys(("charged", "debited", "receipts", "postings", "quittances", "news"), 1)


def _unpaid() -> dict[str, int]:
    return dict.fromkeys(("charged", "debited", "receipts", "postings", "quittances", "news"), 0)


def _print(point: Point, left: str, outcome: dict[str, int], minutes: int) -> None:
    words = ", ".join(f"{name} {times}" for name, times in outcome.items())
    sys.stdout.write(f"{clock.now():%H:%M:%S} {point.name}: left {left}; {words}; over after {minutes} min\n")
