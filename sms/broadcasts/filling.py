"""Preparing a broadcast: the draft, and its recipients page by page, so that a million take the memory of one page."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from sqlalchemy import Connection, func, select, update
from sqlalchemy import insert as plain_insert
from sqlalchemy.dialects.postgresql import insert

from kernel.crypto import Keyring
from kernel.database import Database
from sms.broadcasts.errors import NotAllowed
from sms.broadcasts.estimate import Estimate
from sms.broadcasts.recipient import Recipient, listening
from sms.broadcasts.tables import SMS_BROADCAST, SMS_BROADCAST_RECIPIENT
from sms.broadcasts.wording import Wording

Page = Sequence[Recipient]


def draft(
    connection: Connection,
    *,
    service: int,
    wording: Wording,
    by: str,
    at: datetime,
    case_state: str | None = None,
    language: str | None = None,
) -> int:
    """A broadcast without recipients; its id. ``by`` is the name of who prepares it."""
    broadcast_id: int = connection.execute(
        plain_insert(SMS_BROADCAST)
        .values(
            service=service, case_state=case_state, language=language, wording=wording.stored(),
            state="draft", prepared_by=by, created_at=at,
        )
        .returning(SMS_BROADCAST.c.id)
    ).scalar_one()  # fmt: skip
    return broadcast_id


def fill(database: Database, keyring: Keyring, broadcast_id: int, pages: Iterable[Page]) -> Iterator[Page]:
    """Write ``pages`` (some hundreds each), a transaction a page, and yield what was written of each.

    Who asked for silence is left out; a phone that comes twice is written once. Nothing may be fed before ``close``.
    """
    for page in pages:
        with database.transaction() as connection:
            written = _write(connection, keyring, broadcast_id, page)
        yield written


def close(connection: Connection, broadcast_id: int, estimate: Estimate, at: datetime) -> None:
    """All recipients are written. Raises NotAllowed when it was stopped meanwhile."""
    changed = connection.execute(
        update(SMS_BROADCAST)
        .where(SMS_BROADCAST.c.id == broadcast_id, SMS_BROADCAST.c.state == "draft")
        .values(
            filled_at=at,
            recipients=estimate.recipients,
            parts=estimate.parts,
            cost_xof=estimate.cost_xof,
        )
    )
    if changed.rowcount != 1:
        raise NotAllowed(f"broadcast {broadcast_id} was stopped while it was prepared")


def sealing_context(broadcast_id: int, number: int) -> str:
    """The context under which the phone of a recipient is sealed."""
    return f"sms_broadcast_recipient.phone_sealed:{broadcast_id}:{number}"


def _write(connection: Connection, keyring: Keyring, broadcast_id: int, page: Page) -> Page:
    recipient = SMS_BROADCAST_RECIPIENT.c
    last = connection.execute(
        select(func.coalesce(func.max(recipient.number), 0)).where(recipient.broadcast_id == broadcast_id)
    ).scalar_one()
    rows = [
        {
            "broadcast_id": broadcast_id,
            "number": number,
            "phone_sealed": keyring.seal(one.phone.encode(), sealing_context(broadcast_id, number)),
            "phone_index": index,
            "language": one.language,
            "reference": one.reference,
        }
        for number, (index, one) in enumerate(listening(connection, keyring, page), last + 1)
    ]
    if not rows:
        return ()
    written = set(
        connection.execute(
            insert(SMS_BROADCAST_RECIPIENT)
            .on_conflict_do_nothing(index_elements=["broadcast_id", "phone_index"])
            .returning(recipient.reference),
            rows,
        ).scalars()
    )
    return [one for one in page if one.reference in written]
