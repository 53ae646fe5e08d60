"""Asks operators where charges stand, until they say. The only way by which a charge becomes paid or fails.

Fault rows 25, 27, 30: never dropped by age, asked under the same key, a late success still posts.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection, DateTime, Integer, bindparam, insert, literal, select, update

from kernel import clock
from kernel.crypto import Keyring
from kernel.database import Database
from kernel.outbox import OUTBOX, Event
from payments.attempts import moving
from payments.attempts.reading import Attempt, load
from payments.attempts.starting import LANE
from payments.comparing import mismatch
from payments.contract import Capabilities, Misconfigured, Rail, RailError, Standing
from payments.money import Money
from payments.rails import Rails
from payments.settlement import OtherPayment, Settlement
from payments.states import ASKED, NEVER_DIALLED
from payments.tables import PAYMENT_ATTEMPT
from payments.unsent import end_unsent

# An operator that does not know the charge may still be writing it down: believed after this, and not before
# the payer's time is over.
ABSENT_GRACE = timedelta(minutes=5)
# Operators close a charge themselves some seconds late; after this we say that it is in doubt.
DOUBT_GRACE = timedelta(minutes=2)
# Until the answer is committed nobody asks again; a lost request is asked again after it.
CARRIED = timedelta(seconds=90)
ENDED = ("failed", "expired")
# A "no" can be followed by the money, and a charge that other evidence settled (a statement's line, a code dialled
# meanwhile) by the operator's own debit: a callback may have these asked again.
OF_CALLBACK = ("created", *ASKED, *ENDED, "succeeded")
OF_POLL = ("created", *ASKED, *ENDED)

_AT = bindparam("at", type_=DateTime(timezone=True))
_DUE = (
    select(PAYMENT_ATTEMPT.c.id, PAYMENT_ATTEMPT.c.next_poll_at)
    .where(PAYMENT_ATTEMPT.c.next_poll_at <= _AT, PAYMENT_ATTEMPT.c.state.in_(ASKED))
    .order_by(PAYMENT_ATTEMPT.c.next_poll_at, PAYMENT_ATTEMPT.c.id)
    .limit(bindparam("most", type_=Integer))
    .with_for_update(skip_locked=True, key_share=True)
    .cte("due")
)
_CARRY = (
    update(PAYMENT_ATTEMPT)
    .where(PAYMENT_ATTEMPT.c.id == _DUE.c.id)
    .values(next_poll_at=bindparam("carried"))
    .returning(PAYMENT_ATTEMPT.c.id, _DUE.c.next_poll_at.label("since"))
    .cte("carried")
)
# One statement for all of them, oldest first: a sweep of 200 took 200 round trips more.
_PUBLISH = (
    insert(OUTBOX)
    .from_select(
        ["lane", "topic", "subject", "created_at", "due_at"],
        select(literal(LANE), literal("payment.poll"), _CARRY.c.id, _AT, _AT).order_by(
            _CARRY.c.since, _CARRY.c.id
        ),
    )
    .returning(OUTBOX.c.id)
)

log = structlog.get_logger(__name__)


def sweep_due(connection: Connection, at: datetime, limit: int) -> int:
    """Publish "payment.poll" (subject the attempt, lane payments) for the attempts whose time has come. How many.

    Ends those that nobody sends any more, too: see ``unsent``.
    """
    end_unsent(connection, at, limit)
    return len(connection.execute(_PUBLISH, {"at": at, "most": limit, "carried": at + CARRIED}).all())


class Polls:
    """``rails`` by name; ``settlement`` takes the money that an operator confirms."""

    def __init__(self, database: Database, keyring: Keyring, rails: Rails, settlement: Settlement) -> None:
        self._database = database
        self._keyring = keyring
        self._rails = rails
        self._settlement = settlement

    def poll(self, event: Event) -> None:
        """Handler of "payment.poll" on lane "payments"; the subject is the attempt."""
        self._ask(event.subject, OF_POLL)

    def ask(self, attempt_id: str) -> bool:
        """Ask now and commit what was said. False when the operator gave no answer, or does not know what we
        hold for unsent. Raises DatabaseUnavailable.

        True too when there is nothing to ask: no such attempt, money given back, a code that only the payer dials.
        """
        return self._ask(attempt_id, OF_CALLBACK)

    def _ask(self, attempt_id: str, states: Collection[str]) -> bool:
        with self._database.transaction() as connection:
            attempt = load(connection, self._keyring, attempt_id)
        if attempt is None or attempt.state not in states:
            return True
        rail = self._rails.get(attempt.rail)
        if rail is None:
            log.error("rail_gone", attempt=attempt_id, rail=attempt.rail)
            with self._database.transaction() as connection:
                moving.put_off(connection, attempt, clock.now())
            return False
        dialled = rail.capabilities.customer_dialled
        said = None if dialled else self._said(rail, attempt)
        with self._database.transaction() as connection:
            if attempt.state == "created" and not dialled:
                attempt = self._sent(connection, attempt, said, rail.capabilities)
                if attempt is None:
                    return False
            # Every move compares and sets: if the attempt was moved since it was read, that move counts.
            self._take(connection, attempt, said, rail.capabilities)
        return dialled or said is not None

    def _said(self, rail: Rail, attempt: Attempt) -> Standing | None:
        try:
            return rail.ask(attempt.charge)
        except RailError as error:
            level = log.error if isinstance(error, Misconfigured) else log.warning
            level("payment_not_asked", attempt=attempt.id, rail=attempt.rail, reason=error.reason)
            return None

    def _sent(
        self, connection: Connection, attempt: Attempt, said: Standing | None, can: Capabilities
    ) -> Attempt | None:
        """Claimed, when the operator knows what we hold for unsent: a refused connection had reached it all the same.

        From then on nobody sends it again, so that an operator without a key of ours charges no second time. None
        when it stays unsent, or was moved just now: within three minutes (``unsent``) it is sent or has ended, and
        either is asked about by the callback that waits for it.
        """
        # An operator without callbacks never tells of it first; Moov says "pending" of all that it does not judge.
        if said is None or said.state == "absent" or not can.callback:
            return None
        log.warning("payment_sent_after_all", attempt=attempt.id, rail=attempt.rail)
        return moving.claim(connection, attempt, can, clock.now())

    def _take(
        self, connection: Connection, attempt: Attempt, said: Standing | None, can: Capabilities
    ) -> None:
        at = clock.now()
        if said is not None and said.state == "succeeded":
            self._succeeded(connection, attempt, said, can, at)
        elif attempt.state not in ASKED:
            return
        elif said is not None and said.state in ENDED:
            moving.end(connection, attempt, said.state, said.reason, at)
        elif self._never_was(attempt, said, can, at):
            reason = NEVER_DIALLED if can.customer_dialled else "absent"
            moving.end(connection, attempt, "expired", reason, at)
        else:
            self._wait(connection, attempt, said, can, at)

    def _succeeded(
        self, connection: Connection, attempt: Attempt, said: Standing, can: Capabilities, at: datetime
    ) -> None:
        """Paid: settled, or when it is not what we asked, nobody's until its money is recorded for the invoice.

        A statement or a person records it, and the next answer then binds it: the attempt ends, and what is still
        due may be paid. Until then it is asked about and, past its time, in doubt like any other.
        """
        why = mismatch(attempt.charge, said, can)
        if why is None:
            try:
                self._settle(connection, attempt, said, at)
            except OtherPayment:
                why = "operator_id"
        if why is None or self._settlement.bind(connection, attempt.id, said.operator_id):
            return
        moving.mismatched(connection, attempt, why)
        if attempt.state in ASKED:
            self._wait(connection, attempt, said, can, at)

    def _settle(self, connection: Connection, attempt: Attempt, said: Standing, at: datetime) -> None:
        money = Money(
            attempt.rail, said.operator_id or "", attempt.country,
            attempt.charge.amount_xof, attempt.charge.phone, at, attempt.charge.invoice_reference,
        )  # fmt: skip
        receipt = self._settlement.settle(
            connection, money, invoice_id=attempt.invoice_id, attempt_id=attempt.id
        )
        if attempt.state in ENDED and receipt.new:
            log.warning("payment_late_success", attempt=attempt.id, rail=attempt.rail, was=attempt.state)

    def _never_was(self, attempt: Attempt, said: Standing | None, can: Capabilities, at: datetime) -> bool:
        """No such charge, and none to come: the operator says so after a grace, or the code was not dialled."""
        over = attempt.expires_at is not None and at >= attempt.expires_at
        if can.customer_dialled:
            return over
        absent = said is not None and said.state == "absent"
        return absent and over and attempt.claimed_at is not None and at >= attempt.claimed_at + ABSENT_GRACE

    def _wait(
        self, connection: Connection, attempt: Attempt, said: Standing | None, can: Capabilities, at: datetime
    ) -> None:
        """No verdict yet. Past its time it is in doubt: said once, asked for ever ("payment.doubtful")."""
        over = attempt.expires_at is not None and at >= attempt.expires_at + DOUBT_GRACE
        seen = said is not None and said.state in ("pending", "succeeded")
        to = (
            "unknown"
            if over or (attempt.state == "claimed" and not seen)
            else "pending"
            if seen
            else attempt.state
        )
        moved = moving.wait(connection, attempt, to, can, at)
        if moved and over and attempt.doubted_at is None:
            moving.doubted(connection, attempt, at)
