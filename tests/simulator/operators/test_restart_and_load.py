"""Payments outlive the simulator's process, and thousands a minute go through it."""

import threading
import time
import uuid
from collections.abc import Iterator

from simulator.operators.asked import Asked
from simulator.options import Options
from simulator.world import World, build
from tests.simulator.conftest import Simulator
from tests.simulator.gateway import Gateway
from tests.simulator.operators.merchant import KOFFI, mtn_ask
from tests.waiting import until

PAYMENTS, HANDS = 200, 8
# Payments a minute at the very least, client and gateway included. Counted in time of the processor: what else a
# machine does, or that it stands still, is not theirs.
A_MINUTE = 1_500


def test_a_restart_forgets_neither_payments_nor_what_is_due(options: Options, gateway: Gateway) -> None:
    first = build(options)
    first.start()
    url = "/payments/mtn/demo/callback"
    asked = Asked("mtn", "a", KOFFI, 3000, callback=url, names=("n:1",))
    first.market.till.open(asked)
    first.faults.order("mtn", "auto-approve", seconds=0.3)
    first.market.till.open(Asked("mtn", "b", KOFFI, 500, callback=url))
    first.stop()
    second = build(options)
    second.start()
    try:
        assert len(second.market.till.prompts.waiting(KOFFI)) == 1
        assert second.market.book.named("mtn", "n:1")[0]["id"] == "a"
        gateway.wait("/callback")
        assert second.market.book.get("mtn", "b")["state"] == "succeeded"
        second.market.till.prompts.answer("mtn:a", "1234")
        assert second.market.till.accounts.balance("mtn", KOFFI) == 496_500
    finally:
        _end(second)


def test_thousands_of_payments_a_minute(simulator: Simulator) -> None:
    simulator.fault("mtn", "auto-approve", times=100_000)
    ids: Iterator[int] = iter(range(PAYMENTS))
    taking = threading.Lock()

    def ask() -> None:
        while True:
            with taking:
                if next(ids, None) is None:
                    return
            assert mtn_ask(simulator, str(uuid.uuid4())).status == 202

    started = time.process_time()
    hands = [threading.Thread(target=ask) for _ in range(HANDS)]
    for each in hands:
        each.start()
    for each in hands:
        each.join()
    book = simulator.world.market.book
    until(lambda: all(each["state"] == "succeeded" for each in book.newest("mtn", PAYMENTS)))
    assert PAYMENTS / (time.process_time() - started) * 60 > A_MINUTE
    newest = book.newest("mtn", PAYMENTS)
    numbers = {each["operator_id"] for each in newest}
    assert len(numbers) == PAYMENTS
    tries = simulator.world.courier.by_subject
    # Each told once; a callback that found the gateway busy is given up, as on the real one.
    until(lambda: sum(each["tries"] for pushes in tries().values() for each in pushes) == PAYMENTS)


def _end(world: World) -> None:
    world.stopping.set()
    world.stop()
