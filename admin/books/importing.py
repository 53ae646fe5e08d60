"""The worker's side of a dropped statement: it reads it as the command does, and says how far it has got."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import structlog
from sqlalchemy import Row

from admin.books import uploads
from kernel import audit, clock
from kernel.crypto import Keyring
from kernel.database import Database
from kernel.outbox import Event
from payments.reconciliation.importing import Imports, Source
from payments.reconciliation.refused import StatementRefused

# Often enough for a bar that moves, seldom enough to cost nothing.
TELL_EVERY_S = 0.5

log = structlog.get_logger(__name__)


class Importer:
    """Handler of ``statement.uploaded``; it bears being run twice, and being killed half way."""

    def __init__(self, database: Database, keyring: Keyring, imports: Imports) -> None:
        self._database, self._keyring, self._imports = database, keyring, imports

    def work(self, event: Event) -> None:
        """Import the upload that the event names. Raises Later while another worker has it."""
        number = int(event.subject)
        with self._database.transaction() as connection:
            row = uploads.take(connection, number)
        if row is None:
            return
        try:
            file_id = self._read(row)
        except StatementRefused as refused:
            self._refuse(row, refused)
        else:
            with self._database.transaction() as connection:
                uploads.finish(connection, number, file_id)

    def _read(self, row: Row[Any]) -> int:
        with TemporaryDirectory(prefix="guichet-statement-") as folder:
            path = Path(folder) / "statement.csv"
            path.write_bytes(uploads.opened(self._keyring, row))
            source = Source(path, row.rail, row.country, row.profile)
            return self._imports.run(
                source, by=row.uploaded_by, progress=_Teller(self._database, row.id)
            ).file_id

    def _refuse(self, row: Row[Any], refused: StatementRefused) -> None:
        log.warning("statement_refused", upload=row.id, reason=refused.reason_code, line=refused.line)
        said = {"reason": refused.reason_code, "line": refused.line, "sha256": row.sha256}
        with self._database.transaction() as connection:
            uploads.refuse(connection, row.id, refused.reason_code, refused.line)
            audit.append(
                connection, f"staff:{row.uploaded_by}", "statement.refused", f"upload:{row.id}", said
            )


class _Teller:
    """Writes the progress down, in a transaction of its own."""

    def __init__(self, database: Database, number: int) -> None:
        self._database, self._number = database, number
        self._step, self._next = "", 0.0

    def __call__(self, step: str, done: int, of: int) -> None:
        if step == self._step and clock.monotonic() < self._next:
            return
        self._step, self._next = step, clock.monotonic() + TELL_EVERY_S
        with self._database.transaction() as connection:
            uploads.tell(connection, self._number, step.lower(), done, of)
