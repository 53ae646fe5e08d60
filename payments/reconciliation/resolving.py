"""What a statement proves is done: unknown money is received, reversals reverse, refunds end. One line a transaction.

What cannot be done by itself (an amount that differs, a movement twice) stays open for two persons.
"""

from collections.abc import Callable
from typing import Any

import structlog
from sqlalchemy import Connection, Row, exists, select, update

from kernel import clock
from kernel.database import Database
from payments import receipts, reversal, seals
from payments.reconciliation.classifying import PAYER
from payments.reconciliation.profile import Profile
from payments.reconciliation.tables import STATEMENT_LINE
from payments.refunds import finishing
from payments.refunds.states import PROVABLE
from payments.refunds.tables import REFUND
from payments.settlement import Settlement
from payments.tables import INVOICE, MONEY_RECEIPT

PAGE = 500
WORKED = ("theirs_only", "reversed", "refund")
REASON = "statement"

log = structlog.get_logger(__name__)


class Resolver:
    """Of one file. Each line bears being tried twice."""

    def __init__(self, database: Database, settlement: Settlement, profile: Profile, file: Row[Any]) -> None:
        self._database = database
        self._settlement = settlement
        self._profile = profile
        self._file = file

    def run(self, tell: Callable[[int, int], None]) -> None:
        """Every open line that a rule covers. What a line's own data forbids leaves it open."""
        works = {"theirs_only": self._receive, "reversed": self._reverse, "refund": self._refund}
        done, after = 0, 0
        while page := self._page(after):
            for row in page:
                after, done = row.number, done + 1
                try:
                    with self._database.transaction() as connection:
                        works[row.class_](connection, row)
                except (ValueError, LookupError) as error:
                    log.warning("statement_line_open", line=row.id, kind=row.kind, error=type(error).__name__)
                tell(done, max(self._file.lines, done))

    def _page(self, after: int) -> list[Row[Any]]:
        line = STATEMENT_LINE.c
        with self._database.transaction() as connection:
            return list(
                connection.execute(
                    select(STATEMENT_LINE)
                    .where(
                        line.file_id == self._file.id,
                        line.number > after,
                        line.class_.in_(WORKED),
                        line.resolved_at.is_(None),
                    )
                    .order_by(line.number)
                    .limit(PAGE)
                )
            )

    def _receive(self, connection: Connection, row: Row[Any]) -> None:
        """Money that we did not know: an attempt in doubt succeeds, the rest goes where unexpected money goes."""
        payer = None
        if row.payer_sealed is not None:
            payer = seals.unseal(
                self._settlement.keyring, PAYER, f"{row.file_id}:{row.number}", row.payer_sealed
            )
        receipt = receipts.receive(
            connection, self._settlement.keyring, self._settlement, rail=row.rail, operator_id=row.operator_id,
            amount_xof=row.amount_xof, payer=payer, at=row.at, reference=row.reference, country=self._file.country,
        )  # fmt: skip
        _resolve(connection, row, receipt_id=receipt.id)

    def _reverse(self, connection: Connection, row: Row[Any]) -> None:
        """The operator's own evidence (fault row 31)."""
        receipt = self._taken_back(connection, row)
        reversal.reverse(connection, receipt.id, reason=REASON, at=row.at)
        _resolve(connection, row, receipt_id=receipt.id)

    def _taken_back(self, connection: Connection, row: Row[Any]) -> Row[Any]:
        """The only receipt of this id and amount on the rails of the statement.

        Ids are unique on one rail only: of two (Moov of Benin, the codes of Moov in Mali) it is the one on which
        money with such a reference is recorded in the statement's country. Raises LookupError.
        """
        found = connection.execute(
            select(MONEY_RECEIPT).where(
                MONEY_RECEIPT.c.rail.in_(self._profile.rails),
                MONEY_RECEIPT.c.operator_id == row.operator_id,
                MONEY_RECEIPT.c.amount_xof == -row.amount_xof,
            )
        ).all()
        if len(found) > 1:
            country = self._file.country
            named = self._profile.rail(row.reference, country), country
            found = [each for each in found if (each.rail, each.country) == named]
        if len(found) != 1:
            raise LookupError("no receipt of this amount was taken back, or several")
        return found[0]

    def _refund(self, connection: Connection, row: Row[Any]) -> None:
        found = _refunds(connection, row, self._profile.rails)
        if len(found) != 1:
            raise LookupError("no refund of ours, or several")
        refund = found[0]
        if refund.state in PROVABLE:
            finishing.done(connection, refund.id, at=row.at, operator_ref=row.operator_id)
        _resolve(connection, row, receipt_id=refund.receipt_id, refund_id=refund.id)


def _refunds(connection: Connection, row: Row[Any], rails: tuple[str, ...]) -> list[Row[Any]]:
    """By the operator's own name for it; else by amount and invoice or payer, among those no line has yet."""
    ours = REFUND.c
    base = select(REFUND).where(ours.rail.in_(rails), ours.amount_xof == -row.amount_xof)
    base = base.where(~exists().where(STATEMENT_LINE.c.refund_id == ours.id))
    named = list(connection.execute(base.where(ours.operator_ref == row.operator_id).limit(2)))
    if named:
        return named
    likely = (
        base.join(MONEY_RECEIPT, MONEY_RECEIPT.c.id == ours.receipt_id)
        .join(INVOICE, INVOICE.c.id == ours.invoice_id, isouter=True)
        .where(
            ours.state.in_((*PROVABLE, "done")),
            (INVOICE.c.reference == row.reference) | (MONEY_RECEIPT.c.payer_index == row.payer_index),
        )
        .limit(2)
    )
    return list(connection.execute(likely))


def _resolve(connection: Connection, row: Row[Any], **found: str) -> None:
    connection.execute(
        update(STATEMENT_LINE)
        .where(STATEMENT_LINE.c.id == row.id)
        .values(resolved_at=clock.now(), resolved_by=REASON, **found)
    )
