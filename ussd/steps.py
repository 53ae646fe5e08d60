"""One step of a citizen, guarded: whatever breaks behind the door, the phone gets a valid screen."""

from collections.abc import Callable
from typing import NamedTuple

import structlog

from kernel.gsm import shorten
from kernel.turn import Kind, Screen, Turn
from ussd.call import Call, Status
from ussd.fault import report

log = structlog.get_logger(__name__)

# Names by which the conversation says that a session id belongs to another phone (bad-input row 14).
CONFLICTS = frozenset({"conflict", "end.conflict"})
# Ends that are our fault: for the statistics the session failed, though the citizen read a sentence.
OUR_FAULT = frozenset({"end.trouble", "end.busy", "end.late"})
# Name of the screen and key of its text, which tells the code to dial again.
BUSY = "end.busy"
# A screen without the conversation: fits every operator (Safaricom's 160 is the least published).
SEPTETS_MAX = 160
# Ends that no session was opened for say nothing of where the citizen was.
NOWHERE = "end."
FIRST_LANGUAGE = "fr"


class Step(NamedTuple):
    """The screen, and how the session ended when this step ended it."""

    screen: Screen
    ended: Status | None


class Steps:
    """``say(key, language, dial=code)`` must know "end.busy": that is tried at once, not in need."""

    def __init__(self, converse: Callable[[Turn], Screen], say: Callable[..., str]) -> None:
        self._converse = converse
        self._say = say
        self._busy(dial="")

    def take(self, call: Call) -> Step:
        """Answer one turn. Never raises. A session that the operator ended gets a screen without text."""
        try:
            screen = self._converse(call.turn)
        except Exception as error:  # noqa: BLE001 - a citizen waits for a screen
            report(log, "ussd_step_failed", call.turn.dialect, error)
            screen = self._busy(call.turn.service_code)
        if call.turn.kind is Kind.END:
            name = "" if screen.name.startswith(NOWHERE) else screen.name
            return Step(Screen("", more=False, name=name), call.ended)
        if screen.more:
            return Step(screen, None)
        return Step(screen, Status.FAILED if screen.name in OUR_FAULT else Status.SUCCESS)

    def _busy(self, dial: str) -> Screen:
        return Screen(shorten(self._say(BUSY, FIRST_LANGUAGE, dial=dial), SEPTETS_MAX), more=False, name=BUSY)
