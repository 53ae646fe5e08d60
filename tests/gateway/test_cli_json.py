"""Whatever prints data prints it for programs too: one JSON array, nothing beside it on the output."""

import json

import pytest
from click.testing import CliRunner

from gateway.cli import guichet as command
from gateway.wiring import Guichet


@pytest.fixture
def runner(guichet: Guichet, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """The command line on the suite's servers."""
    monkeypatch.setenv("GUICHET_DATABASE_URL", guichet.settings.database_url.get_secret_value())
    monkeypatch.setenv("GUICHET_REDIS_URL", guichet.settings.redis_url.get_secret_value())
    return CliRunner()


@pytest.mark.parametrize(
    "words",
    ["list cases", "list messages", "list payments", "list drops", "outbox list", "check", "doctor", "suspense list",
     "catalogue check", "register journal", "register takings", "register shares", "register stubs --regie ml-sikasso"],
)  # fmt: skip
def test_it_is_a_json_array(runner: CliRunner, words: str) -> None:
    result = runner.invoke(command, [*words.split(), "--json"])
    assert isinstance(json.loads(result.stdout), list), result.output


def test_settings_are_one_object_with_usable_urls(runner: CliRunner) -> None:
    shown = json.loads(runner.invoke(command, ["settings", "--json"]).stdout)
    assert shown["database_url"].startswith("postgresql://")
    assert shown["redis_url"].startswith("redis://")
    assert shown["africastalking_api_key"] == "********"
