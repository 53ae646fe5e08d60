"""A door with a conversation that notes what it is told and shows what the test lays out."""

from collections.abc import Callable, Mapping
from typing import Any

from werkzeug.test import Client, TestResponse

from kernel.turn import Screen, Turn
from ussd.call import SessionEvent
from ussd.dialects import hooks
from ussd.door import Door

CODES = ("*384#", "*385#")
MENU = Screen("1 Suivre un dossier\n2 Payer", more=True, name="menu.main")
GOODBYE = Screen("Merci. Au revoir.", more=False, name="menu.bye")
TROUBLE = "Service indisponible. Recomposez *384#."


def say(key: str, language: str, *, dial: str) -> str:
    """The one text that the door itself shows."""
    assert (key, language) == ("end.busy", "fr")
    return f"Service indisponible. Recomposez {dial}."


class Desk:
    """``screen`` is the next reply; ``turns`` and ``events`` are what came through."""

    def __init__(self, overrides: Mapping[str, Mapping[str, str]] | None = None, **options: Any) -> None:
        self.screen = MENU
        self.turns: list[Turn] = []
        self.events: list[SessionEvent] = []
        self.converse: Callable[[Turn], Screen] = lambda _turn: self.screen
        options.setdefault("record", self.events.append)
        self.door = Door(hooks(CODES, overrides), self._answer, "demo", say=say, **options)
        self.client = Client(self.door)

    def _answer(self, turn: Turn) -> Screen:
        self.turns.append(turn)
        return self.converse(turn)

    def send(self, wire: Mapping[str, Any]) -> TestResponse:
        """One request: the arguments of ``werkzeug.test.EnvironBuilder``."""
        return self.client.open(**wire)
