"""``guichet fields``: what each key still opens, and the way to give one up."""

import base64
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from gateway.cli import fields as field_commands
from gateway.cli import guichet as root
from kernel import audit, logs
from kernel.crypto import Keyring
from kernel.database import Database
from sms import outbox
from tests.cast import AWA
from tests.gateway.field_keys.conftest import INDEX, NEW, OLD

Run = Callable[..., Result]


def written(**keys: bytes) -> str:
    return ",".join(f"{name}:{base64.b64encode(key).decode()}" for name, key in keys.items())


@pytest.fixture
def run(database_url: str, redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command with the field keys that are given to it."""
    given = {"DATABASE_URL": database_url, "REDIS_URL": redis_url, "DATA_DIR": str(tmp_path),
             "INDEX_KEY": base64.b64encode(INDEX).decode()}  # fmt: skip
    for name, value in given.items():
        monkeypatch.setenv(f"GUICHET_{name}", value)
    monkeypatch.setattr(logs, "configure", lambda *_: None)
    for command in field_commands.COMMANDS:
        root.add_command(command)

    def invoke(keys: str, *arguments: str) -> Result:
        monkeypatch.setenv("GUICHET_FIELD_KEYS", keys)
        return CliRunner().invoke(root, ["fields", *arguments], catch_exceptions=False)

    return invoke


@pytest.fixture
def message(database: Database, before: Keyring) -> None:
    """One SMS: two values under the old key."""
    with database.transaction() as connection:
        outbox.queue(connection, before, phone=AWA, text="Bonjour", purpose="sms.moved")


def listed(run: Run, keys: str) -> dict[str, tuple[str, int]]:
    rows = json.loads(run(keys, "keys", "--json").stdout)
    return {row["key"]: (row["state"], row["values"]) for row in rows}


def test_a_key_is_given_up_step_by_step(run: Run, message: None, database: Database) -> None:
    assert listed(run, written(old=OLD)) == {"old": ("active", 2)}
    both = written(new=NEW, old=OLD)
    assert listed(run, both) == {"new": ("active", 0), "old": ("kept", 2)}
    done = run(both, "reseal", "--quiet")
    assert (done.exit_code, done.stdout) == (0, "2 values sealed anew with 'new'\n")
    assert "backup" in done.stderr
    assert listed(run, both) == {"new": ("active", 2), "old": ("kept", 0)}
    assert listed(run, written(new=NEW)) == {"new": ("active", 2)}
    with database.transaction() as connection:
        [(act, detail)] = connection.execute(text("SELECT act, detail FROM audit_log")).all()
        assert (act, detail) == ("fields.reseal", {"sealed": 2, "left": {}})
        assert audit.verify(connection) is None


def test_given_up_too_early_it_says_which_key_is_missing(run: Run, message: None) -> None:
    early = written(new=NEW)
    assert listed(run, early) == {"new": ("active", 0), "old": ("missing", 2)}
    assert run(early, "keys").exit_code == 1
    refused = run(early, "reseal", "--quiet")
    assert refused.exit_code == 1
    assert "'old' is not in GUICHET_FIELD_KEYS" in refused.stderr
    assert "not done: 2 with 'old'" in refused.stderr
    assert "may leave" not in refused.stderr


def test_each_column_is_shown_on_request(run: Run, message: None) -> None:
    rows = json.loads(run(written(old=OLD), "keys", "--columns", "--json").stdout)
    assert [(row["column"], row["values"]) for row in rows] == [
        ("sms_message.phone_sealed", 1), ("sms_message.body_sealed", 1),
    ]  # fmt: skip
    shown = run(written(old=OLD), "keys").stdout
    assert shown.split() == ["key", "state", "values", "old", "active", "2"]


def test_nothing_sealed_is_nothing_to_do(run: Run, database: Database) -> None:
    with database.transaction() as connection:
        connection.execute(text("SELECT 1"))
    done = run(written(new=NEW, old=OLD), "reseal")
    assert (done.exit_code, "an old key may leave" in done.stderr) == (0, True)
    alone = run(written(new=NEW), "reseal")
    assert (alone.exit_code, "no old key is in GUICHET_FIELD_KEYS" in alone.stderr) == (0, True)
    assert "may leave" not in alone.stderr
