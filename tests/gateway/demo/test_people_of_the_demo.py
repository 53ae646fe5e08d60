"""Whoever tries the demo can sign in with what one command prints; nobody can in production."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
import time_machine
from click.testing import CliRunner

from admin.people import passwords, staff, totp
from admin.people.signing_in import Door
from gateway.cli import demo_people
from gateway.demo import people
from gateway.settings import Mode
from gateway.wiring import Guichet
from kernel import logs
from kernel.database import Database
from tests.authenticator import fresh_half_minute

(STAFF_COMMAND,) = demo_people.COMMANDS


@pytest.fixture
def run(database_url: str, redis_url: str, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("GUICHET_DATABASE_URL", database_url)
    monkeypatch.setenv("GUICHET_REDIS_URL", redis_url)
    # Where a command logs to is its own process's affair.
    monkeypatch.setattr(logs, "configure", lambda *_: None)
    return CliRunner()


def test_what_the_command_prints_signs_in(guichet: Guichet, run: CliRunner) -> None:
    people.add_all(guichet.database, guichet.keyring)
    door = Door(guichet.database, guichet.keyring, guichet.limits)
    with fresh_half_minute():
        told = json.loads(run.invoke(STAFF_COMMAND, ["demo", "awa", "--json"]).stdout)
        proven = door.sign_in("awa", told["password"], told["people"][0]["code"], "127.0.0.1")
    assert (proven.name, proven.by_code) == ("awa", True)


def test_the_code_after_this_one_is_shown_for_whoever_types_slowly(guichet: Guichet, run: CliRunner) -> None:
    people.add_all(guichet.database, guichet.keyring)
    with time_machine.travel("2026-02-09T09:00:11Z", tick=False) as day:
        first = json.loads(run.invoke(STAFF_COMMAND, ["demo", "awa", "--json"]).stdout)
        day.shift(first["valid_s"])
        second = json.loads(run.invoke(STAFF_COMMAND, ["demo", "awa", "--json"]).stdout)
    assert first["people"][0]["next"] == second["people"][0]["code"] != first["people"][0]["code"]
    assert "the one under 'next' for 30 s" in run.invoke(STAFF_COMMAND, ["demo", "awa"]).stdout


def test_everybody_of_the_demo_is_listed_with_a_code(guichet: Guichet, run: CliRunner) -> None:
    people.add_all(guichet.database, guichet.keyring)
    told = json.loads(run.invoke(STAFF_COMMAND, ["demo", "--json"]).stdout)
    assert [each["name"] for each in told["people"]] == [person.name for person in people.PEOPLE]
    assert all(totp.CODE.fullmatch(each["code"]) for each in told["people"])


def test_no_code_is_shown_of_somebody_who_is_no_demo_person(guichet: Guichet, run: CliRunner) -> None:
    with guichet.database.transaction() as connection:
        staff.add(connection, guichet.keyring, "real")
        assert people.code_of(connection, guichet.keyring, "real") is None
    answer = run.invoke(STAFF_COMMAND, ["demo", "real"])
    assert answer.exit_code == 2


def test_in_production_there_is_nobody_to_show(
    guichet: Guichet, run: CliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    people.add_all(guichet.database, guichet.keyring)

    @contextmanager
    def wired() -> Iterator[SimpleNamespace]:
        # A production's settings are refused long before this command: it refuses by itself too.
        settings = guichet.settings.model_copy(update={"mode": Mode.PRODUCTION})
        yield SimpleNamespace(settings=settings, database=guichet.database, keyring=guichet.keyring)

    monkeypatch.setattr(demo_people, "wired", wired)
    answer = run.invoke(STAFF_COMMAND, ["demo"])
    assert answer.exit_code == 2
    assert people.PASSWORD not in answer.output


def test_people_who_are_there_keep_their_password(guichet: Guichet, database: Database) -> None:
    with database.transaction() as connection:
        mine = staff.add(connection, guichet.keyring, "awa")
    added = people.add_all(database, guichet.keyring)
    assert added == len(people.PEOPLE) - 1
    with database.transaction() as connection:
        row = staff.named(connection, "awa")
    assert row is not None
    assert passwords.right(row.password_hash, mine.password)
    assert not passwords.right(row.password_hash, people.PASSWORD)
