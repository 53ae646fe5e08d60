"""Of all that a phone got, what was about one case: an office must not read what another one told the same citizen."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from admin.casework.messages import LIMIT_MAX, messages_of
from admin.casework.moment import Moment
from admin.casework.screens import screens_of
from cases.masking import REFERENCE, only_reference
from cases.screens import ROWS_MAX
from kernel.crypto import Keyring

# A session lasts 180 s: the screens before a deposit are those of its own session.
BEFORE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class About:
    """``numbers``: 12 digits that a text of this case names. ``keys``: what they were queued under, or its id."""

    phone: str = field(repr=False)
    reference: str
    numbers: Collection[str]
    keys: Collection[str]
    since: datetime


def messages_about(connection: Connection, keyring: Keyring, about: About) -> list[Moment]:
    """The SMS of this case, out and in."""
    found = messages_of(connection, keyring, about.phone, since=about.since - BEFORE, limit=LIMIT_MAX)
    return [moment for moment in found if _names(moment, about)]


def screens_about(connection: Connection, keyring: Keyring, about: About) -> list[Moment]:
    """The screens that name this case, and those of its deposit that led there. Other references become stars."""
    found = screens_of(connection, keyring, about.phone, since=about.since - BEFORE, limit=ROWS_MAX)
    first = next(
        (place for place, moment in enumerate(found) if _mentions(moment.note, {about.reference})), 0
    )
    # Only the session in which the number was first shown, and only what came before it.
    deposit = found[:first] if found and found[first].at - about.since < BEFORE else []
    before = [moment for moment in deposit if moment.about == found[first].about]
    named = [moment for moment in found[first:] if _mentions(moment.note, {about.reference})]
    return [
        replace(moment, note=only_reference(moment.note, about.reference)) for moment in (*before, *named)
    ]


def _names(moment: Moment, about: About) -> bool:
    key = moment.about.partition(" ")[2]
    return key in about.keys or key.partition(":")[2] in about.keys or _mentions(moment.note, about.numbers)


def _mentions(text: str, numbers: Collection[str]) -> bool:
    return any(found.replace(" ", "") in numbers for found in REFERENCE.findall(text))
