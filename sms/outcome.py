"""What hand-overs ended in, written down, a whole batch at a time. Every function runs in the caller's transaction."""

from collections.abc import Iterable, Sequence
from uuid import UUID

import structlog
from sqlalchemy import Connection, text

from kernel import clock
from kernel.states import move
from sms import reports
from sms.contract import Handed
from sms.metrics import HANDED, WAITED
from sms.purposes import policy_of
from sms.states import MESSAGE
from sms.tables import SMS_MESSAGE
from sms.work import Result, Work

# A slow worker whose lease ran out finds its message ``unknown``: the answer it holds is better news. ``handed_at``
# tells its own hand-over from a later one. An id that another message has already is not its own: it lives without,
# rather than take with it all that were handed over in the same batch.
_SENT = text("""
UPDATE sms_message m
SET state = 'sent', provider_id = CASE WHEN EXISTS (
        SELECT FROM sms_message o WHERE o.provider = m.provider AND o.provider_id = v.provider_id AND o.id <> m.id
    ) THEN NULL ELSE v.provider_id END,
    cost_text = v.cost, parts = COALESCE(v.parts, m.parts), reason = NULL
FROM unnest(CAST(:ids AS uuid[]), CAST(:at AS timestamptz[]), CAST(:provider_ids AS text[]), CAST(:costs AS text[]),
            CAST(:parts AS int[])) AS v(id, handed_at, provider_id, cost, parts)
WHERE m.id = v.id AND m.handed_at = v.handed_at AND m.state IN ('handed', 'unknown')
RETURNING m.id, m.created_at, m.attempts, m.purpose, m.provider_id
""")

log = structlog.get_logger(__name__)


def keys(results: Iterable[Result]) -> list[str]:
    """What to lock before the rows, so that reports and answers that come together do not miss each other."""
    found = []
    for result in results:
        work = result.work
        found += [f"{work.provider}:{work.phone_index}", f"message:{work.id}"]
        if result.handed is not None and result.handed.provider_id is not None:
            found.append(f"{work.provider}:{result.handed.provider_id}")
    return found


def sent(connection: Connection, results: Sequence[Result]) -> None:
    """The providers took them; reports that overtook their answers are applied now. ``keys`` are locked."""
    taken = [(result.work, result.handed) for result in results if result.handed is not None]
    if not taken:
        return
    rows = connection.execute(
        _SENT,
        {
            "ids": [work.id for work, _ in taken],
            "at": [work.handed_at for work, _ in taken],
            "provider_ids": _told_once(taken),
            "costs": [handed.cost for _, handed in taken],
            "parts": [handed.parts for _, handed in taken],
        },
    ).all()
    written, at = {row.id: row.provider_id for row in rows}, clock.now()
    for row in rows:
        if row.attempts == 1:
            WAITED.labels(policy_of(row.purpose).priority).observe((at - row.created_at).total_seconds())
    reports.catch_up(connection, list(written))
    for work, handed in taken:
        known = work.id in written
        HANDED.labels(work.provider, "sent" if known else "sent_too_late").inc()
        seen = {"message_id": str(work.id), "provider": work.provider}
        log.info("sms_sent", **seen) if known else log.warning("sms_sent_too_late_to_be_noted", **seen)
        if known and handed.provider_id is not None and written[work.id] is None:
            log.error("sms_provider_id_repeated", **seen)


def _told_once(taken: Iterable[tuple[Work, Handed]]) -> list[str | None]:
    """The providers' ids in order; None for one that stands before it in the same batch."""
    seen: set[tuple[str, str | None]] = set()
    ids = []
    for work, handed in taken:
        named = (work.provider, handed.provider_id)
        ids.append(None if named in seen else handed.provider_id)
        seen.add(named)
    return ids


def close(connection: Connection, message_id: UUID, from_: str, to: str, reason: str) -> bool:
    """Move to a final state; False when it is no longer in ``from_``."""
    return move(connection, SMS_MESSAGE, message_id, MESSAGE, from_, to, reason=reason, final_at=clock.now())
