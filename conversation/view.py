"""View: what a screen says, before it is cut to an operator's size."""

from dataclasses import dataclass
from typing import NamedTuple


class Option(NamedTuple):
    """One line of a menu. ``value`` is what the screen is told; ``key`` the digit, "" to be numbered."""

    label: str
    value: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """``head`` is text and may run over pages. ``options`` keep their digits and work on every page;
    ``items`` are a list, numbered from 1 on every page, five a page. ``back`` False hides and disables 0,
    where 0 is itself an answer. ``commits``: the options come, and work, only where the text has ended.
    """

    head: str
    options: tuple[Option, ...] = ()
    items: tuple[Option, ...] = ()
    back: bool = True
    commits: bool = False
