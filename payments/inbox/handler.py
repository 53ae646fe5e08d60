"""Reads a kept callback and has the operator asked about the charges it names. Moves no money itself.

Fault rows 26, 28, 29; bad-input rows 40 to 45.
"""

from collections.abc import Mapping
from typing import Any

import structlog
from sqlalchemy import Connection, Row, bindparam, select, update

from kernel import clock
from kernel.crypto import Keyring
from kernel.database import Database
from kernel.outbox import Event, Later
from payments import seals
from payments.attempts.reading import is_id, load
from payments.comparing import same_phone
from payments.contract import XOF, Charge, Standing
from payments.inbox.notice import CallbackRefused, Hint, Notice, Reader
from payments.inbox.store import context
from payments.poll_schedule import callback_again
from payments.polling import Polls
from payments.tables import INVOICE, PAYMENT_ATTEMPT, PAYMENT_CALLBACK

# Of one invoice, the newest attempts on this rail: the live one, and ended ones whose money may come late.
ATTEMPTS_MAX = 5

_KEPT = select(PAYMENT_CALLBACK).where(PAYMENT_CALLBACK.c.id == bindparam("row"))
_READ = update(PAYMENT_CALLBACK).where(
    PAYMENT_CALLBACK.c.id == bindparam("row"), PAYMENT_CALLBACK.c.state == "received"
)
_HINTED = {
    "attempt": PAYMENT_ATTEMPT.c.id,
    "operator_id": PAYMENT_ATTEMPT.c.operator_id,
    "token": PAYMENT_ATTEMPT.c.hint_index,
    "reference": INVOICE.c.reference,
}
_NAMED = {
    kind: select(PAYMENT_ATTEMPT.c.id)
    .join(INVOICE, INVOICE.c.id == PAYMENT_ATTEMPT.c.invoice_id)
    .where(PAYMENT_ATTEMPT.c.rail == bindparam("of_rail"), column == bindparam("value"))
    .order_by(PAYMENT_ATTEMPT.c.created_at.desc())
    .limit(ATTEMPTS_MAX)
    for kind, column in _HINTED.items()
}

log = structlog.get_logger(__name__)


class Callbacks:
    """``readers`` by rail; ``polls`` asks the operator."""

    def __init__(
        self, database: Database, keyring: Keyring, polls: Polls, readers: Mapping[str, Reader]
    ) -> None:
        self._database = database
        self._keyring = keyring
        self._polls = polls
        self._readers = readers

    def take(self, event: Event) -> None:
        """Handler of "payment.callback" on lane "payments"; the subject is the row of payment_callback.

        Raises Later while an operator gives no answer about a charge it names; the row stays "received".
        """
        with self._database.transaction() as connection:
            row = connection.execute(_KEPT, {"row": int(event.subject)}).one_or_none()
            if row is None or row.state != "received":
                return
            named, state = self._resolve(connection, row)
        answered = [self._polls.ask(attempt_id) for attempt_id in named]
        if not all(answered):
            # Nobody else asks again about a failed or expired attempt, and its money may have come just now.
            age = clock.now() - row.received_at
            log.warning("payment_callback_unanswered", row=row.id, rail=row.rail)
            raise Later(int(callback_again(age).total_seconds()))
        with self._database.transaction() as connection:
            connection.execute(_READ, {"row": row.id, "state": state, "settled_at": clock.now()})
        log.info("payment_callback_settled", row=row.id, rail=row.rail, state=state, attempts=len(named))

    def _resolve(self, connection: Connection, row: Row[Any]) -> tuple[list[str], str]:
        """The attempts it names, and what it leaves on its own row."""
        reader = self._readers.get(row.rail)
        try:
            raw = self._keyring.open(row.raw_sealed, context(row.rail, row.body_hash))
            notices = [] if reader is None else reader(raw)
        except CallbackRefused:
            return [], "unreadable"
        found = [(notice, self._attempts(connection, row.rail, notice.hint)) for notice in notices]
        named = list(dict.fromkeys(attempt for _, attempts in found for attempt in attempts))
        if not named:
            log.warning("payment_callback_orphan", row=row.id, rail=row.rail)
            return [], "orphan"
        forged = any(self._differs(connection, notice, attempts) for notice, attempts in found)
        if forged:
            # The operator is asked all the same: only its answer counts.
            log.error("payment_callback_mismatch", row=row.id, rail=row.rail)
        return named, "mismatch" if forged else "asked"

    def _attempts(self, connection: Connection, rail: str, hint: Hint) -> list[str]:
        """The attempts a hint names, newest first."""
        if hint.kind == "attempt" and not is_id(hint.value):
            return []
        value = seals.hint_index(self._keyring, rail, hint.value) if hint.kind == "token" else hint.value
        return list(connection.execute(_NAMED[hint.kind], {"of_rail": rail, "value": value}).scalars())

    def _differs(self, connection: Connection, notice: Notice, attempts: list[str]) -> bool:
        """Whether the claim fits none of the charges it names: a forgery, or an operator's fault."""
        if notice.claim is None or not attempts:
            return False
        charges = [load(connection, self._keyring, attempt) for attempt in attempts]
        return not any(one is not None and _fits(one.charge, notice.claim) for one in charges)


def _fits(charge: Charge, claim: Standing) -> bool:
    return (
        claim.amount_xof in (None, charge.amount_xof)
        and claim.currency in (None, XOF)
        and (claim.payer is None or same_phone(claim.payer, charge.phone))
    )
