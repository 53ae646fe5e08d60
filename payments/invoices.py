"""What is due: opened once, its amount frozen, paid in one or several goes. Not who collects it, nor how."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, exists, select, update
from sqlalchemy.dialects.postgresql import insert

from kernel import clock, gsm, money, outbox
from kernel.crypto import Keyring
from kernel.serials import next_reference
from payments import seals
from payments.errors import IdempotencyConflict, LiveAttempt
from payments.states import LIVE
from payments.tables import INVOICE, PAYMENT_ATTEMPT

_INSERT = insert(INVOICE).on_conflict_do_nothing(index_elements=[INVOICE.c.reference]).returning(INVOICE)

LONGEST_LABEL = 40  # septets: a line of a screen and a field of every operator hold it

# A case has one, under its own reference.
OF_SUBJECT_MAX = 20


@dataclass(frozen=True, slots=True)
class Invoice:
    """``reference`` has 12 digits; ``subject`` means something to the room that opened it only."""

    id: str
    reference: str
    subject_kind: str
    subject: str
    service: int
    regie: str
    exercice: int
    revenue_line: str
    country: str
    label: str
    amount_xof: int
    paid_xof: int
    state: str
    opened_at: datetime
    paid_at: datetime | None
    expires_at: datetime | None

    @property
    def due_xof(self) -> int:
        """What is left to pay; nothing once it is closed."""
        return self.amount_xof - self.paid_xof if self.state == "open" else 0


def open_invoice(
    connection: Connection,
    keyring: Keyring,
    reference_key: bytes,
    *,
    subject_kind: str,
    subject: str,
    service: int,
    regie: str,
    revenue_line: str,
    country: str,
    phone: str,
    amount_xof: int,
    label: str,
    at: datetime,
    reference: str | None = None,
    expires_at: datetime | None = None,
) -> Invoice:
    """Open an invoice; with a ``reference`` that has one already, that one when it is for the same.

    ``reference`` is a case's, None gives the invoice one of its own. Raises IdempotencyConflict for the
    reference of another subject or amount, ValueError for an amount that is not above zero.
    """
    if amount_xof <= 0 or money.francs(amount_xof) != amount_xof:
        raise ValueError("an invoice is above zero")
    year = clock.local_day(country, at).year
    given = {
        "subject_kind": subject_kind, "subject": subject, "service": service, "regie": regie, "exercice": year,
        "revenue_line": revenue_line, "country": country, "label": plain_label(label), "amount_xof": amount_xof,
        "opened_at": at, "expires_at": expires_at,
        "reference": reference or next_reference(connection, year, reference_key),
    }  # fmt: skip
    opened = _insert(connection, keyring, phone, given)
    if opened is not None:
        return opened
    known = by_reference(connection, reference or "")
    asked = (subject_kind, subject, amount_xof)
    if known is None or (known.subject_kind, known.subject, known.amount_xof) != asked:
        raise IdempotencyConflict("the reference belongs to another invoice")
    return known


def find(connection: Connection, invoice_id: str) -> Invoice | None:
    """The invoice, None when there is none."""
    row = connection.execute(select(INVOICE).where(INVOICE.c.id == invoice_id)).one_or_none()
    return None if row is None else of_row(row)


def by_reference(connection: Connection, reference: str) -> Invoice | None:
    """The invoice of 12 digits, None when there is none."""
    row = connection.execute(select(INVOICE).where(INVOICE.c.reference == reference)).one_or_none()
    return None if row is None else of_row(row)


def of_subject(connection: Connection, subject_kind: str, subject: str) -> list[Invoice]:
    """What was opened for a subject, oldest first."""
    same = (INVOICE.c.subject_kind == subject_kind, INVOICE.c.subject == subject)
    rows = connection.execute(
        select(INVOICE).where(*same).order_by(INVOICE.c.opened_at).limit(OF_SUBJECT_MAX)
    )
    return [of_row(row) for row in rows]


def cancel(connection: Connection, invoice_id: str, dialled: Collection[str] = ()) -> bool:
    """Close an open invoice; False when it is not open. Money that comes later is a credit.

    What was paid of it stays on it until it is refunded. Raises LiveAttempt while the payer may be approving.
    ``dialled`` are rails whose code the payer dials himself: such a code prompts nobody, and holds nothing open.
    """
    # Whoever begins a payment holds the invoice too: either sees what the other wrote.
    connection.execute(select(INVOICE.c.id).where(INVOICE.c.id == invoice_id).with_for_update(key_share=True))
    attempt = PAYMENT_ATTEMPT.c
    live = connection.execute(
        select(attempt.id).where(
            attempt.invoice_id == invoice_id, attempt.state.in_(LIVE), attempt.rail.not_in(dialled)
        )
    ).scalar()
    if live is not None:
        raise LiveAttempt(live)
    changed = connection.execute(
        update(INVOICE).where(INVOICE.c.id == invoice_id, INVOICE.c.state == "open").values(state="cancelled")
    )
    return changed.rowcount == 1


def expire_due(connection: Connection, at: datetime, limit: int) -> int:
    """Close open invoices past their date, unless one is being paid; publishes "invoice.expired". How many."""
    live = exists().where(PAYMENT_ATTEMPT.c.invoice_id == INVOICE.c.id, PAYMENT_ATTEMPT.c.state.in_(LIVE))
    due = (
        select(INVOICE.c.id)
        .where(INVOICE.c.state == "open", INVOICE.c.expires_at <= at, INVOICE.c.paid_xof == 0, ~live)
        .limit(limit)
        .with_for_update(skip_locked=True, key_share=True)
        .cte("due")
    )
    gone = connection.execute(
        update(INVOICE).where(INVOICE.c.id == due.c.id).values(state="expired").returning(INVOICE.c.id)
    ).scalars()
    closed = list(gone)
    for invoice_id in closed:
        outbox.publish(connection, "invoice.expired", invoice_id)
    return len(closed)


def plain_label(label: str) -> str:
    """``label`` as every operator takes it: GSM-7, at most 40 septets, no apostrophe (MTN answers 400)."""
    words = " ".join(gsm.fold(label).text.replace("'", " ").split())
    return gsm.shorten(words, LONGEST_LABEL)


def of_row(row: Row[Any]) -> Invoice:
    """A row of the table ``invoice``."""
    return Invoice(**{name: getattr(row, name) for name in Invoice.__dataclass_fields__})


def _insert(
    connection: Connection, keyring: Keyring, phone: str, given: Mapping[str, object]
) -> Invoice | None:
    """None when the reference is taken."""
    invoice_id = str(uuid.uuid4())
    values = {
        "id": invoice_id,
        "payer_index": seals.payer_index(keyring, phone),
        "payer_sealed": seals.seal(keyring, "invoice.payer", invoice_id, phone),
        "state": "open",
        **given,
    }
    row = connection.execute(_INSERT, values).one_or_none()
    return None if row is None else of_row(row)
