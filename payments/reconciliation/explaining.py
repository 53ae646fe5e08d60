"""A difference that no rule resolves: one person says why, another confirms it. No money moves here."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update
from sqlalchemy.dialects.postgresql import insert

from kernel import audit
from payments.reconciliation.tables import DIFFERENCE, LONGEST_WHY, STATEMENT_LINE
from payments.refunds import two_persons
from payments.tables import MONEY_RECEIPT


class NotExplained(ValueError):
    """Nothing was written: no such difference, or it is explained or resolved already."""

    retry = False


def explain(
    connection: Connection,
    *,
    why: str,
    by: str,
    at: datetime,
    line_id: int | None = None,
    receipt_id: str | None = None,
) -> int:
    """Say why a line, or a receipt that no statement has, is as it is; the explanation's id."""
    if not why.strip():
        raise NotExplained("an explanation has words")
    if line_id is not None and not _is_open(connection, line_id):
        raise NotExplained("the line is not an open difference")
    if receipt_id is not None and not _is_missing(connection, receipt_id):
        raise NotExplained("the receipt stands on a statement, or does not exist")
    found: int | None = connection.execute(
        insert(DIFFERENCE)
        .values(
            line_id=line_id, receipt_id=receipt_id, why=why.strip()[:LONGEST_WHY], proposed_by=by, proposed_at=at,
            state="proposed",
        )
        .on_conflict_do_nothing()
        .returning(DIFFERENCE.c.id)
    ).scalar()  # fmt: skip
    if found is None:
        raise NotExplained("somebody explained it already")
    audit.append(connection, two_persons.actor(by), "difference.explain", f"difference:{found}", {})
    return found


def decide(connection: Connection, difference_id: int, *, by: str, at: datetime, confirmed: bool) -> None:
    """Confirm or refuse what another person said. Raises SamePerson, NotExplained.

    The caller has seen a fresh TOTP of ``by``.
    """
    row = _held(connection, difference_id)
    two_persons.check(row.proposed_by, by)
    connection.execute(
        update(DIFFERENCE)
        .where(DIFFERENCE.c.id == difference_id)
        .values(state="confirmed" if confirmed else "refused", decided_by=by, decided_at=at)
    )
    if confirmed and row.line_id is not None:
        connection.execute(
            update(STATEMENT_LINE)
            .where(STATEMENT_LINE.c.id == row.line_id)
            .values(resolved_at=at, resolved_by=by)
        )
    act = "difference.confirm" if confirmed else "difference.refuse"
    audit.append(connection, two_persons.actor(by), act, f"difference:{difference_id}", {})


def _held(connection: Connection, difference_id: int) -> Row[Any]:
    row = connection.execute(
        select(DIFFERENCE).where(DIFFERENCE.c.id == difference_id).with_for_update()
    ).one_or_none()
    if row is None or row.state != "proposed":
        raise NotExplained("nothing waits for a decision under this number")
    return row


def _is_open(connection: Connection, line_id: int) -> bool:
    line = STATEMENT_LINE.c
    query = select(line.id).where(line.id == line_id, line.resolved_at.is_(None))
    return connection.execute(query).scalar() is not None


def _is_missing(connection: Connection, receipt_id: str) -> bool:
    line, receipt = STATEMENT_LINE.c, MONEY_RECEIPT.c
    query = select(receipt.id).where(
        receipt.id == receipt_id,
        ~select(line.id).where(line.receipt_id == receipt_id, line.kind == "payment").exists(),
    )
    return connection.execute(query).scalar() is not None
