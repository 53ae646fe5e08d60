"""How many differences each statement of a list still has: where the work is. Decides and explains nothing."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, select

from payments.reconciliation import ours_only
from payments.reconciliation.classes import EXPLAINABLE
from payments.reconciliation.tables import STATEMENT_LINE


def outstanding(connection: Connection, files: Sequence[Row[Any]]) -> Mapping[int, int]:
    """Statement -> its differences that nobody has resolved or explained; 0 for one without any.

    ``files`` are those of one page of the list: two queries in all.
    """
    line = STATEMENT_LINE.c
    rows = connection.execute(
        select(line.file_id, func.count().label("open"))
        .where(
            line.file_id.in_([file.id for file in files]),
            line.resolved_at.is_(None),
            line.class_.in_(EXPLAINABLE),
        )
        .group_by(line.file_id)
    )
    found = Counter({row.file_id: row.open for row in rows})
    found.update(ours_only.counted(connection, [file for file in files if file.state == "done"]))
    return found
