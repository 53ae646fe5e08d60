"""What a told act causes is handled at once, by the handlers of the real outbox; the rows leave with the step."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from sqlalchemy import Row, text

from gateway.demo.month import papers
from gateway.demo.month.filed import file
from gateway.demo.month.told_clock import told
from gateway.demo.month.town import Town
from gateway.invoicing import CASE
from kernel import clock
from kernel.outbox import Event
from payments import invoices
from verification.registry import revoking

# A worker is there within a second or two.
LATER = timedelta(seconds=2)
# What a real worker does better once the step is committed: it signs a new list.
LEFT = frozenset({"document.status"})
ROUNDS_MAX = 10

# Rows of this very transaction: other people's news is theirs.
_OURS = text("""
SELECT id, lane, topic, subject, payload, tries FROM outbox
WHERE id > :before AND done_at IS NULL AND parked_at IS NULL AND xmin = pg_current_xact_id()::xid ORDER BY id
""")
_DROP = text("DELETE FROM outbox WHERE id = ANY (CAST(:ids AS bigint[]))")
_NEWEST = text("SELECT coalesce(max(id), 0) FROM outbox")

Handler = Callable[[Town, Event], None]


def begin(town: Town) -> None:
    """At the beginning of a step."""
    town.outbox_before = int(town.connection.execute(_NEWEST).scalar_one())


def settle(town: Town) -> None:
    """Handle until nothing new comes, two seconds later in the told time."""
    with told(clock.now() + LATER):
        for _ in range(ROUNDS_MAX):
            rows = town.connection.execute(_OURS, {"before": town.outbox_before}).all()
            if not rows:
                return
            town.outbox_before = rows[-1].id
            dropped = [row.id for row in rows if row.topic not in LEFT]
            if dropped:
                town.connection.execute(_DROP, {"ids": dropped})
            for row in rows:
                _handle(town, row)


def _handle(town: Town, row: Row[tuple[object, ...]]) -> None:
    handler = HANDLERS.get(row.topic)
    if handler is not None:
        handler(town, Event(row.id, row.lane, row.topic, row.subject, row.payload, 1))


def _queued(town: Town, event: Event) -> None:
    town.queued.append((event.subject, clock.now()))


def _moved(town: Town, event: Event) -> None:
    town.announcements.moved(event)
    papers.of_case(town, event)


def _paid(town: Town, event: Event) -> None:
    town.news.paid(event)
    papers.of_quittance(town, event)
    invoice = invoices.find(town.connection, event.subject)
    if invoice is not None and invoice.subject_kind == CASE:
        file(town, invoice.subject)


def _refunded(town: Town, event: Event) -> None:
    town.news.refunded(event)
    if event.payload.get("quittance") is not None:
        cause = f"quittance:{event.payload['quittance']}"
        evidence = f"{event.topic}:{event.payload.get('refund')}"
        revoking.by_evidence(town.connection, cause, "revoke", evidence, clock.now())


HANDLERS: Mapping[str, Handler] = {
    "sms.queued": _queued,
    "case.opened": lambda town, event: town.announcements.opened(event),
    "case.moved": _moved,
    "case.answer": lambda town, event: town.announcements.answered(event),
    "payment.created": lambda town, event: town.treasury.charging.charge(event),
    "payment.failed": lambda town, event: town.news.failed(event),
    "payment.doubtful": lambda town, event: town.news.doubtful(event),
    "payment.credited": lambda town, event: town.news.credited(event),
    "payment.suspense": lambda town, event: town.treasury.arrivals.arrived(event),
    "invoice.paid": _paid,
    "invoice.part_paid": lambda town, event: town.news.part_paid(event),
    "invoice.refunded": _refunded,
    "refund.approved": lambda town, event: town.treasury.refunds.send(event),
}
