"""Door: the turns that no session is opened for, each with the end it is told. First match wins."""

from collections.abc import Callable, Mapping

from conversation.transcript import LENGTH_MAX
from kernel.phone import country_of
from kernel.turn import Kind, Turn

COUNTRIES = frozenset({"ML", "BJ"})


class Door:
    """``service_codes`` are ours ("*384#" -> "ML"); ``countries`` whose phones may use them."""

    def __init__(self, service_codes: Mapping[str, str], countries: frozenset[str] = COUNTRIES) -> None:
        self.service_codes = service_codes
        self._refusals: tuple[tuple[str, Callable[[Turn], bool]], ...] = (
            ("closed", lambda turn: turn.kind is Kind.END),
            ("other_code", lambda turn: turn.service_code not in service_codes),
            ("foreign", lambda turn: country_of(turn.phone) not in countries),
            ("too_long", lambda turn: len(turn.text) > LENGTH_MAX),
        )

    def refusal(self, turn: Turn) -> str | None:
        """The key below ``end.`` to answer with, None when the turn may come in."""
        return next((key for key, refuses in self._refusals if refuses(turn)), None)
