"""``guichet check``: what is broken fails it, what waits for a person is shown."""

import json

import pytest
from click.testing import CliRunner
from sqlalchemy import update

from gateway.cli import guichet as command
from gateway.wiring import Guichet
from kernel import clock, outbox
from kernel.outbox import OUTBOX


@pytest.fixture
def runner(guichet: Guichet, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """The command line on the suite's servers."""
    monkeypatch.setenv("GUICHET_DATABASE_URL", guichet.settings.database_url.get_secret_value())
    monkeypatch.setenv("GUICHET_REDIS_URL", guichet.settings.redis_url.get_secret_value())
    return CliRunner()


def park(guichet: Guichet) -> None:
    with guichet.database.transaction() as connection:
        outbox.publish(connection, "case.moved", "c-1")
        connection.execute(update(OUTBOX).values(parked_at=clock.now()))


def test_a_warning_is_shown_and_does_not_fail_the_check(guichet: Guichet, runner: CliRunner) -> None:
    park(guichet)
    result = runner.invoke(command, ["check"])
    assert result.exit_code == 0, result.output
    (line,) = [line for line in result.stdout.splitlines() if "parked" in line]
    assert line.startswith("warn outbox")
    marks = {
        each["name"]: each["mark"] for each in json.loads(runner.invoke(command, ["check", "--json"]).stdout)
    }
    assert marks.pop("nothing is parked for a person") == "warn"
    assert set(marks.values()) == {"ok"}


def test_a_broken_invariant_fails_it(
    guichet: Guichet, runner: CliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    park(guichet)
    monkeypatch.setattr("kernel.audit.verify", lambda _connection: 7)
    result = runner.invoke(command, ["check"])
    assert result.exit_code == 1
    assert "FAIL audit" in result.stdout
    assert '"mark": "FAIL"' in runner.invoke(command, ["check", "--json"]).stdout
