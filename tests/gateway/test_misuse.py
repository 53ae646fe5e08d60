"""A command used wrongly says what is wrong and exits 2; what is broken outside exits 1; nothing shows a traceback."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import redis as redis_py
from sqlalchemy import text

from gateway import cli
from kernel import audit, logs
from kernel.database import Database
from tests.gateway.running import environment

Command = Callable[..., tuple[int, str]]

MISUSE = {
    "an unknown command": (["mange"], "No such command"),
    "an unknown option": (["list", "cases", "--everything"], "No such option"),
    "a reference too short": (["case", "26"], "not a reference (length)"),
    "a reference with wrong check digits": (["case", "260123456781"], "not a reference (check)"),
    "a reference of nobody": (["case", "260000000011"], "not a reference"),
    "no reference at all": (["case"], "Missing argument 'REFERENCE"),
    "an unknown lane": (["worker", "letters"], "'letters' is not one of"),
    "a limit out of range": (["list", "messages", "--limit", "1000000"], "is not in the range"),
    "a limit that is no number": (["list", "cases", "--limit", "dix"], "is not a valid integer"),
    "a backup over a file": (["backup", __file__], "exists already"),
    "a backup that is not there": (["restore", "/nowhere/at-all", "--yes"], "does not exist"),
    "a folder as a backup": (["restore", "/", "--yes"], "is a directory"),
    "a row that is not parked": (["outbox", "retry", "7"], "row 7 is not parked"),
    "a row that is no number": (["outbox", "retry", "x"], "is not a valid integer"),
    "an administration without a connector": (["backend", "check", "nobody"], "no connector for 'nobody'"),
    "a language nobody speaks": (["catalogue", "menu", "--language", "tlh"], "no language 'tlh'"),
    "a catalogue that is not there": (["catalogue", "check", "--folder", "/nowhere"], "does not exist"),
}
BROKEN = {
    "PostgreSQL is down": ({"DATABASE_URL": "postgresql://x:s3cret@127.0.0.1:1/y"}, ["list", "cases"], 1,
        "PostgreSQL is out of reach"),
    "and cannot be migrated": ({"DATABASE_URL": "postgresql://x:s3cret@127.0.0.1:1/y"}, ["migrate"], 1,
        "PostgreSQL is out of reach"),
    "nor saved": ({"DATABASE_URL": "postgresql://x:s3cret@127.0.0.1:1/y"}, ["backup", "{tmp}/b"], 1, "pg_dump: "),
    "a worker without Redis": ({"REDIS_URL": "redis://:s3cret@127.0.0.1:1/0"}, ["worker", "sms"], 1,
        "Redis is out of reach"),
    "nothing was ever started": ({"DATABASE_URL": "", "DATA_DIR": "{tmp}"}, ["list", "cases"], 1, "nothing runs here"),
    "another database": ({"DATABASE_URL": "mysql://x:s3cret@h/d", "REDIS_URL": "http://s3cret"}, ["settings"], 2,
        "GUICHET_DATABASE_URL: Value error, must begin with postgresql://"),
    "settings of no kind": ({"PORT": "s3cret", "MODE": "s3cret"}, ["list", "cases"], 2, "GUICHET_PORT: "),
    "a production start on demo keys": ({"MODE": "production"}, ["web"], 2, "GUICHET_FIELD_KEYS: still the demo key"),
}  # fmt: skip


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], database_url: str, redis_url: str
) -> Command:
    """A command in this process: its exit status and what it said on standard error."""
    monkeypatch.setenv("GUICHET_DATABASE_URL", database_url)
    monkeypatch.setenv("GUICHET_REDIS_URL", redis_url)
    # Where a command logs to is its own process's affair.
    monkeypatch.setattr(logs, "configure", lambda *_: None)

    def command(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["guichet", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.err + printed.out

    return command


@pytest.mark.parametrize(("arguments", "reason"), MISUSE.values(), ids=MISUSE)
def test_misuse_exits_2_and_says_why(
    run: Command, database: Database, redis: redis_py.Redis, arguments: list[str], reason: str
) -> None:
    """Bad-input row 77."""
    status, said = run(*arguments)
    assert (status, reason in said) == (2, True), said


@pytest.mark.parametrize(("changed", "arguments", "status", "reason"), BROKEN.values(), ids=BROKEN)
def test_what_is_broken_is_named_without_its_secret(
    run: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
    changed: dict[str, str], arguments: list[str], status: int, reason: str,
) -> None:  # fmt: skip
    """Bad-input rows 76 and 77."""
    for name, value in changed.items():
        monkeypatch.setenv(f"GUICHET_{name}", value.format(tmp=tmp_path))
    ended, said = run(*[argument.format(tmp=tmp_path) for argument in arguments])
    assert (ended, reason in said) == (status, True), said
    assert "s3cret" not in said
    assert list(tmp_path.glob("b*")) == []


def test_every_problem_of_the_settings_is_told_at_once(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bad-input row 76."""
    monkeypatch.setenv("GUICHET_MODE", "production")
    status, said = run("web")
    assert status == 2
    assert len(said.splitlines()) >= 8


def test_a_backup_that_is_none_changes_nothing(run: Command, database: Database, tmp_path: Path) -> None:
    file = tmp_path / "backup"
    file.write_bytes(b"not a backup")
    status, said = run("restore", str(file), "--yes")
    assert status == 1
    assert said.count("guichet: pg_restore: ") == 1
    database.ping()


def test_an_altered_audit_trail_exits_1_with_its_first_bad_row(run: Command, database: Database) -> None:
    """Fault row 48."""
    with database.transaction() as connection:
        for number in range(3):
            audit.append(connection, "staff:1", "case.read", f"c{number}", {})
    assert run("audit", "verify")[0] == 0
    with database.transaction() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text("UPDATE audit_log SET actor = 'staff:2' WHERE id = 2"))
    status, said = run("audit", "verify")
    assert status == 1
    assert "row 2 was altered" in said


def test_a_real_process_shows_no_traceback(database_url: str, redis_url: str) -> None:
    """Bad-input row 77, as an operator meets it."""
    ended = subprocess.run(
        [sys.executable, "-m", "gateway", "case", "26"],
        env=environment(database_url, redis_url), capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert ended.returncode == 2
    assert "Traceback" not in ended.stderr
    assert ended.stdout == ""
