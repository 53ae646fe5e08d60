"""The whole story of one case in the order of time, from every room that has a part of it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row

from admin.casework.events import events_of
from admin.casework.moment import ORDER, Moment
from admin.casework.money import Paid, money_of
from admin.casework.papers import papers_of
from admin.casework.readers import readers_of
from admin.casework.told import About, messages_about, screens_about
from cases import notes, seals
from kernel.crypto import Keyring

# Texts that citizens wrote or read: only for those who examine the file.
PERSONAL = frozenset({"sms_out", "sms_in", "screen"})


@dataclass(frozen=True, slots=True)
class Story:
    """``moments`` oldest first; ``chips``: (chip, how many) of those that there are, in their order."""

    moments: tuple[Moment, ...]
    chips: tuple[tuple[str, int], ...]
    paid: Paid

    def of(self, chip: str) -> tuple[Moment, ...]:
        """Those of one chip; all of them for ""."""
        return tuple(moment for moment in self.moments if not chip or moment.chip == chip)


def story_of(connection: Connection, keyring: Keyring, case: Row[Any], *, answers: bool) -> Story:
    """Of a row of case_file. Without ``answers`` no screens, and of messages only their life."""
    paid, events = money_of(connection, case.id), events_of(connection, keyring, case.id)
    papers = papers_of(connection, (case.reference, *paid.quittances))
    about = _about(
        keyring, case, paid, [moment.about for moment in events], [moment.about for moment in papers]
    )
    told = messages_about(connection, keyring, about)
    shown = screens_about(connection, keyring, about) if answers else []
    written = notes.of_case(connection, keyring, case.id)
    moments: list[Moment] = [
        *events,
        *(Moment(note.at, "note", source=_author(note), note=note.text) for note in written),
        *(told if answers else [moment.veiled() for moment in told]),
        *shown,
        *paid.moments,
        *papers,
        *readers_of(connection, case.reference),
    ]
    moments.sort(key=lambda moment: moment.at)
    return Story(tuple(moments), _chips(moments), paid)


def _about(
    keyring: Keyring, case: Row[Any], paid: Paid, events: Sequence[str], papers: Sequence[str]
) -> About:
    phone = seals.unseal(keyring, "case_file.phone", case.id, case.phone_sealed)
    numbers = {case.reference, *paid.references, *paid.quittances, *papers}
    keys = {
        str(case.id),
        *(f"case.moved:{event}" for event in events),
        *paid.attempts,
        *paid.invoice_ids,
        *paid.receipts,
    }
    return About(phone, case.reference, numbers, keys, case.opened_at)


def _author(note: notes.Note) -> str:
    return f"{note.author} ({note.office})"


def _chips(moments: Sequence[Moment]) -> tuple[tuple[str, int], ...]:
    counted = Counter(moment.chip for moment in moments)
    return tuple((chip, counted[chip]) for chip in ORDER if counted[chip])
