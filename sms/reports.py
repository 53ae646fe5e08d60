"""Delivery reports of every provider: kept as they came, applied when the table allows. Not their wording.

They come late, twice, out of order, before the answer to the hand-over, and for messages that are not ours
(fault row 23).
"""

import json
from collections.abc import Iterable, Sequence
from datetime import timedelta
from hashlib import blake2b
from typing import Any
from uuid import UUID, uuid4

import structlog
from sqlalchemy import Connection, Row, select, text, update
from sqlalchemy.dialects.postgresql import insert

from kernel import clock
from kernel.crypto import Keyring
from kernel.states import move
from sms.contract import Report
from sms.sealing import phone_index, seal
from sms.states import MESSAGE
from sms.tables import SMS_MESSAGE, SMS_REPORT

# A report for the phone of an unanswered hand-over is taken for its own during 72 hours: GOV.UK Notify stops
# waiting for reports after the same time.
ADOPTED_WITHIN = timedelta(hours=72)

# ``unnest`` keeps the order of the array, and the locks are taken in it.
_LOCK = text("SELECT pg_advisory_xact_lock(key) FROM unnest(CAST(:keys AS bigint[])) AS key")

log = structlog.get_logger(__name__)


def take(connection: Connection, keyring: Keyring, report: Report) -> str:
    """Keep the report and apply it: "applied", "ignored", "orphan", "unrecognised" or "repeated"."""
    index = phone_index(keyring, report.phone) if report.phone else None
    ours = _ours(connection, report.message_id)
    parts = [f"{report.provider}:{part}" for part in (report.provider_id, index) if part is not None]
    lock(connection, parts + ([f"message:{ours}"] if ours else []))
    row = _keep(connection, keyring, report, index, ours)
    if row is None:
        return "repeated"
    if row.state is None:
        # A word missing from our table is ours to add: loud enough for an alert, without the word itself.
        log.error("sms_report_unrecognised", provider=report.provider, report_id=str(row.id))
        return "unrecognised"
    outcome = _settle(connection, row)
    log.info("sms_report_taken", provider=report.provider, report_id=str(row.id), outcome=outcome)
    return outcome


def catch_up(connection: Connection, message_ids: Sequence[UUID]) -> None:
    """Apply the reports that came before the messages were ready for them. The caller holds ``lock``."""
    report, message = SMS_REPORT.c, SMS_MESSAGE.c
    named = report.provider_id == message.provider_id
    same_phone = (report.phone_index == message.phone_index) & (report.received_at >= message.handed_at)
    same_provider = report.provider == message.provider
    waiting = (
        select(SMS_REPORT)
        .join(SMS_MESSAGE, (same_provider & (named | same_phone)) | (report.message_id == message.id))
        .where(report.outcome == "orphan", report.state.is_not(None), message.id.in_(message_ids))
        .order_by(report.received_at)
    )
    for row in connection.execute(waiting).all():
        _settle(connection, row)


def lock(connection: Connection, parts: Iterable[str]) -> None:
    """Hold off the other side until commit.

    A report and the answer to its hand-over come at the same time: unlocked, each would look for the other
    before it is committed, and both would miss. Always in one order, so that nobody waits in a ring.
    """
    keys = sorted(
        {int.from_bytes(blake2b(part.encode(), digest_size=8).digest(), signed=True) for part in parts}
    )
    if keys:
        connection.execute(_LOCK, {"keys": keys})


def _ours(connection: Connection, message_id: str | None) -> UUID | None:
    """The message whose id came back, if it is one of ours."""
    try:
        wanted = UUID(message_id or "")
    except ValueError:
        return None
    found: UUID | None = connection.execute(
        select(SMS_MESSAGE.c.id).where(SMS_MESSAGE.c.id == wanted)
    ).scalar_one_or_none()
    return found


def _keep(
    connection: Connection, keyring: Keyring, report: Report, index: str | None, ours: UUID | None
) -> Row[Any] | None:
    report_id = uuid4()
    raw = json.dumps(dict(report.raw), ensure_ascii=False)
    return connection.execute(
        insert(SMS_REPORT)
        .values(
            id=report_id,
            provider=report.provider,
            provider_id=report.provider_id,
            status=report.status,
            state=report.state,
            reason=report.reason,
            phone_index=index,
            raw_sealed=seal(keyring, "sms_report", "raw_sealed", report_id, raw),
            outcome="unrecognised" if report.state is None else "orphan",
            message_id=ours,
            received_at=clock.now(),
        )
        .on_conflict_do_nothing(index_elements=["provider", "provider_id", "status"])
        .returning(SMS_REPORT)
    ).one_or_none()


def _settle(connection: Connection, report: Row[Any]) -> str:
    message = _named(connection, report) or _adopted(connection, report)
    if message is None or (report.message_id is not None and message.state in ("queued", "handed")):
        # Not ready for the news: the end of its hand-over looks for it (``catch_up``).
        return "orphan"
    outcome = "applied" if _apply(connection, message, report) else "ignored"
    connection.execute(
        update(SMS_REPORT).where(SMS_REPORT.c.id == report.id).values(outcome=outcome, message_id=message.id)
    )
    return outcome


def _apply(connection: Connection, message: Row[Any], report: Row[Any]) -> bool:
    # A second copy went by another way: that the first arrived is true of the message, that it failed is not.
    foreign = report.provider != message.provider
    if not MESSAGE.allows(message.state, report.state) or (foreign and report.state != "delivered"):
        return False
    named = {} if foreign else {"provider_id": report.provider_id}
    final_at = clock.now() if report.state in MESSAGE.final else None
    return move(
        connection,
        SMS_MESSAGE,
        message.id,
        MESSAGE,
        message.state,
        report.state,
        reason=report.reason,
        final_at=final_at,
        **named,
    )


def _named(connection: Connection, report: Row[Any]) -> Row[Any] | None:
    """By the provider's id for it; by our own where that came back."""
    message = SMS_MESSAGE.c
    theirs = (message.provider == report.provider) & (message.provider_id == report.provider_id)
    for match in (theirs, message.id == report.message_id):
        row = connection.execute(select(SMS_MESSAGE).where(match).with_for_update()).one_or_none()
        if row is not None:
            return row
    return None


def _adopted(connection: Connection, report: Row[Any]) -> Row[Any] | None:
    """The one message to this phone whose id we never learnt. Two of them, or one still in hand: no guess."""
    candidates = connection.execute(
        select(SMS_MESSAGE)
        .where(
            SMS_MESSAGE.c.phone_index == report.phone_index,
            SMS_MESSAGE.c.provider == report.provider,
            SMS_MESSAGE.c.provider_id.is_(None),
            SMS_MESSAGE.c.state.in_(("handed", "unknown", "sent")),
            SMS_MESSAGE.c.handed_at.between(report.received_at - ADOPTED_WITHIN, report.received_at),
        )
        .with_for_update()
    ).all()
    return candidates[0] if len(candidates) == 1 and candidates[0].state != "handed" else None
