"""View: what a screen says, before it is cut to an operator's size."""

from dataclasses import dataclass
from typing import NamedTuple


class Option(NamedTuple):
    """One line of a menu. ``value`` is what the screen is told when it is chosen; ``key`` the digit, "" to number it."""

    label: str
    value: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """``head`` is text and may run over pages. ``options`` keep their digits; ``items`` are a list, numbered
    from 1 on every page, five a page. ``back`` False hides and disables 0, where 0 is itself an answer.
    """

    head: str
    options: tuple[Option, ...] = ()
    items: tuple[Option, ...] = ()
    back: bool = True
