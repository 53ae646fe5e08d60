"""Payments flow for minutes while every operator does its worst; then every promise is looked at."""

import json
import random
from typing import Any

import pytest
from pydantic import SecretStr

from gateway.settings import Settings
from gateway.wiring import Guichet, build
from kernel import clock
from payments.attempts.starting import start
from payments.errors import NotStarted
from payments.invoices import open_invoice
from tests.journeys.running import HTTP, Running, until

pytestmark = pytest.mark.chaos

SEED = 20260207
FLOW_S = 60
# Operators close a charge after five minutes; what was silent meanwhile is asked again soon after.
SETTLE_S = 420
RAILS = ("mtn", "gsma", "pispi")
FAULTS = (
    "down", "accept-then-drop", "html", "half-json", "error-500", "unknown-word", "wrong-amount", "wrong-currency",
    "success-after-expiry", "success-after-failed", "callback-before-reply", "callback-twice", "callback-forged",
    "callback-never", "bad-token",
)  # fmt: skip
# What the workers have not sent yet: citizens come no faster than they are served.
CLAIMABLE = "SELECT count(*) FROM payment_attempt WHERE state IN ('created', 'claimed')"
IN_FLIGHT_MAX = 8
LIVE = "SELECT count(*) FROM payment_attempt WHERE state IN ('created', 'claimed', 'pending')"
TAKEN = "SELECT operator_id, amount_xof FROM money_receipt WHERE rail = %s AND disposition <> 'reversed'"


def test_no_franc_is_lost_and_none_taken_twice(town: Running, capsys: pytest.CaptureFixture[str]) -> None:
    """Fault rows 25 to 29, on the real processes."""
    rng = random.Random(SEED)
    settings = Settings(
        database_url=SecretStr(town.urls["database_url"]), redis_url=SecretStr(town.urls["redis_url"]),
        mtn_momo_base_url=f"{town.simulator}/operators/mtn", gsma_base_url=f"{town.simulator}/operators/gsma",
        pispi_base_url=f"{town.simulator}/operators/pispi",
    )  # fmt: skip
    guichet = build(settings)
    for rail in RAILS:
        town.order_fault(rail, "auto-approve", 1_000_000)
    asked, until_s = 0, clock.monotonic() + FLOW_S
    while clock.monotonic() < until_s:
        until(lambda: _count(guichet, CLAIMABLE) < IN_FLIGHT_MAX, SETTLE_S)
        if rng.random() < 0.5:
            _order(town, rng.choice(RAILS), rng.choice(FAULTS))
        asked += _pay(guichet, rng)
    for rail in RAILS:  # no new harm: what is in doubt must now be resolved
        HTTP.request("DELETE", f"{town.simulator}/faults")
        town.order_fault(rail, "auto-approve", 1_000_000)
    until(lambda: _count(guichet, LIVE) == 0, SETTLE_S)
    _compare(town, guichet)
    checked = town.guichet("check", "--json")
    broken = [row for row in json.loads(checked.stdout) if row["broken"] and not row["warning"]]
    states = _rows(guichet, "SELECT rail, state, count(*) FROM payment_attempt GROUP BY 1, 2 ORDER BY 1, 2")
    guichet.close()
    with capsys.disabled():
        print(f"\n{asked} payments, seed {SEED}: {states}")
    assert broken == []


def _order(town: Running, rail: str, fault: str) -> None:
    """One fault more; the simulator refuses when 200 wait, which is harm enough."""
    body = json.dumps({"system": rail, "fault": fault, "times": 1})
    HTTP.request("POST", f"{town.simulator}/faults", body=body, headers={"Content-Type": "application/json"})


def _pay(guichet: Guichet, rng: random.Random) -> int:
    """One invoice of one phone, and a charge for it."""
    phone, at = f"+22901970{rng.randrange(10_000, 100_000)}", clock.now()
    with guichet.database.transaction() as connection:
        invoice = open_invoice(
            connection, guichet.keyring, guichet.treasury.reference_key, subject_kind="counter",
            subject=f"{rng.getrandbits(64):x}", service=20, regie="bj-pns", revenue_line="bj-casier", country="BJ",
            phone=phone, amount_xof=rng.randrange(100, 20_000), label="Casier judiciaire", at=at,
        )  # fmt: skip
        try:
            start(
                connection, guichet.keyring, guichet.treasury.rails, invoice_id=invoice.id, rail=rng.choice(RAILS),
                phone=phone, amount_xof=invoice.amount_xof, at=at,
            )  # fmt: skip
        except NotStarted:
            return 0
    guichet.redis.rpush("guichet:bell", "payments")
    return 1


def _compare(town: Running, guichet: Guichet) -> None:
    """Each operator's own book against our receipts: nothing that succeeded there is missing here, or differs."""
    for rail in RAILS:
        book = HTTP.request(
            "GET", f"{town.simulator}/operators/{rail}/", headers={"Accept": "application/json"}
        ).json()
        ours = dict(_rows(guichet, TAKEN.replace("%s", f"'{rail}'")))
        listed: list[dict[str, Any]] = book["payments"] if isinstance(book, dict) else book
        for payment in listed:
            if payment["state"] == "succeeded" and payment.get("operator_id") in ours:
                assert ours[payment["operator_id"]] == payment["amount"]


def _rows(guichet: Guichet, sql: str) -> list[Any]:
    with guichet.database.transaction() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(sql)]


def _count(guichet: Guichet, sql: str) -> int:
    return int(_rows(guichet, sql)[0][0])
