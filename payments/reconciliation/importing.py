"""A statement comes in: looked at, read whole before anything is written, then written and resolved.

Killed half way, the same file goes on where it stopped; read to its end, it is never read again.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import Connection, Row, select, text, update
from sqlalchemy.dialects.postgresql import insert

from catalogue.accounting_plan import Accounting
from kernel import audit, clock
from kernel.database import Database
from payments.reconciliation import doubts, fees, ours_only, reading, resolving, treasury
from payments.reconciliation.belonging import Belonging
from payments.reconciliation.classifying import BATCH, Batch
from payments.reconciliation.line import Line
from payments.reconciliation.opening import Looked, look
from payments.reconciliation.profile import Profile, of_rail
from payments.reconciliation.refused import StatementRefused
from payments.reconciliation.report import Report, report
from payments.reconciliation.tables import STATEMENT_FILE
from payments.refunds.two_persons import actor
from payments.settlement import Settlement

# What is shown of the work: which step, bytes or lines done, of how many.
Progress = Callable[[str, int, int], None]
SUM_TIMEOUT_MS = 60_000

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Source:
    """The file as the person gave it."""

    path: Path
    rail: str
    country: str | None = None
    profile: str | None = None


class Imports:
    """``settlement`` takes the money that only the operator knew of."""

    def __init__(self, database: Database, settlement: Settlement, accounting: Accounting) -> None:
        self._database = database
        self._settlement = settlement
        self._accounting = accounting

    def run(self, source: Source, *, by: str, progress: Progress = lambda *_: None) -> Report:
        """Import and reconcile; the report. The same file again changes nothing and reports how it stands now.

        Raises StatementRefused before anything is written.
        """
        profile = of_rail(source.rail, source.profile)
        country = profile.country(source.country)
        looked = look(source.path, profile.charsets)
        every = reading.lines(
            looked, profile, country, lambda done: progress("Reading", done, looked.size_bytes)
        )
        here = Belonging(self._database, self._accounting, profile, country)
        totals = reading.totals(here.checked(every), country)
        file, new = self._file(profile, country, looked, totals, by)
        if file.state != "done":
            self._write(file, profile, country, looked, progress)
            found = resolving.Resolver(self._database, self._settlement, profile, file)
            found.run(lambda done, of: progress("Resolving", done, of))
            self._close(file, profile, by)
        with self._database.transaction() as connection:
            _patient(connection)
            return report(connection, file.id, new=new)

    def _file(
        self, profile: Profile, country: str, looked: Looked, totals: reading.Totals, by: str
    ) -> tuple[Row[Any], bool]:
        """The file's row, and whether its lines are still to be read. A killed import goes on in its own book only."""
        book = f"{profile.name}:{country}"
        with self._database.transaction() as connection:
            connection.execute(
                insert(STATEMENT_FILE)
                .values(
                    sha256=looked.sha256, book=book, country=country,
                    size_bytes=looked.size_bytes, lines=totals.lines, starts_at=totals.starts_at,
                    ends_at=totals.ends_at, opening_xof=totals.opening_xof, closing_xof=totals.closing_xof,
                    moved_xof=totals.moved_xof, state="reading", imported_by=by, imported_at=clock.now(),
                )
                .on_conflict_do_nothing(index_elements=[STATEMENT_FILE.c.sha256])
            )  # fmt: skip
            row = connection.execute(
                select(STATEMENT_FILE).where(STATEMENT_FILE.c.sha256 == looked.sha256)
            ).one()
            if row.state != "done" and row.book != book:
                # Lines of the one country's day would go on as the other's, where nobody looks for them.
                raise StatementRefused("begun", named=row.book)
            return row, row.state != "done"

    def _write(
        self, file: Row[Any], profile: Profile, country: str, looked: Looked, progress: Progress
    ) -> None:
        batch = Batch(self._settlement.keyring, profile, file)
        every = reading.lines(
            looked, profile, country, lambda done: progress("Matching", done, looked.size_bytes)
        )
        for lines in _batches(reading.movements(every)):
            with self._database.transaction() as connection:
                batch.write(connection, lines, clock.now())

    def _close(self, file: Row[Any], profile: Profile, by: str) -> None:
        at = clock.now()
        with self._database.transaction() as connection:
            _patient(connection)
            doubts.end_absent(connection, self._settlement.keyring, file, profile, at)
            fees.post(connection, self._accounting, file)
            treasury.pair(connection, self._accounting, file.country, at)
            missing = len(ours_only.of_file(connection, file))
            connection.execute(
                update(STATEMENT_FILE).where(STATEMENT_FILE.c.id == file.id).values(state="done")
            )
            said = {"sha256": file.sha256, "book": file.book, "lines": file.lines, "ours_only": missing}
            audit.append(connection, actor(by), "statement.import", f"statement:{file.id}", said)
        log.info("statement_imported", file=file.id, book=file.book, lines=file.lines)


def _patient(connection: Connection) -> None:
    """A million lines are summed in a second or two; nobody waits for a screen here."""
    connection.execute(text(f"SET LOCAL statement_timeout = {SUM_TIMEOUT_MS}"))


def _batches(lines: Iterator[Line]) -> Iterator[list[Line]]:
    while batch := list(islice(lines, BATCH)):
        yield batch
