"""The menu: which pages a person may open, with a key for each. What may be opened is decided by ``roles``."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import current_app

from admin.people.person import Person
from admin.route import Route

EXTENSION = "guichet-console-menu"
# Pages whose names do not begin as the entry's that leads to them does.
BESIDE = {"registers": "days", "slips": "days", "statements": "days", "resets": "people"}


@dataclass(frozen=True, slots=True)
class Entry:
    """``key`` is the access key (Alt, or Alt and Shift, with it): the same in both languages."""

    endpoint: str
    permission: str
    words: str
    key: str

    @property
    def section(self) -> str:
        """Of its pages."""
        return section(self.endpoint)


def section(endpoint: str) -> str:
    """What a page and the entry that leads to it have in common: "money" of "admin.money_refund"."""
    first = endpoint.rpartition(".")[2].partition("_")[0]
    return BESIDE.get(first, first)


def menu_of(routes: Iterable[Route]) -> tuple[Entry, ...]:
    """Those that have words for it, in the order of the table."""
    return tuple(
        Entry(f"admin.{route.name}", route.permission, route.menu, route.key)
        for route in routes
        if route.menu
    )


def menu() -> tuple[Entry, ...]:
    """The whole menu of the application that answers this request."""
    found: tuple[Entry, ...] = current_app.extensions[EXTENSION]
    return found


def entries(person: Person | None) -> tuple[Entry, ...]:
    """What stands in the menu of this person; before the first own password, nothing that is refused anyway."""
    if person is None:
        return ()
    return tuple(
        entry
        for entry in menu()
        if person.may(entry.permission) and (not person.password_first or entry.permission == "self")
    )
