"""A quittance by what is printed on it: its number in a register ("2026-000123") or its document's 12 digits."""

import re

from sqlalchemy import select

from admin.search.look import ROWS_MAX, Found, Look
from admin.search.nouns import case
from payments.quittances.tables import QUITTANCE, QUITTANCE_COUNTER
from payments.tables import INVOICE

NUMBER = re.compile(r"(20[0-9]{2}) ?[-/ ] ?0*([1-9][0-9]{0,8})", re.ASCII)


def read(text: str) -> tuple[str, ...]:
    """(year, number), or the 12 digits alone."""
    found = NUMBER.fullmatch(text)
    return (found[1], found[2]) if found else case.read(text)


def find(look: Look, keys: tuple[str, ...]) -> list[Found]:
    """Each regie numbers its own, so that a number alone may find several."""
    query = (
        select(QUITTANCE, INVOICE.c.reference)
        .join(INVOICE, INVOICE.c.id == QUITTANCE.c.invoice_id)
        .where(look.reach.invoices())
        .order_by(QUITTANCE.c.regie)
        .limit(ROWS_MAX)
    )
    if len(keys) == 1:
        query = query.where(QUITTANCE.c.document_number == keys[0])
    else:
        year, number = (int(key) for key in keys)
        # The counters name the regies, a row each a year: with them the index finds each quittance at once.
        counter = QUITTANCE_COUNTER.c
        query = query.join(
            QUITTANCE_COUNTER,
            (counter.regie == QUITTANCE.c.regie) & (counter.exercice == QUITTANCE.c.exercice),
        ).where(counter.exercice == year, QUITTANCE.c.number == number)
    return [
        Found(
            "quittance", f"{row.exercice}-{row.number:06}", f"{look.regie(row.regie)} · {look.called(row.label or '')}",
            "valid" if row.voided_at is None else "voided", row.amount_xof, row.issued_at, "payment", row.reference,
        )
        for row in look.connection.execute(query)
    ]  # fmt: skip
