"""A request that ended without its document is not to be paid: its open invoice is cancelled, or soon.

What was paid before stays paid: whether a fee goes back is decided by two persons (`payments/refunds/`).
"""

from collections.abc import Callable, Mapping
from datetime import timedelta

import structlog
from sqlalchemy import Connection, bindparam, select, text

from cases.lifecycle import MACHINE
from cases.tables import CASE_FILE
from gateway.invoicing import CASE
from gateway.treasury import Treasury
from kernel import clock
from kernel.outbox import Event, Later
from payments import invoices, queries
from payments.errors import LiveAttempt
from payments.invariants import SHOWN_MAX, Invariant
from payments.states import LIVE
from payments.tables import INVOICE

# Rejected, expired or cancelled: the states from which a fee may go back, and the one in which it has.
CLOSED = (*MACHINE.sources("remboursee"), "remboursee")
# Closed otherwise than by a document or by money.
OVER = ("cancelled", "expired")
# The payer holds the prompt for 5 min (30 min with PI-SPI); an attempt in doubt is asked about here as long.
AGAIN_S = 60
# The news waits a minute at most behind a prompt that has ended: ten mean that no worker of the lane runs.
LATE = timedelta(minutes=10)

_STILL_OPEN = """
SELECT i.reference FROM case_file c
JOIN invoice i ON i.subject_kind = :kind AND i.subject = CAST(c.id AS text) AND i.state = 'open'
WHERE c.state = ANY(:closed) AND c.state_since < :late
  AND NOT EXISTS (SELECT FROM payment_attempt a WHERE a.invoice_id = i.id
                  AND (a.state = ANY(:live) OR a.settled_at >= :late))
  AND NOT EXISTS (SELECT FROM outbox o WHERE o.topic = 'payment.reversed' AND o.created_at >= :late
                  AND o.payload ->> 'invoice' = CAST(i.id AS text))
"""
_SUBJECT = select(INVOICE.c.state, INVOICE.c.subject_kind, INVOICE.c.subject).where(
    INVOICE.c.id == bindparam("invoice")
)
log = structlog.get_logger(__name__)


class ClosedCases:
    """``call_off`` tells whoever holds a code to dial, by its attempt, that nothing is to be paid any more."""

    def __init__(self, treasury: Treasury, call_off: Callable[[Connection, str], None]) -> None:
        self._treasury = treasury
        self._call_off = call_off

    @property
    def followers(self) -> Mapping[str, Callable[[Event], None]]:
        """Topic -> what follows from it here, after what its own room does. Each may run twice."""
        return {"case.moved": self.moved, "payment.reversed": self.reversed}

    def moved(self, event: Event) -> None:
        """``case.moved``: raises Later while the payer holds a prompt, whose money would count."""
        with self._treasury.database.transaction() as connection:
            waiting = self._close(connection, event.subject)
        self._again(waiting)

    def reversed(self, event: Event) -> None:
        """``payment.reversed``: what the operator took back is due again, but not for a request that is closed."""
        invoice_id = event.payload.get("invoice")
        with self._treasury.database.transaction() as connection:
            invoice = invoices.find(connection, invoice_id) if invoice_id else None
            case_id = invoice.subject if invoice is not None and invoice.subject_kind == CASE else None
            waiting = self._close(connection, case_id) if case_id else None
        self._again(waiting)

    def _close(self, connection: Connection, case_id: str) -> str | None:
        """The attempt that keeps an invoice open, None when none does."""
        if not _ended(connection, case_id):
            return None
        waiting = None
        for invoice in invoices.of_subject(connection, CASE, case_id):
            try:
                self._cancel(connection, invoice.id)
            except LiveAttempt as live:
                waiting = live.attempt_id
        return waiting

    def _cancel(self, connection: Connection, invoice_id: str) -> None:
        rails = self._treasury.rails
        dialled = [name for name, rail in rails.items() if rail.capabilities.customer_dialled]
        if not invoices.cancel(connection, invoice_id, dialled):
            return
        log.info("invoice_cancelled", invoice=invoice_id)
        # The code is on a paper or in a memory: nobody but its holder can keep it from being dialled.
        code = queries.live_attempt(connection, invoice_id)
        if code is not None:
            self._call_off(connection, code[0])

    def _again(self, waiting: str | None) -> None:
        if waiting is not None:
            raise Later(AGAIN_S)


def is_closed(connection: Connection, invoice_id: str) -> bool:
    """Whether nothing is to be paid any more for it: closed itself, or open for a request that has ended."""
    invoice = connection.execute(_SUBJECT, {"invoice": invoice_id}).one_or_none()
    if invoice is None or invoice.state == "paid":
        return False
    return invoice.state in OVER or (invoice.subject_kind == CASE and _ended(connection, invoice.subject))


def _ended(connection: Connection, case_id: str) -> bool:
    state = connection.execute(select(CASE_FILE.c.state).where(CASE_FILE.c.id == case_id)).scalar()
    return state in CLOSED


def _still_open(connection: Connection) -> list[str]:
    query = text(f"{_STILL_OPEN} ORDER BY 1 LIMIT {SHOWN_MAX}")
    bound = {"kind": CASE, "closed": list(CLOSED), "live": list(LIVE), "late": clock.now() - LATE}
    return list(connection.execute(query, bound).scalars())


INVARIANTS = (Invariant("no invoice is open for a request that was closed 10 minutes ago", _still_open),)
