"""As many connections to PostgreSQL as there are threads that ask, and a word where the server has fewer."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import event as events
from structlog.testing import capture_logs
from werkzeug.test import Client

from gateway import connections, doctor, front, jobs
from gateway.connections import Room
from gateway.embedded.postgres import Postgres
from gateway.front import served
from gateway.settings import Settings
from gateway.supervisor import _postgres_options
from gateway.wiring import Guichet, build
from kernel.database import Database
from tests import servers

PLACES = 32
WAIT_S = 60


@pytest.fixture
def settings(database: Database, redis: object, database_url: str, redis_url: str) -> Settings:
    """As many places to work as a process may have."""
    del database, redis
    return Settings(database_url=SecretStr(database_url), redis_url=SecretStr(redis_url), web_threads=PLACES)


@pytest.fixture
def full(settings: Settings) -> Iterator[Guichet]:
    """Wired as ``gateway.front.create`` does."""
    guichet = build(settings, connections.of_web(settings))
    yield guichet
    guichet.close()


def test_as_many_requests_as_there_are_places_are_served_at_once(full: Guichet) -> None:
    """Each holds its connection until all have one: a smaller pool would turn the rest away after two seconds."""
    app, together, held = served(full), threading.Barrier(PLACES), threading.local()

    def taken(*_: object) -> None:
        if not getattr(held, "met", False):
            held.met = True
            together.wait(WAIT_S)

    events.listen(full.database.engine, "checkout", taken)

    def asked(_: int) -> bool:
        answer = Client(app).get("/readyz", environ_overrides={"REMOTE_ADDR": "127.0.0.1"})
        return bool(answer.get_json()["components"]["postgresql"]["ok"])

    with ThreadPoolExecutor(PLACES) as pool:
        assert list(pool.map(asked, range(PLACES))) == [True] * PLACES


def test_a_worker_has_one_for_each_handler_and_one_for_the_drain() -> None:
    assert connections.OF_WORKER == jobs.IN_FLIGHT_MAX + 1


@pytest.mark.parametrize(
    ("threads", "workers", "wanted"), [(2, 1, 71), (4, 2, 89), (32, 2, 145), (32, 64, 2873)]
)
def test_the_sum_counts_every_process(threads: int, workers: int, wanted: int) -> None:
    assert connections.wanted(Settings(web_threads=threads, web_workers=workers)) == wanted


def test_an_embedded_server_has_as_many_as_its_processes_may_hold() -> None:
    settings = Settings(web_threads=PLACES, web_workers=4)
    with servers.folder() as path:
        server = Postgres(path / "postgres", servers.POSTGRES_OPTIONS | _postgres_options(settings))
        database = Database(server.start(), pool_size=1)
        try:
            with database.transaction() as connection:
                found = connections.room(connection, settings)
        finally:
            database.close()
            server.stop()
    assert (found.wanted, found.offered) == (233, 233)
    assert found.fits


@pytest.mark.parametrize(("wanted", "told"), [(1, []), (9_999, ["postgresql_connections_short"])])
def test_a_start_says_when_the_server_has_fewer(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, wanted: int, told: list[str]
) -> None:
    monkeypatch.setattr(connections, "wanted", lambda _: wanted)
    with capture_logs() as logs:
        connections.tell(settings, settings.database_url.get_secret_value())
    assert [entry["event"] for entry in logs] == told


def test_a_start_without_postgresql_is_not_held_up_by_it(settings: Settings) -> None:
    with capture_logs() as logs:
        connections.tell(settings, "postgresql://guichet@127.0.0.1:1/guichet")
    assert logs == []


@pytest.mark.parametrize(("offered", "ok"), [(88, False), (89, True)])
def test_the_doctor_names_both_numbers(
    guichet: Guichet, monkeypatch: pytest.MonkeyPatch, offered: int, ok: bool
) -> None:
    monkeypatch.setattr(connections, "room", lambda *_: Room(89, offered))
    (finding,) = doctor._connections(guichet)
    assert (finding.ok, finding.seen) == (ok, f"89 wanted at most, {offered} offered")


def test_the_doctor_looks_at_the_disk_of_a_folder_that_is_still_to_be_made(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "not" / "yet" / "made", redis_url=SecretStr("redis://127.0.0.1"))
    assert [finding.part for finding in doctor._machine(settings)] == ["python", "disk"]


def test_each_process_is_wired_with_its_own_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUICHET_WEB_THREADS", str(PLACES))
    sizes: list[int] = []
    for module in (front, jobs):
        monkeypatch.setattr(module, "build", lambda _, size: sizes.append(size))
    monkeypatch.setattr(front, "end_with_parent", lambda: None)
    monkeypatch.setattr(front, "served", lambda wired: wired)
    front.create()
    jobs.guichet.__wrapped__()
    assert sizes == [PLACES + 11, jobs.IN_FLIGHT_MAX + 1]
