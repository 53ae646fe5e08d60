"""Dossier: what a session keeps of a case it displays, so that turning a page asks nobody again."""

import json
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from cases import lifecycle
from cases.queries import CaseView
from catalogue.catalogue import Catalogue

# An officer writes at most an SMS; the screen pages it.
NOTE_MAX = 160


class Dossier(NamedTuple):
    """A case as its reader may see it. ``checked_at`` None: the administration was not asked yet.

    ``mine``: all of it may be shown. ``own``: this phone deposited it, so that an SMS about it may go there.
    ``erased_at``: since when the answers are no longer held.
    """

    reference: str
    service: int
    state: str
    since: datetime
    checked_at: datetime | None
    note: str
    mine: bool
    own: bool
    erased_at: datetime | None = None

    @classmethod
    def of(cls, case: CaseView) -> "Dossier":
        note = " ".join((case.note or "").split())[:NOTE_MAX] if case.mine else ""
        return cls(
            case.reference, case.service, case.state, case.since, case.checked_at, note, case.mine, case.mine,
            case.erased_at,
        )  # fmt: skip

    def pack(self) -> str:
        """One line of JSON, times as epoch seconds."""
        known = (
            self.reference,
            self.service,
            self.state,
            int(self.since.timestamp()),
            _packed(self.checked_at),
        )
        rest = (self.note, self.mine, self.own, _packed(self.erased_at))
        return json.dumps((*known, *rest), separators=(",", ":"), ensure_ascii=False)

    @classmethod
    def unpack(cls, packed: str) -> "Dossier":
        # A session that a former release opened has one value less.
        reference, service, state, since, checked, note, mine, own, *erased = json.loads(packed)
        return cls(
            reference, service, state, datetime.fromtimestamp(since, UTC), _unpacked(checked), note, mine, own,
            _unpacked(erased[0] if erased else None),
        )  # fmt: skip

    def is_stale(self, catalogue: Catalogue, now: datetime) -> bool:
        """Whether asking the administration again could say more than we hold."""
        service = catalogue.services.get(self.service)
        if service is None or self.state not in lifecycle.OPEN:
            return False
        administration = catalogue.administrations[service.administration]
        if administration.connector is None:
            return False
        fresh = timedelta(minutes=administration.stale_after_min)
        return self.checked_at is None or now - self.checked_at > fresh


def _packed(at: datetime | None) -> int | None:
    return None if at is None else int(at.timestamp())


def _unpacked(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
