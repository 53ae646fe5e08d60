"""What an operator kept of a day, posted once a file and rail: its account holds what it owes, not what came."""

from typing import Any

from sqlalchemy import Connection, Row, case, func, select

from catalogue.accounting_plan import Accounting
from kernel import clock
from payments import ledger
from payments.ledger import Line
from payments.reconciliation.tables import STATEMENT_LINE


def post(connection: Connection, accounting: Accounting, file: Row[Any]) -> list[int]:
    """The journal ids, one a rail. Twice is once. Raises LookupError without a fee or operator's account."""
    line = STATEMENT_LINE.c
    kept = func.sum(case((line.kind == "fee", -line.amount_xof), else_=0) + line.fee_xof)
    rows = connection.execute(
        select(line.rail, kept.label("kept"), func.max(line.at).label("at"))
        .where(line.file_id == file.id, line.class_.not_in(("duplicate", "known")))
        .group_by(line.rail)
        .having(kept != 0)
    ).all()
    return [_post(connection, accounting, file, row) for row in rows]


def _post(connection: Connection, accounting: Accounting, file: Row[Any], row: Row[Any, Any, Any]) -> int:
    day, kept = clock.local_day(file.country, row.at), int(row.kept)
    return ledger.post(
        connection, kind="fee", idem_key=f"statement-fee:{file.id}:{row.rail}", occurred_at=row.at,
        lines=[
            Line(accounting.account(file.country, "fee", day), kept),
            Line(accounting.account(file.country, "operator", day, row.rail), -kept),
        ],
        rail=row.rail,
    )  # fmt: skip
