"""Delivery reports of every provider: kept as they came, applied when the table allows. Not their wording.

They come late, twice, out of order, before the answer to the hand-over, and for messages that are not ours
(fault row 23).
"""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import structlog
from sqlalchemy import Connection, Row, func, select, update
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

log = structlog.get_logger(__name__)


def take(connection: Connection, keyring: Keyring, report: Report) -> str:
    """Keep the report and apply it: "applied", "ignored", "orphan", "unrecognised" or "repeated"."""
    index = phone_index(keyring, report.phone) if report.phone else None
    lock(connection, report.provider, report.provider_id, index)
    row = _keep(connection, keyring, report, index)
    if row is None:
        return "repeated"
    if row.state is None:
        # A word missing from our table is ours to add: loud enough for an alert, without the word itself.
        log.error("sms_report_unrecognised", provider=report.provider, report_id=str(row.id))
        return "unrecognised"
    outcome = _settle(connection, row)
    log.info("sms_report_taken", provider=report.provider, report_id=str(row.id), outcome=outcome)
    return outcome


def catch_up(connection: Connection, message_id: UUID) -> None:
    """Apply the reports that came before the message was ready for them. The caller holds ``lock``."""
    message = connection.execute(select(SMS_MESSAGE).where(SMS_MESSAGE.c.id == message_id)).one()
    report = SMS_REPORT.c
    named = report.provider_id == message.provider_id
    same_phone = (report.phone_index == message.phone_index) & (report.received_at >= message.handed_at)
    waiting = (
        select(SMS_REPORT)
        .where(report.outcome == "orphan", report.provider == message.provider, named | same_phone)
        .order_by(report.received_at)
    )
    for row in connection.execute(waiting).all():
        _settle(connection, row)


def lock(connection: Connection, provider: str, provider_id: str | None, index: str | None) -> None:
    """Hold off the other side until commit.

    A report and the answer to its hand-over come at the same time: unlocked, each would look for the other
    before it is committed, and both would miss.
    """
    for part in (provider_id, index):
        if part is not None:
            key = func.hashtextextended(f"{provider}:{part}", 0)
            connection.execute(select(func.pg_advisory_xact_lock(key)))


def _keep(connection: Connection, keyring: Keyring, report: Report, index: str | None) -> Row[Any] | None:
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
            received_at=clock.now(),
        )
        .on_conflict_do_nothing(index_elements=["provider", "provider_id", "status"])
        .returning(SMS_REPORT)
    ).one_or_none()


def _settle(connection: Connection, report: Row[Any]) -> str:
    message = _named(connection, report) or _adopted(connection, report)
    if message is None:
        return "orphan"
    outcome = "applied" if _apply(connection, message, report) else "ignored"
    connection.execute(
        update(SMS_REPORT).where(SMS_REPORT.c.id == report.id).values(outcome=outcome, message_id=message.id)
    )
    return outcome


def _apply(connection: Connection, message: Row[Any], report: Row[Any]) -> bool:
    if not MESSAGE.allows(message.state, report.state):
        return False
    final_at = clock.now() if report.state in MESSAGE.final else None
    return move(
        connection,
        SMS_MESSAGE,
        message.id,
        MESSAGE,
        message.state,
        report.state,
        provider_id=report.provider_id,
        reason=report.reason,
        final_at=final_at,
    )


def _named(connection: Connection, report: Row[Any]) -> Row[Any] | None:
    return connection.execute(
        select(SMS_MESSAGE)
        .where(SMS_MESSAGE.c.provider == report.provider, SMS_MESSAGE.c.provider_id == report.provider_id)
        .with_for_update()
    ).one_or_none()


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
