"""One phone: it walks its journey to the end, then dials anew."""

from collections.abc import Sequence

from bench.journeys import Exchange, Journey


class Caller:
    """``run`` keeps its session ids apart from those of every other run."""

    def __init__(self, journey: Journey, number: int, run: str) -> None:
        self._journey, self._number, self._run = journey, number, run
        self._sessions = 0
        self._left: Sequence[Exchange] = ()
        self._position = 0

    def next(self) -> Exchange:
        """The next request, which the caller of this answers for before asking another."""
        if self._position == len(self._left):
            self._sessions += 1
            self._left = self._journey.exchanges(
                f"{self._run}{self._number:08x}{self._sessions:08x}", self._number
            )
            self._position = 0
        self._position += 1
        return self._left[self._position - 1]

    def hang_up(self) -> None:
        """After a wrong reply the rest of the session makes no sense."""
        self._position = len(self._left)
