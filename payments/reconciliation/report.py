"""What became of a statement, class by class, and whether anything differs. Reads only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, case, func, select

from payments.reconciliation import ours_only
from payments.reconciliation.classes import CLASSES, DIFFERENT, EXPLAINABLE, WAITING
from payments.reconciliation.tables import STATEMENT_FILE, STATEMENT_LINE

SHOWN_MAX = 50


@dataclass(frozen=True, slots=True)
class Tally:
    """One class: how many lines and francs, and how many of them still stand open."""

    class_: str
    meaning: str
    count: int
    amount_xof: int
    open: int


def still_open(tallies: Iterable[Tally]) -> int:
    """How many of them wait for two persons, or for a rule that resolves them."""
    return sum(tally.open for tally in tallies if tally.class_ in EXPLAINABLE)


@dataclass(frozen=True, slots=True)
class Report:
    """``gap_xof``: closing less opening less movements in francs, None when the file says no balances. A portal
    that adds another currency to its balance leaves that as a gap: a person looks at both.

    ``differences`` counts what differed when it was found; ``open`` what nobody has resolved yet. ``new`` is
    False for a file that was imported before.
    """

    file_id: int
    book: str
    starts_at: datetime
    ends_at: datetime
    lines: int
    new: bool
    opening_xof: int | None
    closing_xof: int | None
    gap_xof: int | None
    tallies: tuple[Tally, ...]
    shown: tuple[dict[str, Any], ...]

    @property
    def differences(self) -> int:
        """Lines and receipts on which we and they did not agree."""
        return sum(tally.count for tally in self.tallies if tally.class_ in DIFFERENT)

    @property
    def open(self) -> int:
        """Those that still stand, and refunds of which we know nothing."""
        return still_open(self.tallies)

    @property
    def agrees(self) -> bool:
        """A new file: nothing differed. One read before: nothing stands open. Either way, the balances meet."""
        standing = max(self.differences, self.open) if self.new else self.open
        return not standing and not self.gap_xof


def report(connection: Connection, file_id: int, *, new: bool) -> Report:
    """The report of a file as it stands now."""
    file = connection.execute(select(STATEMENT_FILE).where(STATEMENT_FILE.c.id == file_id)).one()
    line = STATEMENT_LINE.c
    rows = connection.execute(
        select(
            line.class_,
            func.count().label("lines"),
            func.sum(line.amount_xof).label("amount"),
            func.sum(case((line.resolved_at.is_(None), 1), else_=0)).label("open"),
        )
        .where(line.file_id == file_id)
        .group_by(line.class_)
    )
    found = {row.class_: (int(row.lines), int(row.amount), int(row.open)) for row in rows}
    missing = ours_only.of_file(connection, file)
    if missing:
        found["ours_only"] = (len(missing), sum(row.amount_xof for row in missing), len(missing))
    gap = None
    if file.opening_xof is not None and file.closing_xof is not None:
        gap = file.closing_xof - file.opening_xof - file.moved_xof
    return Report(
        file.id, file.book, file.starts_at, file.ends_at, file.lines, new, file.opening_xof, file.closing_xof, gap,
        tuple(Tally(name, CLASSES[name], *found[name]) for name in CLASSES if name in found),
        tuple(_shown(connection, file_id, missing)),
    )  # fmt: skip


def _shown(connection: Connection, file_id: int, missing: list[Any]) -> list[dict[str, Any]]:
    """The differences themselves, at most 50 of each kind, no phone among them."""
    line = STATEMENT_LINE.c
    rows = connection.execute(
        select(
            line.id,
            line.number,
            line.class_,
            line.operator_id,
            line.at,
            line.amount_xof,
            line.foreign_amount,
            line.resolved_at,
        )
        .where(line.file_id == file_id, line.class_.in_(DIFFERENT | WAITING))
        .order_by(line.resolved_at.is_not(None), line.number)
        .limit(SHOWN_MAX)
    )
    lines = [
        {"class": row.class_, "line": row.number, "id": row.id, "operator_id": row.operator_id, "at": row.at,
         "amount_xof": row.amount_xof, "foreign_amount": row.foreign_amount, "open": row.resolved_at is None}
        for row in rows
    ]  # fmt: skip
    return lines + [
        {"class": "ours_only", "line": None, "id": row.id, "operator_id": row.operator_id, "at": row.received_at,
         "amount_xof": row.amount_xof, "foreign_amount": None, "open": True}
        for row in missing[:SHOWN_MAX]
    ]  # fmt: skip
