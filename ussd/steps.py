"""One step of a citizen, guarded: a stranger is told politely, and whatever breaks there is a valid screen."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

import structlog

from kernel.phone import country_of
from kernel.turn import Kind, Screen, Turn
from ussd.call import Call, Status
from ussd.service_code import canonical

log = structlog.get_logger(__name__)

# The name by which the conversation says that a session id belongs to another phone (bad-input row 14).
CONFLICT = "conflict"
FAILED, FOREIGN_PHONE, UNKNOWN_CODE = "failed", "foreign_phone", "unknown_code"
# Keys of the catalogue's texts.
TEXTS = {FAILED: "ussd.failed", FOREIGN_PHONE: "ussd.foreign_phone", UNKNOWN_CODE: "ussd.unknown_code"}
FIRST_LANGUAGE = "fr"


class Step(NamedTuple):
    """The screen, and how the session ended when this step ended it."""

    screen: Screen
    ended: Status | None


class Steps:
    """Raises at construction when a text is missing: never in front of a citizen."""

    def __init__(
        self,
        converse: Callable[[Turn], Screen],
        say: Callable[[str, str], str],
        service_codes: Iterable[str],
        countries: Iterable[str],
    ) -> None:
        self._converse = converse
        self._say = say
        self._codes = frozenset(canonical(code) for code in service_codes)
        self._countries = frozenset(countries)
        self._plain = {name: say(key, FIRST_LANGUAGE) for name, key in TEXTS.items()}

    def take(self, call: Call) -> Step:
        """Answer one turn. Never raises."""
        turn = call.turn
        stranger = self._stranger(turn)
        if stranger:
            log.warning("ussd_turned_away", dialect=turn.dialect, reason_code=stranger)
            return Step(self._farewell(stranger, turn.language), Status.SUCCESS if call.ended is None else None)
        try:
            screen = self._converse(turn)
        except Exception:
            log.exception("ussd_step_failed", dialect=turn.dialect)
            return Step(self._farewell(FAILED, turn.language), call.ended or Status.FAILED)
        if turn.kind is Kind.END:
            return Step(screen, call.ended)
        return Step(screen, None if screen.more else Status.SUCCESS)

    def _stranger(self, turn: Turn) -> str:
        """Why this turn is not for us (bad-input rows 12 and 15), or ""."""
        if turn.service_code not in self._codes:
            return UNKNOWN_CODE
        return "" if country_of(turn.phone) in self._countries else FOREIGN_PHONE

    def _farewell(self, name: str, language: str) -> Screen:
        text = self._plain[name]
        if language and language != FIRST_LANGUAGE:
            try:
                text = self._say(TEXTS[name], language)
            except Exception:
                log.exception("ussd_text_missing", screen=name)
        return Screen(text, more=False, name=name)
