"""What a message about a case needs to be written: read in the clear at the last moment, never queued."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Row, select

from cases import seals
from cases.tables import CASE_EVENT, CASE_FILE
from kernel.crypto import Keyring
from kernel.database import Database


@dataclass(frozen=True, slots=True)
class Notice:
    """One case for one SMS to the phone that deposited it; ``state`` and ``note`` as of the event told."""

    case_id: str
    reference: str
    service: int
    phone: str = field(repr=False)
    language: str
    network: str
    state: str
    at: datetime
    checked_at: datetime | None
    note: str | None = field(default=None, repr=False)
    code: str | None = field(default=None, repr=False)


class Notices:
    """For the handlers of "case.opened", "case.moved" and "case.answer"; None for a row that is not there."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._keyring = keyring

    def opened(self, case_id: str) -> Notice | None:
        """With the code: the only message that carries it."""
        case = self._case(case_id)
        if case is None:
            return None
        code = seals.unseal(self._keyring, "case_file.code", case_id, case.code_sealed)
        return self._notice(case, case.state, case.opened_at, None, code)

    def moved(self, case_id: str, event_id: int) -> Notice | None:
        """The state that this event brought, even when the case has moved on since."""
        case, event = self._case(case_id), self._event(case_id, event_id)
        if case is None or event is None:
            return None
        note = seals.unseal_note(self._keyring, case_id, event.note_sealed)
        return self._notice(case, event.to_state, event.at, note, None)

    def status(self, case_id: str) -> Notice | None:
        """Where the case stands now; ``checked_at`` is the age of that."""
        case = self._case(case_id)
        return case and self._notice(case, case.state, case.state_since, None, None)

    def _notice(
        self, case: Row[tuple[object, ...]], state: str, at: datetime, note: str | None, code: str | None
    ) -> Notice:
        phone = seals.unseal(self._keyring, "case_file.phone", case.id, case.phone_sealed)
        return Notice(
            case.id, case.reference, case.service, phone, case.language, case.network,
            state, at, case.checked_at, note, code,
        )  # fmt: skip

    def _case(self, case_id: str) -> Row[tuple[object, ...]] | None:
        with self._database.transaction() as connection:
            return connection.execute(select(CASE_FILE).where(CASE_FILE.c.id == case_id)).one_or_none()

    def _event(self, case_id: str, event_id: int) -> Row[tuple[object, ...]] | None:
        query = select(CASE_EVENT).where(CASE_EVENT.c.id == event_id, CASE_EVENT.c.case_id == case_id)
        with self._database.transaction() as connection:
            return connection.execute(query).one_or_none()
