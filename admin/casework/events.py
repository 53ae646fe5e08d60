"""The states and decisions of a case as moments, each with who brought it. Phones and answers are not here."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from admin.casework.moment import Moment
from admin.people.tables import STAFF
from cases import seals
from cases.tables import CASE_EVENT
from kernel.crypto import Keyring

# An administration that repeats itself for years must not make a page of megabytes: the newest are shown.
ROWS_MAX = 200
STAFF_SOURCE = "staff:"
# Who tells why something was not followed, or what was said: their events keep the state they found.
KINDS = {
    "moved": "moved",
    "deposited": "deposited",
    "noted": "noted",
    "ignored": "ignored",
    "refused": "refused",
}


def events_of(connection: Connection, keyring: Keyring, case_id: str) -> list[Moment]:
    """Oldest first. ``source``: "citizen", an administration's code, "payment", or the name of one of the staff."""
    newest = (
        select(CASE_EVENT)
        .where(CASE_EVENT.c.case_id == case_id)
        .order_by(CASE_EVENT.c.id.desc())
        .limit(ROWS_MAX)
    )
    rows = connection.execute(newest).all()[::-1]
    names = _names(connection, [row.source for row in rows])
    return [_moment(keyring, row, names) for row in rows]


def who(connection: Connection, source: str) -> str:
    """The name of one of the staff; of any other source the word itself."""
    return _names(connection, [source]).get(source, source)


def _moment(keyring: Keyring, row: Row[Any], names: dict[str, str]) -> Moment:
    decided = row.kind == "moved" and row.source.startswith(STAFF_SOURCE)
    kind = "decided" if decided else KINDS.get(row.kind, "unrecognised")
    note = seals.unseal_note(keyring, row.case_id, row.note_sealed) or ""
    source = names.get(row.source, row.source)
    return Moment(row.at, kind, row.told or row.to_state, source, note, about=str(row.id))


def _names(connection: Connection, sources: Sequence[str]) -> dict[str, str]:
    """Events keep the number of a person, which outlives a change of name."""
    numbers = {source.removeprefix(STAFF_SOURCE) for source in sources if source.startswith(STAFF_SOURCE)}
    wanted = [int(number) for number in numbers if number.isdigit()]
    if not wanted:
        return {}
    found = connection.execute(select(STAFF.c.id, STAFF.c.name).where(STAFF.c.id.in_(wanted)))
    return {f"{STAFF_SOURCE}{row.id}": row.name for row in found}
