"""The drill: save while it runs, lose the machine, restore elsewhere, go on. Fault row 49."""

import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict
from pydantic import SecretStr

from gateway import backup, invariants
from gateway.settings import Settings
from gateway.wiring import Guichet, build
from kernel import audit
from tests import servers
from tests.conversation.test_on_real_ground import Caller, deposited


@pytest.fixture
def elsewhere() -> Iterator[Settings]:
    """An empty database on another server."""
    with servers.postgres() as url:
        yield Settings(database_url=SecretStr(url))


def restored(guichet: Guichet, elsewhere: Settings) -> Settings:
    return guichet.settings.model_copy(update={"database_url": elsewhere.database_url})


def test_everything_is_there_again_and_goes_on(guichet: Guichet, elsewhere: Settings, tmp_path: Path) -> None:
    before = Caller(guichet)
    reference, _ = deposited(before)
    with guichet.database.transaction() as connection:
        audit.append(connection, "staff:1", "case.read", "c1", {})
    saved = backup.dump(guichet.settings, tmp_path / "backup")
    # Sealed or not, it is everything that is held.
    assert stat.S_IMODE((tmp_path / "backup").stat().st_mode) == 0o600
    deposited(Caller(guichet))  # after the backup: lost with the machine
    done = backup.restore(restored(guichet, elsewhere), tmp_path / "backup")
    assert saved.size_bytes == done.size_bytes > 0
    assert saved.seconds > 0
    assert done.seconds > 0

    guichet.redis.flushdb()
    again = build(restored(guichet, elsewhere))
    try:
        assert [result for result in invariants.examine(again) if result.broken and not result.warning] == []
        with again.database.transaction() as connection:
            assert audit.verify(connection) is None
        caller = Caller(again)
        caller.dial("1")
        assert caller.say("1").splitlines()[0] == reference
        # A receipt committed before is found, and the next reference is a new one.
        before.guichet = again
        said = before.last
        before._send()
        assert before.last == said
        assert deposited(Caller(again))[0] != reference
        with again.database.transaction() as connection, pytest.raises(Exception, match="append-only"):
            connection.exec_driver_sql("DELETE FROM audit_log")
    finally:
        again.close()


def test_a_backup_cut_short_replaces_nothing(guichet: Guichet, elsewhere: Settings, tmp_path: Path) -> None:
    deposited(Caller(guichet))
    file = tmp_path / "backup"
    backup.dump(guichet.settings, file)
    backup.restore(restored(guichet, elsewhere), file)
    file.write_bytes(file.read_bytes()[: file.stat().st_size * 2 // 3])
    with pytest.raises(backup.BackupFailed):
        backup.restore(restored(guichet, elsewhere), file)
    with psycopg.connect(elsewhere.database_url.get_secret_value()) as connection:
        assert connection.execute("SELECT count(*) FROM case_file").fetchone() == (1,)


def test_a_backup_that_fails_leaves_no_file(guichet: Guichet, tmp_path: Path) -> None:
    away = guichet.settings.model_copy(update={"database_url": SecretStr("postgresql://x:y@127.0.0.1:1/z")})
    with pytest.raises(backup.BackupFailed) as failed:
        backup.dump(away, tmp_path / "backup")
    assert ":y@" not in str(failed.value)
    assert list(tmp_path.iterdir()) == []


def test_the_password_is_no_argument_of_the_program(
    guichet: Guichet, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Whoever may list the processes of a machine may read their arguments."""
    seen: list[str] = []
    real = subprocess.run

    def listed(words: list[str], **how: Any) -> Any:
        seen.extend(words)
        return real(words, **how)

    monkeypatch.setattr(subprocess, "run", listed)
    backup.dump(guichet.settings, tmp_path / "backup")
    password = conninfo_to_dict(guichet.settings.database_url.get_secret_value()).get("password")
    assert seen
    assert not any(str(password) in word for word in seen)
