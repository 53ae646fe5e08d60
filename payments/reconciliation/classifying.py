"""Writes lines of a statement with their class, a few hundred in a transaction. Moves no money."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select
from sqlalchemy.dialects.postgresql import insert

from kernel.crypto import Keyring
from payments import seals
from payments.reconciliation.line import FOREIGN, UNKNOWN, Line
from payments.reconciliation.profile import Profile
from payments.reconciliation.tables import STATEMENT_LINE
from payments.tables import MONEY_RECEIPT

# Two questions and one insert for so many lines: some 30 ms, far from the 1.5 s a statement may take.
BATCH = 500
PAYER = "statement_line.payer"
BOOK_LOCK = 0x424F4F4B  # the bytes "BOOK": keeps these locks apart from others
# The classes of lines that are nobody's payment.
PLAIN: Mapping[str, str] = {
    "reversal": "reversed", "refund": "refund", "fee": "fee", "payout": "payout", "credit": "credit",
    UNKNOWN: "unknown", FOREIGN: "currency",
}  # fmt: skip
RESOLVED = ("matched", "fee", "known")

Key = tuple[str, str]


class Batch:
    """One file's way into the table; ``file`` is its row."""

    def __init__(self, keyring: Keyring, profile: Profile, file: Row[Any]) -> None:
        self._keyring = keyring
        self._profile = profile
        self._file = file

    def write(self, connection: Connection, lines: Sequence[Line], at: datetime) -> None:
        """Class and insert; lines that are written already are left as they are."""
        # Two files of one book at once: the second sees what the first wrote.
        connection.execute(
            select(func.pg_advisory_xact_lock(func.hashtextextended(self._file.book, BOOK_LOCK)))
        )
        seen, receipts = self._seen(connection, lines), self._receipts(connection, lines)
        rows = []
        for line in lines:
            receipt = receipts.get(line.operator_id)
            class_ = self._class(line, seen, receipt)
            if class_ not in ("duplicate", "known"):
                seen[line.kind, line.operator_id] = (self._file.id, line.number, line.amount_xof, line.at)
            rows.append(self._row(line, class_, receipt, at))
        if rows:
            connection.execute(insert(STATEMENT_LINE).on_conflict_do_nothing(), rows)

    def _class(self, line: Line, seen: Mapping[Key, Any], receipt: Row[Any] | None) -> str:
        before = seen.get((line.kind, line.operator_id))
        if before is not None and before[:2] != (self._file.id, line.number):
            # Files may overlap (a week after its days): the very same movement is not a second one.
            other_file = before[0] != self._file.id and before[2:] == (line.amount_xof, line.at)
            return "known" if other_file else "duplicate"
        if line.kind in PLAIN:
            return PLAIN[line.kind]
        if receipt is None:
            return "theirs_only"
        return "matched" if receipt.amount_xof == line.amount_xof else "amount"

    def _row(self, line: Line, class_: str, receipt: Row[Any] | None, at: datetime) -> dict[str, Any]:
        name = f"{self._file.id}:{line.number}"
        payer = line.payer
        resolved = class_ in RESOLVED
        return {
            "file_id": self._file.id,
            "number": line.number,
            "book": self._file.book,
            "rail": receipt.rail if receipt else self._profile.rail(line.reference, self._file.country),
            "kind": line.kind,
            "operator_id": line.operator_id,
            "at": line.at,
            "amount_xof": line.amount_xof,
            "fee_xof": line.fee_xof,
            "payer_index": seals.payer_index(self._keyring, payer) if payer else None,
            "payer_sealed": seals.seal(self._keyring, PAYER, name, payer) if payer else None,
            "reference": line.reference,
            "foreign_amount": line.foreign,
            "class_": class_,
            "receipt_id": receipt.id if receipt and class_ in ("matched", "amount", "reversed") else None,
            "resolved_at": at if resolved else None,
            "resolved_by": "statement" if resolved else None,
        }

    def _seen(self, connection: Connection, lines: Sequence[Line]) -> dict[Key, Any]:
        line = STATEMENT_LINE.c
        rows = connection.execute(
            select(line.kind, line.operator_id, line.file_id, line.number, line.amount_xof, line.at).where(
                line.book == self._file.book,
                line.operator_id.in_({each.operator_id for each in lines}),
                line.class_.not_in(("duplicate", "known")),
            )
        )
        return {
            (row.kind, row.operator_id): (row.file_id, row.number, row.amount_xof, row.at) for row in rows
        }

    def _receipts(self, connection: Connection, lines: Sequence[Line]) -> dict[str, Any]:
        receipt = MONEY_RECEIPT.c
        rows = connection.execute(
            select(receipt.id, receipt.rail, receipt.operator_id, receipt.amount_xof).where(
                receipt.rail.in_(self._profile.rails),
                receipt.operator_id.in_({each.operator_id for each in lines}),
            )
        )
        return {row.operator_id: row for row in rows}
