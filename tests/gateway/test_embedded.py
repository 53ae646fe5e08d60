"""Embedded servers after a start or an end that went wrong half-way: they begin afresh, and no data is lost."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.embedded import memo, valkey
from gateway.embedded.memo import Memo
from gateway.embedded.place import unprivileged
from gateway.embedded.postgres import LOG, Postgres
from gateway.embedded.valkey import Valkey
from tests import servers


@pytest.fixture
def folder() -> Iterator[Path]:
    with servers.folder() as path:
        yield path


def _left(home: Path, *names: str) -> None:
    """What a killed start has left in the folder of the cluster."""
    account = unprivileged()
    for name in names:
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text("half")
    for path in (home, *home.rglob("*")):
        if account.uid is not None and account.gid is not None:
            os.chown(path, account.uid, account.gid)


@pytest.mark.parametrize(
    "names",
    [("new/base/1/2",), ("base/1/2", "global/1", "new/PG_VERSION")],
    ids=["in initdb", "in the moving"],
)
def test_a_first_start_that_was_killed_begins_afresh(folder: Path, names: tuple[str, ...]) -> None:
    _left(folder / "postgres", *names)
    server = Postgres(folder / "postgres", servers.POSTGRES_OPTIONS)
    try:
        assert server.start() == server.url
    finally:
        server.stop()


def test_a_cluster_that_was_in_use_is_never_made_anew(folder: Path) -> None:
    _left(folder / "postgres", "base/1/2", LOG)
    with pytest.raises(RuntimeError, match="backup"):
        Postgres(folder / "postgres").start()
    assert (folder / "postgres" / "base" / "1" / "2").read_text() == "half"


def test_a_memo_that_cannot_be_written_is_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It holds the one copy of the password."""
    path = tmp_path / "postgres.json"
    memo.write(path, Memo(20_000, "secret"))

    def full(*_: object) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as patch, pytest.raises(OSError, match="space"):
        patch.setattr(Path, "replace", full)
        memo.write(path, Memo(20_001, "other"))
    assert memo.recall(path) == Memo(20_000, "secret")
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_server_that_hangs_at_the_end_is_killed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Or the one that is stopped after it would not be."""
    monkeypatch.setattr(valkey, "STOP_SECONDS_MAX", 0.1)
    server = Valkey(folder / "valkey")
    server.start()
    process = server._process
    assert process is not None
    os.kill(process.pid, signal.SIGSTOP)
    server.stop()
    assert process.returncode == -signal.SIGKILL
