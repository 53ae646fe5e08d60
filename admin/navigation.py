"""The menu: which pages a person may open, with a key for each. What may be opened is decided by ``roles``."""

from dataclasses import dataclass

from admin.people.person import Person


@dataclass(frozen=True, slots=True)
class Entry:
    """``key`` is the access key (Alt, or Alt and Shift, with it): the same in both languages."""

    endpoint: str
    permission: str
    words: str
    key: str


MENU = (
    Entry("admin.home", "home", "menu.home", "1"),
    Entry("admin.cases_queue", "cases.read", "menu.cases", "2"),
    Entry("admin.people", "staff.read", "menu.staff", "3"),
    Entry("admin.trail", "audit.read", "menu.audit", "4"),
    Entry("admin.me", "self", "menu.me", "8"),
    Entry("admin.help_page", "self", "menu.help", "9"),
)


def entries(person: Person | None) -> tuple[Entry, ...]:
    """What stands in the menu of this person; before the first own password, nothing that is refused anyway."""
    if person is None:
        return ()
    return tuple(
        entry
        for entry in MENU
        if person.may(entry.permission) and (not person.password_first or entry.permission == "self")
    )
