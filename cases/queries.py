"""What may be read of cases: by citizens (`Cases`), and by people of the service (`list_cases`, `story`)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Row, Select, or_, select, update

from cases import codes, lifecycle, seals
from cases.listing import list_cases, story
from cases.polling import LANE
from cases.tables import CASE_EVENT, CASE_FILE
from kernel import clock, outbox
from kernel.crypto import Keyring
from kernel.database import Database
from kernel.ids import digits

__all__ = ["CaseView", "Cases", "list_cases", "story"]

# A citizen who asks again within a minute gets the answer that is under way.
REFRESH_EVERY = timedelta(seconds=60)
OF_PHONE_MAX = 20


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as a citizen may see it. ``mine``: the phone deposited it or the code is right; else no note."""

    reference: str
    service: int
    state: str
    since: datetime
    checked_at: datetime | None
    note: str | None
    mine: bool
    language: str
    # When its answers were erased, None while they are there.
    erased_at: datetime | None = None


class Cases:
    """``limits`` (kernel.limits) also counts the codes that one phone tries; shut while Redis is down."""

    def __init__(self, database: Database, keyring: Keyring, limits: codes.Limiter | None = None) -> None:
        self._database = database
        self._keyring = keyring
        self._limits = limits

    def of_phone(self, phone: str, limit: int = 5) -> list[CaseView]:
        """The cases this phone deposited, newest first. Raises DatabaseUnavailable."""
        index = seals.phone_index(self._keyring, phone)
        query = by_phone(index, min(limit, OF_PHONE_MAX))
        with self._database.transaction() as connection:
            return [self._view(case, mine=True) for case in connection.execute(query)]

    def find(self, reference: str, phone: str, code: str | None = None) -> CaseView | None:
        """The case, None for a reference that nobody has. Raises DatabaseUnavailable."""
        with self._database.transaction() as connection:
            case = connection.execute(by_reference(digits(reference))).one_or_none()
        if case is None:
            return None
        mine = case.phone_index == seals.phone_index(self._keyring, phone)
        return self._view(case, mine=mine or self._opened(case, phone, code))

    def request_refresh(self, connection: Connection, reference: str, phone: str) -> bool:
        """Have the administration asked and the phone answered; False within 60 s of the last time.

        Only the phone that deposited may: the SMS goes to it, and a stranger must not cause it.
        """
        at = clock.now()
        asked = CASE_FILE.c.refresh_asked_at
        case_id = connection.execute(
            update(CASE_FILE)
            .where(
                CASE_FILE.c.reference == digits(reference),
                CASE_FILE.c.phone_index == seals.phone_index(self._keyring, phone),
                or_(asked.is_(None), asked <= at - REFRESH_EVERY),
            )
            .values(refresh_asked_at=at)
            .returning(CASE_FILE.c.id)
        ).scalar()
        if case_id is None:
            return False
        outbox.publish(connection, "case.refresh", case_id, lane=LANE, payload={"answer": True})
        return True

    def _opened(self, case: Row[tuple[object, ...]], phone: str, code: str | None) -> bool:
        if not code:
            return False
        # Redis is asked with no connection in hand: while it stalls, every other reader would wait for one.
        if self._limits is not None and not self._limits.allow(
            "case-code", phone, codes.TRIES_AN_HOUR, codes.HOUR_S, open_when_down=False
        ):
            return False
        with self._database.transaction() as connection:
            return codes.opens(connection, self._keyring, case.id, case.code_sealed, code, clock.now())

    def _view(self, case: Row[tuple[object, ...]], *, mine: bool) -> CaseView:
        note = seals.unseal_note(self._keyring, case.id, case.note_sealed) if mine else None
        return CaseView(
            reference=case.reference, service=case.service, state=case.state, since=case.state_since,
            checked_at=case.checked_at, note=note, mine=mine, language=case.language,
            erased_at=case.answers_erased_at,
        )  # fmt: skip


def by_reference(reference: str) -> Select[tuple[object, ...]]:
    """One case by its 12 digits."""
    return select(*_SEEN, _NOTE).where(CASE_FILE.c.reference == reference)


def by_phone(index: str, limit: int) -> Select[tuple[object, ...]]:
    """The newest cases under a blind index."""
    query = select(*_SEEN, _NOTE).where(CASE_FILE.c.phone_index == index)
    return query.order_by(CASE_FILE.c.opened_at.desc()).limit(limit)


# What a view shows and needs: the sealed answers of a case, its largest column, stay where they are.
_SEEN = (
    CASE_FILE.c.id, CASE_FILE.c.reference, CASE_FILE.c.service, CASE_FILE.c.state, CASE_FILE.c.state_since,
    CASE_FILE.c.checked_at, CASE_FILE.c.language, CASE_FILE.c.phone_index, CASE_FILE.c.code_sealed,
    CASE_FILE.c.answers_erased_at,
)  # fmt: skip
# The sentence of the newest event that the citizen was told of.
_NOTE = (
    select(CASE_EVENT.c.note_sealed)
    .where(CASE_EVENT.c.case_id == CASE_FILE.c.id, CASE_EVENT.c.kind.in_(lifecycle.TOLD))
    .order_by(CASE_EVENT.c.id.desc())
    .limit(1)
    .scalar_subquery()
    .label("note_sealed")
)
