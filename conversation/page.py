"""Page: one screen's worth of a view, folded and fitting, with the inputs that work on it."""

from collections.abc import Mapping
from dataclasses import dataclass

from kernel.gsm import fold, septets, shorten

# The inputs that the engine itself carries out; screens never see them.
BACK, HOME, MORE = "<back>", "<home>", "<more>"


@dataclass(frozen=True, slots=True)
class Page:
    """``body`` is text that may give way to a refusal, ``tail`` the options and footers, which never do."""

    body: str
    tail: str
    keys: Mapping[str, str]

    @property
    def text(self) -> str:
        """The page as it is sent."""
        return "\n".join(part for part in (self.body, self.tail) if part)

    def refused(self, reason: str, budget: int) -> str:
        """The page with ``reason`` on top: when both do not fit, the body is shortened, the tail never."""
        reason = fold(reason).text
        whole = f"{reason}\n{self.text}"
        if septets(whole) <= budget:
            return whole
        # Two line feeds part reason, body and tail.
        room = budget - septets(self.tail) - 2
        reason = shorten(reason, room)
        body = shorten(self.body, room - septets(reason)) if room - septets(reason) > len("..") else ""
        return "\n".join(part for part in (reason, body, self.tail) if part)
