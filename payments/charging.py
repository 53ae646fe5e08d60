"""Asks the operator for the money, once: claimed and committed, then called, then what it said is committed.

Fault rows 2, 3, 25 and 26: whatever dies in between, the row says that it may have been sent and when it is
asked about. No transaction is open during a call.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection

from kernel import clock
from kernel.crypto import Keyring
from kernel.database import Database
from kernel.outbox import Event, Later
from payments.attempts import moving
from payments.attempts.reading import Attempt, load
from payments.contract import (
    Declined,
    Misconfigured,
    NotReached,
    NotSupported,
    NotTried,
    Rail,
    RailError,
    Requested,
    Unanswered,
)
from payments.rails import Rails

# The payer holds the phone now. A prompt that comes minutes later is refused, or paid by surprise.
SEND_WITHIN = timedelta(minutes=2)
# "Too many" without a Retry-After: asked at once again, it would be said again.
RETRY_S = 5

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Claimed:
    attempt: Attempt
    rail: Rail


class Charging:
    """``rails`` by name."""

    def __init__(self, database: Database, keyring: Keyring, rails: Rails) -> None:
        self._database = database
        self._keyring = keyring
        self._rails = rails

    def charge(self, event: Event) -> None:
        """Handler of "payment.created" on lane "payments"; the subject is the attempt. Twice is once.

        Raises NotReached (the outbox backs off; after two minutes the attempt expires unsent) and Later while
        the rail is held back.
        """
        claimed = self._claim(event.subject)
        if claimed is None:
            return
        try:
            said = claimed.rail.request(claimed.attempt.charge)
        except RailError as error:
            self._not_taken(claimed, error)
        else:
            self._taken(claimed, said)

    def _claim(self, attempt_id: str) -> _Claimed | None:
        """Commit ``claimed``. None when there is nothing to send."""
        at = clock.now()
        with self._database.transaction() as connection:
            attempt = load(connection, self._keyring, attempt_id, hold=True)
            if attempt is None or attempt.state != "created":
                return None
            rail = self._rails.get(attempt.rail)
            if rail is None or attempt.invoice_state != "open":
                reason = "rail_gone" if rail is None else "invoice_closed"
                moving.end(connection, attempt, "failed", reason, at)
                return None
            if at - attempt.created_at > SEND_WITHIN:
                moving.end(connection, attempt, "expired", "not_sent", at)
                return None
            held = moving.claim(connection, attempt, rail.capabilities, at)
            return None if held is None else _Claimed(held, rail)

    def _taken(self, claimed: _Claimed, said: Requested) -> None:
        attempt, can = claimed.attempt, claimed.rail.capabilities
        with self._database.transaction() as connection:
            moving.accepted(connection, self._keyring, attempt, said, can, clock.now())
        log.info("payment_requested", attempt=attempt.id, rail=attempt.rail)

    def _not_taken(self, claimed: _Claimed, error: RailError) -> None:
        attempt, at = claimed.attempt, clock.now()
        level = log.error if isinstance(error, Misconfigured) else log.warning
        level("payment_not_requested", attempt=attempt.id, rail=attempt.rail, reason=error.reason)
        with self._database.transaction() as connection:
            again = self._settle(connection, claimed, error, at)
        # Raised outside: within, it would roll back what was just written.
        if again and isinstance(error, NotTried):
            raise Later(error.retry_in_s or RETRY_S) from None
        if again:
            raise error

    def _settle(self, connection: Connection, claimed: _Claimed, error: RailError, at: datetime) -> bool:
        """True when the same charge is to be sent again."""
        attempt = claimed.attempt
        if isinstance(error, NotReached):
            return moving.unclaim(connection, attempt)
        if isinstance(error, Declined | Misconfigured | NotSupported):
            moving.end(connection, attempt, "failed", error.reason, at)
        elif isinstance(error, Unanswered):
            moving.doubt(connection, attempt, error.reason, claimed.rail.capabilities, at)
        # Any other error leaves the row claimed: it is asked about as if the answer had been lost.
        return False
