"""A disk that fills up under PostgreSQL: reads go on, writes are refused in words, and room is all the repair."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import redis as redis_py
from pydantic import SecretStr
from sqlalchemy import create_engine

from gateway import invariants
from gateway.embedded.postgres import Postgres
from gateway.schema import upgrade_engine
from gateway.settings import Settings
from gateway.wiring import Guichet, build
from kernel.database import driver_url
from tests import needs, servers
from tests.cast import AWA
from tests.conversation.test_a_request import ANSWERS
from tests.conversation.test_on_real_ground import Caller, deposited
from tests.faults.doors import BUSY, client_of, push

pytestmark = pytest.mark.chaos
SIZE_MB = 160
WRITES_MAX = 400


@pytest.fixture
def small_disk() -> Iterator[Path]:
    if os.geteuid() != 0:
        pytest.skip("NOT RUN: only root may mount a small disk")
    with servers.folder() as folder:
        mount = [
            needs.program("mount"),
            "-t",
            "tmpfs",
            "-o",
            f"size={SIZE_MB}m,mode=0755",
            "none",
            str(folder),
        ]
        if subprocess.run(mount, check=False, capture_output=True).returncode:
            pytest.skip("NOT RUN: this machine mounts nothing")
        try:
            yield folder
        finally:
            subprocess.run([needs.program("umount"), "--lazy", str(folder)], check=True)


@pytest.fixture
def cramped(small_disk: Path, redis_url: str, redis: redis_py.Redis) -> Iterator[Guichet]:
    """The gateway on a PostgreSQL whose disk is small; its WAL has its room already, as on a well-run machine."""
    options = {"min_wal_size": "64MB", "max_wal_size": "64MB", "wal_recycle": "on", "autovacuum": "off"}
    server = Postgres(small_disk / "postgres", options)
    url = server.start()
    engine = create_engine(driver_url(url))
    upgrade_engine(engine)
    engine.dispose()
    guichet = build(Settings(database_url=SecretStr(url), redis_url=SecretStr(redis_url)))
    try:
        yield guichet
    finally:
        guichet.close()
        server.stop()


def fill(disk: Path) -> Path:
    """A file that leaves nothing free."""
    ballast = disk / "ballast"
    with ballast.open("wb") as file, suppress(OSError):
        while True:
            file.write(b"x" * 65536)
            file.flush()
    assert shutil.disk_usage(disk).free < 65536
    return ballast


def test_reads_go_on_writes_are_refused_and_room_is_enough(cramped: Guichet, small_disk: Path) -> None:
    """Fault row 16."""
    first = Caller(cramped, AWA)
    deposited(first)
    ballast = fill(small_disk)
    for number in range(WRITES_MAX):
        refused = Caller(cramped, f"+2237100{number:04}")
        refused.dial("17")
        if not refused.say("1", *ANSWERS, "98", "98", "1").startswith("Demande déposée."):
            break
    assert refused.last.text.startswith(BUSY)
    assert push(client_of(cramped)).status_code in (202, 503)
    reader = Caller(cramped, AWA)
    reader.dial("1")
    assert reader.last.text.startswith("Vos dossiers"), "reads go on"
    ballast.unlink()
    refused._send()
    assert refused.last.text.startswith("Demande déposée."), "no repair, not even a new dial"
    assert [found for found in invariants.examine(cramped) if found.broken and not found.warning] == []
