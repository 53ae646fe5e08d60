"""What waits for a person in each of their rooms: a bounded count a tile of the first page. It opens nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Select, func, select

from admin.casework.counting import counts
from admin.navigation import Entry
from admin.overview.reach import reach
from admin.overview.stuck import ROWS_MAX, listed
from admin.papers import waiting as papers
from admin.parts import parts
from admin.people import resets
from admin.people.person import Person
from kernel import audit, clock
from payments.closing import day as closing
from payments.refunds.tables import REFUND
from payments.tables import MONEY_RECEIPT

# Beyond this a tile says "more than".
COUNTED_MAX = 1000
# A regisseur has one regie, or a few; whoever has more finds their days inside.
REGIES_MAX = 5
# Pages that everybody has, which nothing waits on.
PLAIN = ("menu.home", "menu.me", "menu.help")
# Those that have words of their own beside their name.
KNOWN = ("cases", "money", "books", "papers", "overview", "stuck", "staff", "audit", "search")


@dataclass(frozen=True, slots=True)
class Tile:
    """``count`` None: nothing is counted there. ``said`` chooses its words; ``more``: there are more than ``count``."""

    endpoint: str
    words: str
    said: str
    count: int | None
    more: bool


def tiles(connection: Connection, person: Person, entries: Sequence[Entry]) -> list[Tile]:
    """One for every room in their menu."""
    return [_tile(connection, person, entry) for entry in entries if entry.words not in PLAIN]


def _tile(connection: Connection, person: Person, entry: Entry) -> Tile:
    room = entry.words.removeprefix("menu.")
    counter = COUNTERS.get(room)
    count, most = counter(connection, person) if counter is not None else (None, 0)
    said = room if room in KNOWN else "other"
    return Tile(entry.endpoint, entry.words, said, count, more=bool(most) and (count or 0) >= most)


def _cases(connection: Connection, person: Person) -> tuple[int, int]:
    return sum(count for _, count in counts(connection, person.scope)), COUNTED_MAX


def _money(connection: Connection, person: Person) -> tuple[int | None, int]:
    """Of everybody: somebody of one administration finds their own inside, and is not told of others'."""
    if person.scope.administration is not None:
        return None, 0
    suspense = select(MONEY_RECEIPT.c.id).where(MONEY_RECEIPT.c.disposition == "suspense")
    asked = select(REFUND.c.id).where(REFUND.c.state == "asked", REFUND.c.asked_by != person.name)
    return _count(connection, suspense) + _count(connection, asked), COUNTED_MAX


def _books(connection: Connection, person: Person) -> tuple[int | None, int]:
    """Regies with a day to close."""
    room = parts().overview
    regies = reach(person.scope, parts().catalogue, room.accounting).regies
    mine = [regie for codes in regies.values() for regie in codes]
    if len(mine) > REGIES_MAX:
        return None, 0
    at = clock.now()
    return sum(bool(closing.due(connection, room.accounting, regie, at)) for regie in mine), 0


def _papers(connection: Connection, person: Person) -> tuple[int, int]:
    return len(papers.cases(connection, person.scope)), papers.SHOWN_MAX


def _stuck(connection: Connection, person: Person) -> tuple[int, int]:
    found = listed(connection, person.scope, clock.now())
    return sum(len(rows) for rows in found.values()), ROWS_MAX * len(found)


def _staff(connection: Connection, person: Person) -> tuple[int | None, int]:
    return (len(resets.waiting(connection)) if person.may("staff.change") else None), 0


def _audit(connection: Connection, person: Person) -> tuple[int, int]:
    head = audit.head(connection)
    return (head[0] if head else 0), 0


def _count(connection: Connection, query: Select[tuple[str]]) -> int:
    some = query.limit(COUNTED_MAX).subquery()
    return connection.execute(select(func.count()).select_from(some)).scalar_one()


Counter = Callable[[Connection, Person], tuple[int | None, int]]
COUNTERS: Mapping[str, Counter] = {
    "cases": _cases,
    "money": _money,
    "books": _books,
    "papers": _papers,
    "stuck": _stuck,
    "staff": _staff,
    "audit": _audit,
}
