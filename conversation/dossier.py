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
    """

    reference: str
    service: int
    state: str
    since: datetime
    checked_at: datetime | None
    note: str
    mine: bool
    own: bool

    @classmethod
    def of(cls, case: CaseView) -> "Dossier":
        note = " ".join((case.note or "").split())[:NOTE_MAX] if case.mine else ""
        return cls(
            case.reference, case.service, case.state, case.since, case.checked_at, note, case.mine, case.mine
        )

    def pack(self) -> str:
        """One line of JSON, times as epoch seconds."""
        checked = int(self.checked_at.timestamp()) if self.checked_at else None
        known = (self.reference, self.service, self.state, int(self.since.timestamp()), checked)
        return json.dumps((*known, self.note, self.mine, self.own), separators=(",", ":"), ensure_ascii=False)

    @classmethod
    def unpack(cls, packed: str) -> "Dossier":
        reference, service, state, since, checked, note, mine, own = json.loads(packed)
        at = datetime.fromtimestamp(checked, UTC) if checked is not None else None
        return cls(reference, service, state, datetime.fromtimestamp(since, UTC), at, note, mine, own)

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
