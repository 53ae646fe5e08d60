"""What is due under a reference: a case's own, or a tax's."""

from sqlalchemy import select

from admin.search.look import Found, Look
from admin.search.nouns.case import read
from kernel.ids import spaced
from payments.tables import INVOICE

__all__ = ["find", "read"]


def find(look: Look, keys: tuple[str, ...]) -> list[Found]:
    """The invoice, unless it is another regie's."""
    row = look.connection.execute(
        select(INVOICE).where(INVOICE.c.reference == keys[0], look.reach.invoices())
    ).first()
    if row is None:
        return []
    at = row.paid_at or row.opened_at
    return [
        Found(
            "invoice",
            spaced(row.reference),
            look.called(row.label),
            row.state,
            row.amount_xof,
            at,
            "payment",
            row.reference,
        )
    ]
