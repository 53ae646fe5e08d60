"""What the messages are measured on: a database, a provider, a ticker and one worker of a kind at a time."""

import http.client
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import redis

from bench import cpu, sms_rows, sms_worker
from bench.contenders import Unexpected
from bench.server import ROOT
from bench.stage import Stage, free_port
from gateway import bell
from gateway.settings import load
from gateway.wiring import build
from kernel import clock
from kernel.crypto import Keyring
from kernel.database import Database
from sms.outbox import queue

PHONE = "+22370000001"
READY_S, STALL_S = 20.0, 60.0


class Office:
    """Rates and waits of one worker; its environment names the stage's servers."""

    def __init__(self, environment: Mapping[str, str], core: int, spare: int) -> None:
        self._environment, self._core, self._spare = dict(environment), core, spare
        self._url = environment["GUICHET_DATABASE_URL"]
        self._database = Database(self._url)
        self._redis = redis.Redis.from_url(environment[sms_worker.REDIS_URL])
        self._keyring = _demo_keyring()
        self._mark = 0

    def rate(self, kind: str, delay_ms: int, count: int) -> float:
        """Messages a second of a worker of ``kind`` that finds ``count`` waiting."""
        with self._provider(delay_ms) as seen:
            if kind == "ours":
                list(sms_rows.write(self._url, self._keyring, "sms.status", count))
            else:
                messages = [(PHONE, f"Information du service numero {each}") for each in range(count)]
                sms_worker.enqueue(self._environment[sms_worker.REDIS_URL], messages)
            with self._worker(kind):
                bell.ring(self._redis, ["sms"])
                found = _until(seen, count)
        if found["count"] != count:
            raise Unexpected(f"{found['count']} of {count} messages were handed over by {kind}")
        return (count - 1) / float(found["last"] - found["first"])

    def waits(self, rate: int, seconds: int) -> list[float]:
        """Queue ``rate`` messages a second, each in its transaction with its bell; how long each took to leave."""
        queued: dict[int, float] = {}
        with self._provider(300) as seen, self._worker("ours"):
            self._queue_one()
            _until(seen, 1)
            began = clock.monotonic()
            for number in range(rate * seconds):
                clock.sleep(max(0.0, began + number / rate - clock.monotonic()))
                mark = self._queue_one()
                queued[mark] = clock.monotonic()
            marks = _marks(seen, set(queued))
        return [marks[mark] - at for mark, at in queued.items()]

    def write_campaign(self, count: int, say: Callable[[str], None]) -> None:
        """``count`` messages of a campaign, with their bells, in the queue."""
        for done in sms_rows.write(self._url, self._keyring, "broadcast", count):
            say(f"writing the campaign: {done:,} of {count:,}")

    def _queue_one(self) -> int:
        self._mark += 1
        with self._database.transaction() as connection:
            queue(
                connection, self._keyring, phone=f"+2237{self._mark * sms_rows.APART % 10_000_000:07d}",
                text=f"R{self._mark} quittance", purpose="sms.quittance",
            )  # fmt: skip
        bell.ring(self._redis, ["sms"])
        return self._mark

    @contextmanager
    def _provider(self, delay_ms: int) -> Iterator[Callable[[], dict[str, Any]]]:
        port = int(self._environment[sms_worker.BASE_URL].rsplit(":", 1)[1])
        with self._process("-m", "bench.sms_provider", str(port), str(delay_ms)):
            self._answering(port)
            yield lambda: _seen(port)

    @contextmanager
    def _worker(self, kind: str) -> Iterator[None]:
        with self._process("-m", "bench.sms_worker", str(self._core), kind):
            if kind != "ours":
                yield
                return
            with self._process("-m", "gateway", "ticker"):
                yield

    @contextmanager
    def _process(self, *words: str) -> Iterator[None]:
        process = subprocess.Popen(
            [sys.executable, *words], env=self._environment, cwd=ROOT,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.sched_setaffinity(process.pid, {self._spare, self._core})
        try:
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _answering(self, port: int) -> None:
        deadline = clock.monotonic() + READY_S
        while clock.monotonic() < deadline:
            try:
                _seen(port)
            except OSError:
                clock.sleep(0.05)
            else:
                return
        raise Unexpected("the provider does not answer")

    def close(self) -> None:
        """Give back what was opened."""
        self._database.close()
        self._redis.close()


@contextmanager
def office(stage: Stage) -> Iterator[Office]:
    """An office with a database of its own."""
    environment = dict(stage.environment(stage.database("messages"), 3))
    environment[sms_worker.BASE_URL] = f"http://127.0.0.1:{free_port()}"
    place = Office(environment, *cpu.cores())
    try:
        yield place
    finally:
        place.close()


def _demo_keyring() -> Keyring:
    # The worker's keys are the demo's own, so that it can open what is written here.
    return build(load()).keyring


def _seen(port: int) -> dict[str, Any]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/seen")
        found: dict[str, Any] = json.loads(connection.getresponse().read())
        return found
    finally:
        connection.close()


def _until(seen: Callable[[], dict[str, Any]], count: int) -> dict[str, Any]:
    """The sums of what came until ``count`` messages are there, or nothing came for STALL_S."""
    total: dict[str, Any] = {"count": 0, "first": 0.0, "last": 0.0}
    quiet = clock.monotonic()
    while total["count"] < count and clock.monotonic() - quiet < STALL_S:
        clock.sleep(0.2)
        found = seen()
        if found["count"]:
            quiet = clock.monotonic()
            total["count"] += found["count"]
            total["first"] = total["first"] or found["first"]
            total["last"] = found["last"]
    return total


def _marks(seen: Callable[[], dict[str, Any]], wanted: set[int]) -> dict[int, float]:
    marks: dict[int, float] = {}
    quiet = clock.monotonic()
    while wanted - set(marks):
        if clock.monotonic() - quiet > STALL_S:
            raise Unexpected(f"{len(wanted - set(marks))} messages never reached the provider")
        clock.sleep(0.2)
        found = {int(mark): at for mark, at in seen()["marks"].items()}
        quiet = clock.monotonic() if found else quiet
        marks |= found
    return marks
