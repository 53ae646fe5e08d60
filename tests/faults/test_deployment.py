"""What a deployment does to the processes: SIGTERM lets them finish, kill -9 loses nothing that was acknowledged."""

import itertools
import json
import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import redis as redis_py
import urllib3
from sqlalchemy import select

from gateway import queues
from gateway.wiring import Guichet
from kernel.database import Database
from partner.tables import PARTNER_EVENT
from tests.fault_proxy import HOLD, SLOW, FaultProxy
from tests.gateway.running import HTTP, Process, environment, started, web
from tests.partner.pushes import STRUCTURED, event
from tests.sms import africastalking_wire as wire
from tests.sms.cases import message, queued
from tests.waiting import until

IN_FLIGHT = 4
ACKNOWLEDGED_MIN = 60
WAIT_S = 120


def post(process: Process, event_id: str) -> int:
    """The status of one push; 0 when nobody answered."""
    headers = {"Authorization": "Bearer demo", "Content-Type": STRUCTURED}
    try:
        body = json.dumps(event(id=event_id))
        return HTTP.request("POST", f"{process.url}/partner/events", body=body, headers=headers).status
    except urllib3.exceptions.HTTPError:
        return 0


def kept(database: Database) -> set[str]:
    with database.transaction() as connection:
        return set(connection.execute(select(PARTNER_EVENT.c.event_id)).scalars())


def test_requests_in_hand_are_answered_before_the_web_server_ends(
    database: Database, redis: redis_py.Redis, postgres_wire: FaultProxy, redis_url: str, tmp_path: Path
) -> None:
    """Fault row 43."""
    with (
        web(postgres_wire.url, redis_url, tmp_path / "log") as process,
        ThreadPoolExecutor(IN_FLIGHT) as pool,
    ):
        assert post(process, "before") == 202
        postgres_wire.mode = HOLD
        answers = [pool.submit(post, process, f"e-{number}") for number in range(IN_FLIGHT)]
        # In hand, each of them: who has not been let in by then is refused, and is not what this is about.
        until(lambda: postgres_wire.held >= IN_FLIGHT)
        process.popen.send_signal(signal.SIGTERM)
        postgres_wire.mode = SLOW
        postgres_wire.go.set()
        assert [answer.result(WAIT_S) for answer in answers] == [202] * IN_FLIGHT
        assert process.popen.wait(WAIT_S) == 0
    assert kept(database) == {"before", *(f"e-{number}" for number in range(IN_FLIGHT))}


def test_a_message_in_hand_is_finished_before_its_worker_ends(
    guichet: Guichet,
    database: Database,
    redis: redis_py.Redis,
    database_url: str,
    redis_url: str,
    tmp_path: Path,
) -> None:
    """Fault row 43."""
    asked, go = threading.Event(), threading.Event()

    def hold() -> None:
        asked.set()
        go.wait(WAIT_S)

    with wire.serving(wire.recipients(wire.line())) as provider:
        provider.before_answer = hold
        given = environment(database_url, redis_url, GUICHET_AFRICASTALKING_BASE_URL=provider.url)
        message_id = queued(database, guichet.keyring)
        queues.ring_worker(redis, "sms")
        with started(["worker", "sms"], given, tmp_path / "log") as process:
            assert asked.wait(WAIT_S)
            process.popen.send_signal(signal.SIGTERM)
            go.set()
            assert process.popen.wait(WAIT_S) == 0
        assert len(provider.requests) == 1
    assert message(database, message_id).state == "sent"


@pytest.mark.parametrize("victims", ["a process", "the whole server"])
def test_no_acknowledged_push_is_lost_when_the_web_server_is_killed(
    database: Database, redis: redis_py.Redis, database_url: str, redis_url: str, tmp_path: Path, victims: str
) -> None:
    """Fault row 44: the row is committed before the 202."""
    acknowledged: list[str] = []
    numbers, stop = itertools.count(), threading.Event()

    def administration() -> None:
        while not stop.is_set():
            name = f"e-{next(numbers)}"
            if post(process, name) == 202:
                acknowledged.append(name)
            elif process.popen.poll() is not None:
                return

    with web(database_url, redis_url, tmp_path / "log") as process, ThreadPoolExecutor(IN_FLIGHT) as pool:
        for _ in range(IN_FLIGHT):
            pool.submit(administration)
        until(lambda: len(acknowledged) > ACKNOWLEDGED_MIN, WAIT_S)
        below = process.workers()
        for pid in below if victims == "a process" else [process.popen.pid, *below]:
            os.kill(pid, signal.SIGKILL)
        if victims == "a process":  # its parent starts another one
            before = len(acknowledged)
            until(lambda: len(acknowledged) > before + IN_FLIGHT, WAIT_S)
        stop.set()
    assert set(acknowledged) <= kept(database)
