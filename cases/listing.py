"""Cases for people of the service: a list and one whole story, for JSON, phones masked. Not for citizens."""

from typing import Any

from sqlalchemy import Connection, Row, select

from cases import seals
from cases.tables import CASE_EVENT, CASE_FILE
from kernel.crypto import Keyring
from kernel.ids import ReferenceRefused, parse_reference
from kernel.redaction import masked_phone

# A screen of a terminal holds fifty lines; two hundred is what somebody still reads.
ROWS_MAX = 200


def list_cases(
    connection: Connection,
    keyring: Keyring,
    *,
    state: str | None = None,
    submission: str | None = None,
    limit: int = ROWS_MAX,
) -> list[dict[str, Any]]:
    """Newest first, at most 200. ``submission`` "refused", "unknown", "by_hand" is the work of a person."""
    query = select(CASE_FILE).order_by(CASE_FILE.c.opened_at.desc()).limit(min(limit, ROWS_MAX))
    if state is not None:
        query = query.where(CASE_FILE.c.state == state)
    if submission is not None:
        query = query.where(CASE_FILE.c.submission == submission)
    return [_line(keyring, case) for case in connection.execute(query)]


def story(connection: Connection, keyring: Keyring, reference: str) -> dict[str, Any] | None:
    """A case and its events, oldest first; None for a reference nobody has. Notes are in clear: for staff."""
    try:
        digits = parse_reference(reference)
    except ReferenceRefused:
        return None
    case = connection.execute(select(CASE_FILE).where(CASE_FILE.c.reference == digits)).one_or_none()
    if case is None:
        return None
    events = connection.execute(
        select(CASE_EVENT).where(CASE_EVENT.c.case_id == case.id).order_by(CASE_EVENT.c.id)
    )
    return {**_line(keyring, case), "events": [_event(keyring, event) for event in events]}


def _line(keyring: Keyring, case: Row[tuple[Any, ...]]) -> dict[str, Any]:
    return {
        "id": case.id,
        "reference": case.reference,
        "service": case.service,
        "administration": case.administration,
        "state": case.state,
        "since": case.state_since.isoformat(),
        "opened_at": case.opened_at.isoformat(),
        "checked_at": case.checked_at.isoformat() if case.checked_at else None,
        "phone": masked_phone(seals.unseal(keyring, "case_file.phone", case.id, case.phone_sealed)),
        "language": case.language,
        "fee_xof": case.fee_xof,
        "submission": case.submission,
        "external_id": case.external_id,
    }


def _event(keyring: Keyring, event: Row[tuple[Any, ...]]) -> dict[str, Any]:
    return {
        "id": event.id,
        "at": event.at.isoformat(),
        "kind": event.kind,
        "from_state": event.from_state,
        "to_state": event.to_state,
        "told": event.told,
        "source": event.source,
        "note": seals.unseal_note(keyring, event.case_id, event.note_sealed),
    }
