"""A try to charge by its own id: what an operator's people, a callback or a log line name."""

import uuid

from sqlalchemy import select

from admin.search.look import Found, Look
from payments.tables import INVOICE, PAYMENT_ATTEMPT


def read(text: str) -> tuple[str, ...]:
    """The id in its usual form, with or without its hyphens."""
    try:
        return (str(uuid.UUID(text.replace(" ", ""))),)
    except ValueError:
        return ()


def find(look: Look, keys: tuple[str, ...]) -> list[Found]:
    """The attempt, shown with what it was to pay."""
    attempt = PAYMENT_ATTEMPT.c
    row = look.connection.execute(
        select(
            attempt.id,
            attempt.state,
            attempt.amount_xof,
            attempt.created_at,
            INVOICE.c.reference,
            INVOICE.c.label,
        )
        .join(INVOICE, INVOICE.c.id == attempt.invoice_id)
        .where(attempt.id == keys[0], look.reach.invoices())
    ).first()
    if row is None:
        return []
    return [
        Found(
            "attempt", row.id, row.label, row.state, row.amount_xof, row.created_at, "payment", row.reference
        )
    ]
