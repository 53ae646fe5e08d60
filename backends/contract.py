"""What every administration's connector offers to a case. Not a wire format: those are in directories.

AdministrationError    retry  sent
|-- Refused            no     yes   answered: this request is not acceptable as it is, a person looks
|-- Unavailable        yes    no    never arrived, or clearly down: send again later
|   `-- NotTried       yes    no    held back by us: the circuit is open, or every place is taken
`-- Unknown            yes    yes   may have arrived: `find` before sending again
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


class AdministrationError(Exception):
    """Base of all. ``reason`` is one fixed word of ours: never what was sent or answered."""

    retry = True
    sent = False

    def __init__(self, reason: str, retry_in_s: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_in_s = retry_in_s


class Refused(AdministrationError):
    """The administration answered no. ``comment`` is its own sentence: sealed at rest, never logged."""

    retry = False
    sent = True

    def __init__(self, reason: str, comment: str = "") -> None:
        super().__init__(reason)
        self.comment = comment


class Unavailable(AdministrationError):
    """Nothing has arrived: it is safe to send again."""


class NotTried(Unavailable):
    """We held it back ourselves, so it is no failed try: come back in ``retry_in_s``."""


class Unknown(AdministrationError):
    """It may have arrived."""

    sent = True


@dataclass(frozen=True, slots=True)
class Application:
    """One citizen's request. ``service`` is the catalogue's code ("ML-CO"), ``phone`` E.164."""

    reference: str
    service: str
    language: str
    phone: str = field(repr=False)
    answers: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Report:
    """The administration's word on a case, in the words of GovStack Registration 0.1.1 and our stages.

    ``status`` is PENDING, APPROVED, SENDBACK or REJECTED, None for a word nobody knows; ``raw`` keeps that
    word for a person. ``at`` is the administration's own time of the change.
    """

    status: str | None
    stage: str = ""
    note: str = field(default="", repr=False)
    at: datetime | None = None
    raw: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Filed:
    """The administration holds the request under ``external_id``."""

    external_id: str
    report: Report


class Administration(Protocol):
    """One administration's system. Every call is bounded in time and raises AdministrationError only."""

    def file(self, application: Application) -> Filed:
        """Hand in a request. The same reference twice gives the first one again."""
        ...

    def find(self, reference: str) -> Filed | None:
        """What the administration holds under our reference, None when it never got it."""
        ...

    def status(self, external_id: str) -> Report:
        """Where the request stands now."""
        ...

    def circuit(self) -> str:
        """ "closed", "open" or "half-open": for health pages."""
        ...
