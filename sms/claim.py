"""Taking a queued message in hand, in one transaction that is committed before the provider is called."""

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Connection, Row, exists, select

from kernel import clock
from kernel.crypto import Keyring
from kernel.outbox import LEASE_S
from kernel.states import move
from sms import outcome
from sms.sealing import unseal
from sms.states import MESSAGE
from sms.tables import SMS_MESSAGE, SMS_OPTOUT

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, repr=False)
class Claimed:
    """A message in our hands. ``phone`` and ``text`` are open: it is never logged."""

    id: UUID
    phone: str
    text: str


@dataclass(frozen=True, slots=True)
class Claims:
    """``provider`` is written beside each claim; ``repeatable`` purposes may leave twice (``Delivery``)."""

    keyring: Keyring
    provider: str
    repeatable: AbstractSet[str]

    def take(self, connection: Connection, message_id: UUID) -> Claimed | int | None:
        """The message, now ``handed``; or the seconds after which to look again; or None: nothing to do."""
        row = connection.execute(
            select(SMS_MESSAGE).where(SMS_MESSAGE.c.id == message_id).with_for_update()
        ).one_or_none()
        by_state: Mapping[str, Callable[[Connection, Row[Any]], Claimed | int | None]] = {
            "queued": self._queued,
            "handed": self._handed,
            "unknown": self._unknown,
        }
        step = by_state.get(row.state) if row is not None else None
        return step(connection, row) if step is not None and row is not None else None

    def may_repeat(self, row: Row[Any]) -> bool:
        """Once only: two unknown outcomes in a row say that the network is down, not that luck was bad."""
        return row.purpose in self.repeatable and not row.maybe_duplicate

    def _queued(self, connection: Connection, row: Row[Any]) -> Claimed | None:
        at = clock.now()
        if row.expires_at is not None and row.expires_at <= at:
            outcome.close(connection, row.id, "queued", "expired", "too_late")
            return None
        silent = exists().where(SMS_OPTOUT.c.phone_index == row.phone_index)
        if connection.execute(select(silent)).scalar_one():
            outcome.close(connection, row.id, "queued", "failed", "opted_out")
            return None
        move(
            connection,
            SMS_MESSAGE,
            row.id,
            MESSAGE,
            "queued",
            "handed",
            handed_at=at,
            attempts=row.attempts + 1,
            provider=self.provider,
        )
        return self._opened(row)

    def _opened(self, row: Row[Any]) -> Claimed:
        phone = unseal(self.keyring, "sms_message", "phone_sealed", row.id, row.phone_sealed)
        text = unseal(self.keyring, "sms_message", "body_sealed", row.id, row.body_sealed)
        return Claimed(row.id, phone, text)

    def _handed(self, connection: Connection, row: Row[Any]) -> int | None:
        """Another worker may still be calling; past its lease it is gone and the outcome is unknown."""
        if wait := _seconds_until(row, LEASE_S):
            return wait
        log.warning("sms_worker_lost", message_id=str(row.id))
        return outcome.unknown(connection, row, "worker_lost", may_repeat=self.may_repeat(row))

    def _unknown(self, connection: Connection, row: Row[Any]) -> Claimed | int | None:
        if not self.may_repeat(row):
            return None
        if wait := _seconds_until(row, outcome.REPEAT_AFTER_S):
            return wait
        move(connection, SMS_MESSAGE, row.id, MESSAGE, "unknown", "queued", maybe_duplicate=True)
        return self._queued(connection, row)


def _seconds_until(row: Row[Any], after_s: int) -> int:
    """Whole seconds, rounded up, left of ``after_s`` since the hand-over; 0 when they are over."""
    left: timedelta = row.handed_at + timedelta(seconds=after_s) - clock.now()
    return max(0, -(-left // timedelta(seconds=1)))
