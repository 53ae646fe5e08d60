"""Imported statements for whoever reads them: the list, one file's lines by class, and a regie's own part of it.

What the classes mean and whether a file agrees: `classes.py`, `report.py`. Changes nothing.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, case, exists, func, select

from payments.reconciliation import ours_only
from payments.reconciliation.classes import CLASSES
from payments.reconciliation.report import Tally
from payments.reconciliation.tables import STATEMENT_FILE, STATEMENT_LINE
from payments.tables import INVOICE, MONEY_RECEIPT


@dataclass(frozen=True, slots=True)
class ReviewedLine:
    """One line, or a receipt of ours that no line has (``number`` None). No phone is among it."""

    number: int | None
    kind: str
    operator_id: str
    at: datetime
    amount_xof: int
    fee_xof: int
    foreign_amount: str | None
    reference: str | None
    resolved_at: datetime | None
    resolved_by: str | None


def files(
    connection: Connection, countries: Collection[str] | None, before: int | None, limit: int
) -> list[Row[Any]]:
    """Rows of statement_file, the last imported first; None for every country."""
    query = select(STATEMENT_FILE).order_by(STATEMENT_FILE.c.id.desc()).limit(limit)
    if countries is not None:
        query = query.where(STATEMENT_FILE.c.country.in_(countries))
    if before is not None:
        query = query.where(STATEMENT_FILE.c.id < before)
    return list(connection.execute(query))


def file(connection: Connection, file_id: int) -> Row[Any] | None:
    """One row of statement_file."""
    return connection.execute(select(STATEMENT_FILE).where(STATEMENT_FILE.c.id == file_id)).one_or_none()


def by_fingerprint(connection: Connection, sha256: str) -> Row[Any] | None:
    """The file with these very bytes."""
    return connection.execute(select(STATEMENT_FILE).where(STATEMENT_FILE.c.sha256 == sha256)).one_or_none()


def fees_on_lines(connection: Connection, file_id: int) -> int:
    """Francs that the operator kept on the lines themselves, beside those of lines of class fee."""
    kept = func.coalesce(func.sum(STATEMENT_LINE.c.fee_xof), 0)
    return int(connection.execute(select(kept).where(STATEMENT_LINE.c.file_id == file_id)).scalar_one())


def tallies_of(connection: Connection, found: Row[Any], regies: Collection[str]) -> tuple[Tally, ...]:
    """As `report` counts them, but only what is money of invoices of ``regies``."""
    line = STATEMENT_LINE.c
    open_ = func.sum(case((line.resolved_at.is_(None), 1), else_=0))
    rows = connection.execute(
        select(line.class_, func.count().label("lines"), func.sum(line.amount_xof).label("francs"),
               open_.label("open"))
        .where(line.file_id == found.id, _of_regies(regies)).group_by(line.class_)
    )  # fmt: skip
    counted = {row.class_: (int(row.lines), int(row.francs), int(row.open)) for row in rows}
    ours = missing(connection, found, regies)
    if ours:
        counted["ours_only"] = (len(ours), sum(row.amount_xof for row in ours), len(ours))
    return tuple(Tally(name, CLASSES[name], *counted[name]) for name in CLASSES if name in counted)


def lines(
    connection: Connection, found: Row[Any], class_: str, *, after: int, regies: Collection[str] | None, limit: int
) -> list[ReviewedLine]:  # fmt: skip
    """Lines of one class behind the number ``after``; of ours_only ``after`` counts the rows that were shown."""
    if class_ == "ours_only":
        return [_receipt(row) for row in missing(connection, found, regies)[after : after + limit]]
    line = STATEMENT_LINE.c
    query: Select[Any] = (
        select(STATEMENT_LINE)
        .where(line.file_id == found.id, line.class_ == class_, line.number > after)
        .order_by(line.number)
        .limit(limit)
    )
    if regies is not None:
        query = query.where(_of_regies(regies))
    return [
        ReviewedLine(
            row.number, row.kind, row.operator_id, row.at, row.amount_xof, row.fee_xof, row.foreign_amount,
            row.reference, row.resolved_at, row.resolved_by,
        )
        for row in connection.execute(query)
    ]  # fmt: skip


def _of_regies(regies: Collection[str]) -> ColumnElement[bool]:
    return exists().where(
        MONEY_RECEIPT.c.id == STATEMENT_LINE.c.receipt_id,
        INVOICE.c.id == MONEY_RECEIPT.c.invoice_id,
        INVOICE.c.regie.in_(regies),
    )


def missing(connection: Connection, found: Row[Any], regies: Collection[str] | None) -> list[Row[Any]]:
    """Receipts that the file should have shown; of all, or of ``regies``."""
    return receipts_of(connection, ours_only.of_file(connection, found), regies)


def receipts_of(
    connection: Connection, rows: list[Row[Any]], regies: Collection[str] | None
) -> list[Row[Any]]:
    """Those of some receipts whose invoice is of ``regies``; None for all of them."""
    if regies is None or not rows:
        return rows
    receipt = MONEY_RECEIPT.c
    theirs = set(
        connection.execute(
            select(receipt.id)
            .join(INVOICE, INVOICE.c.id == receipt.invoice_id)
            .where(receipt.id.in_([str(row.id) for row in rows]), INVOICE.c.regie.in_(regies))
        ).scalars()
    )
    return [row for row in rows if str(row.id) in theirs]


def _receipt(row: Row[Any]) -> ReviewedLine:
    return ReviewedLine(
        None, "payment", row.operator_id, row.received_at, row.amount_xof, 0, None, None, None, None
    )
