"""One step of a citizen, guarded: whatever breaks behind the door, the phone gets a valid screen."""

from collections.abc import Callable
from typing import NamedTuple

import structlog

from kernel.turn import Kind, Screen, Turn
from ussd.call import Call, Status
from ussd.fault import report

log = structlog.get_logger(__name__)

# Names by which the conversation says that a session id belongs to another phone (bad-input row 14).
CONFLICTS = frozenset({"conflict", "end.conflict"})
# Ends that are our fault: for the statistics the session failed, though the citizen read a sentence.
OUR_FAULT = frozenset({"end.trouble", "end.busy"})
TROUBLE, TROUBLE_TEXT = "end.trouble", "ussd.trouble"
# Ends that no session was opened for say nothing of where the citizen was.
NOWHERE = "end."
FIRST_LANGUAGE = "fr"


class Step(NamedTuple):
    """The screen, and how the session ended when this step ended it."""

    screen: Screen
    ended: Status | None


class Steps:
    """``say(key, language)`` must know "ussd.trouble": it is asked now, not when all else has failed."""

    def __init__(self, converse: Callable[[Turn], Screen], say: Callable[[str, str], str]) -> None:
        self._converse = converse
        self._trouble = Screen(say(TROUBLE_TEXT, FIRST_LANGUAGE), more=False, name=TROUBLE)

    def take(self, call: Call) -> Step:
        """Answer one turn. Never raises. A session that the operator ended gets a screen without text."""
        try:
            screen = self._converse(call.turn)
        except Exception as error:  # noqa: BLE001 - a citizen waits for a screen
            report(log, "ussd_step_failed", call.turn.dialect, error)
            screen = self._trouble
        if call.turn.kind is Kind.END:
            name = "" if screen.name.startswith(NOWHERE) else screen.name
            return Step(Screen("", more=False, name=name), call.ended)
        if screen.more:
            return Step(screen, None)
        return Step(screen, Status.FAILED if screen.name in OUR_FAULT else Status.SUCCESS)
