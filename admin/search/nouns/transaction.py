"""An operator's transaction, as the citizen reads it out of their SMS: money that came, or a statement line."""

import re
from typing import Any

from sqlalchemy import Row, Select, false, func, or_, select, true

from admin.search.look import ROWS_MAX, Found, Look
from payments.money import sound_id
from payments.reconciliation.tables import STATEMENT_LINE
from payments.tables import INVOICE, MONEY_RECEIPT

# Four characters at least and a digit among them: a word is no transaction.
SHAPE = re.compile(r"(?=.*[0-9])[A-Za-z0-9._:/+=-]{4,100}", re.ASCII)


def read(text: str) -> tuple[str, ...]:
    """As typed without blanks, and in the two ways that operators write letters."""
    bare = text.replace(" ", "")
    if not SHAPE.fullmatch(bare) or not sound_id(bare):
        return ()
    return tuple(dict.fromkeys((bare, bare.upper(), bare.lower())))


def find(look: Look, keys: tuple[str, ...]) -> list[Found]:
    """Receipts first; then the lines of statements that brought none."""
    return [_money(row) for row in _receipts(look, keys)] + [_line(row) for row in _lines(look, keys)]


def _receipts(look: Look, keys: tuple[str, ...]) -> list[Row[Any]]:
    receipt, reach = MONEY_RECEIPT.c, look.reach
    query = (
        select(MONEY_RECEIPT, INVOICE.c.reference.label("pays"), INVOICE.c.label)
        .join(INVOICE, INVOICE.c.id == receipt.invoice_id, isouter=True)
        .where(
            receipt.rail.in_(_rails()),
            receipt.operator_id.in_(keys),
            or_(
                receipt.invoice_id.is_not(None) & reach.invoices(),
                receipt.invoice_id.is_(None) & reach.unassigned(),
            ),
        )
    )
    return list(look.connection.execute(query.limit(ROWS_MAX)))


def _rails() -> Select[tuple[str]]:
    """Every rail that ever brought money, by as many steps through UNIQUE (rail, operator_id): a dozen, not a scan.

    PostgreSQL does this by itself from release 18 on (skip scan).
    """
    rail = MONEY_RECEIPT.c.rail
    first = select(func.min(rail).label("rail")).cte("rails", recursive=True)
    after = select(func.min(rail)).where(rail > first.c.rail).scalar_subquery()
    every = first.union_all(select(after).where(first.c.rail.is_not(None)))
    return select(every.c.rail).where(every.c.rail.is_not(None))


def _lines(look: Look, keys: tuple[str, ...]) -> list[Row[Any]]:
    # A statement is an account of the Treasury, not of one regie.
    whole = true() if look.reach.whole and look.reach.sees_money else false()
    line = STATEMENT_LINE.c
    query = select(line.operator_id, line.rail, line.class_, line.amount_xof, line.at).where(
        line.operator_id.in_(keys), line.receipt_id.is_(None), whole
    )
    return list(look.connection.execute(query.order_by(line.id).limit(ROWS_MAX)))


def _money(row: Row[Any]) -> Found:
    waits = row.disposition == "suspense"
    page, key = ("suspense", row.id) if waits else ("payment", row.pays or "")
    return Found(
        "transaction", row.operator_id, row.label or row.rail, row.disposition, row.amount_xof, row.received_at,
        page, key,
    )  # fmt: skip


def _line(row: Row[Any]) -> Found:
    return Found("line", row.operator_id, row.rail, row.class_, row.amount_xof, row.at)
