"""How far the month is written, said in four lines: a terminal or a log needs no more."""

from collections.abc import Callable


class Quarters:
    """Call it with done and of; ``say`` gets a sentence at each quarter."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._said = -1

    def __call__(self, done: int, of: int) -> None:
        quarter = 4 * done // of if of else 0
        if quarter <= self._said:
            return
        self._said = quarter
        self._say(
            "The demo's past month is written."
            if quarter == 4
            else f"Writing the demo's past month: {25 * quarter} %"
        )
