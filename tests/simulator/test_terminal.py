"""The handset in a terminal."""

import pytest

from simulator import terminal
from tests.simulator.cast import AWA
from tests.simulator.conftest import Simulator
from tests.simulator.gateway import Gateway
from tests.waiting import until


def type_lines(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    """What the person will type, then the end of the input."""
    waiting = list(lines)

    def read(prompt: str = "") -> str:
        if not waiting:
            raise EOFError
        return waiting.pop(0)

    monkeypatch.setattr("builtins.input", read)


def test_a_session_is_drawn_with_its_size(
    simulator: Simulator,
    gateway: Gateway,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    type_lines(monkeypatch, "", "1", "q", "*384*17#", "q", "q")
    terminal.main(simulator.url, AWA)
    shown = capsys.readouterr().out
    assert "│ 1 Suivre un dossier" in shown
    assert "29/160" in shown
    texts = [each.field("text") for each in gateway.at("/ussd/africastalking/demo")]
    assert texts == ["", "1", "17"]
    gateway.wait("/events", 2)


def test_the_end_of_the_input_hangs_up(
    simulator: Simulator, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    type_lines(monkeypatch, "")
    terminal.main(simulator.url, AWA)
    assert gateway.wait("/events")[0].field("status") == "Incomplete"


def test_an_sms_that_arrives_is_printed(
    simulator: Simulator, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(terminal, "POLL_S", 0.02)
    shown: list[str] = []

    def printed() -> bool:
        shown.append(capsys.readouterr().out)
        return "Votre dossier avance" in "".join(shown)

    def read(prompt: str = "") -> str:
        simulator.world.inbox.receive(AWA, "38400", "Votre dossier avance")
        until(printed)
        return "q"

    monkeypatch.setattr("builtins.input", read)
    terminal.main(simulator.url, AWA)
    assert "SMS de 38400" in "".join(shown)


def test_a_simulator_that_is_away_is_said_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.main("http://127.0.0.1:1", AWA)
    assert "Le simulateur ne répond pas." in capsys.readouterr().out
