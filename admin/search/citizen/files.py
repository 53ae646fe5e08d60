"""The cases of a phone, open ones first: where each stands and what the citizen does next."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from admin.search.look import ROWS_MAX, Look
from cases.lifecycle import OPEN
from cases.seals import phone_index
from cases.tables import CASE_FILE


@dataclass(frozen=True, slots=True)
class File:
    """``id`` is what an invoice names as its subject; never shown."""

    id: str
    reference: str
    title: str
    state: str
    since: datetime
    opened_at: datetime

    @property
    def open(self) -> bool:
        """Whether something is still to come of it."""
        return self.state in OPEN or self.state == "disponible"


def files(look: Look, phone: str) -> list[File]:
    """The newest 20 that are the person's to see, by ``ix_case_file_phone``; none costs no question."""
    if not look.reach.sees_cases:
        return []
    case = CASE_FILE.c
    rows = look.connection.execute(
        select(case.id, case.reference, case.service, case.state, case.state_since, case.opened_at)
        .where(case.phone_index == phone_index(look.keyring, phone), look.reach.cases())
        .order_by(case.opened_at.desc())
        .limit(ROWS_MAX)
    )
    found = [
        File(str(row.id), row.reference, look.service(row.service), row.state, row.state_since, row.opened_at)
        for row in rows
    ]
    return sorted(found, key=lambda file: not file.open)
