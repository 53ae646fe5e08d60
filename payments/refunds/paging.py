"""Refunds a page at a time, newest first. Changes nothing. Needs the index (asked_at, id) on refund."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, literal, select, tuple_

from payments.refunds.tables import REFUND
from payments.tables import INVOICE

PAGE_ROWS = 50
Place = tuple[datetime, str]


def page(
    connection: Connection, states: Sequence[str], regies: frozenset[str] | None, after: Place | None
) -> Sequence[Row[Any]]:
    """50 and one more when there are more; with the ``reference``, ``label`` and ``regie`` of the invoice.

    Refunds are few (a person asks for each), so that a filter needs no index of its own. A refund of money that
    never had an invoice is nobody's regie: only who reads all of them sees it.
    """
    key = (REFUND.c.asked_at, REFUND.c.id)
    query = (
        select(REFUND, INVOICE.c.reference, INVOICE.c.label, INVOICE.c.regie)
        .join(INVOICE, INVOICE.c.id == REFUND.c.invoice_id, isouter=True)
        .order_by(*(column.desc() for column in key))
        .limit(PAGE_ROWS + 1)
    )
    if states:
        query = query.where(REFUND.c.state.in_(states))
    if regies is not None:
        query = query.where(INVOICE.c.regie.in_(sorted(regies)))
    if after is not None:
        query = query.where(tuple_(*key) < tuple_(literal(after[0]), literal(after[1], REFUND.c.id.type)))
    return connection.execute(query).all()
