"""Money becomes a payment: receipt, attempt, invoice, ledger, quittance and news, in one transaction.

What runs twice here posts once: UNIQUE (rail, operator_id) on receipts, and whoever settles an invoice holds
it. Four round trips, five with the quittance; nothing that two invoices share is locked before the counter of
the quittances.
"""

from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import Connection, Row, select

from kernel import clock, outbox
from kernel.crypto import Keyring
from payments import held, ledger, quittances, receipt_rows
from payments.books import Books
from payments.ledger import Line
from payments.money import Money, Receipt, Share, sound_id
from payments.tables import MONEY_RECEIPT

log = structlog.get_logger(__name__)


class OtherPayment(ValueError):
    """The operator's transaction is recorded for another charge: nothing was changed, a person looks."""

    retry = False


class Settlement:
    """``reference_key`` numbers the quittances' documents, ``books`` knows the accounts."""

    def __init__(self, keyring: Keyring, reference_key: bytes, books: Books) -> None:
        self.keyring = keyring
        self.books = books
        self._reference_key = reference_key

    def settle(
        self, connection: Connection, money: Money, *, invoice_id: str, attempt_id: str | None = None
    ) -> Receipt:
        """Record money for an invoice; what is above what is due, or comes for a closed one, is a credit.

        The same money again: the first receipt, nothing posted; money that stood in suspense is attributed.
        Raises OtherPayment, LookupError for an unknown invoice. Publishes "invoice.paid" (subject the invoice,
        payload {"quittance": id}), "invoice.part_paid" (payload {"receipt": id}), "payment.credited" (subject
        the receipt, payload {"invoice": id}).
        """
        invoice = held.hold(connection, invoice_id, attempt_id)
        share = held.share(invoice, money.amount_xof)
        receipt_id = receipt_rows.record(connection, self.keyring, money, share, clock.now())
        if receipt_id is None:
            return self._again(connection, money, invoice_id, attempt_id)
        lines = self.books.received(
            money.rail, held.due(invoice), settled_xof=share.settled_xof, amount_xof=money.amount_xof,
            on=clock.local_day(money.country, money.received_at),
        )  # fmt: skip
        kind = "settlement" if share.settled_xof else "credit"
        return self._book(connection, kind, receipt_id, money, invoice, share, lines)

    def hold(self, connection: Connection, money: Money) -> Receipt:
        """Record money for we do not know what; the same again: its receipt. Publishes "payment.suspense"."""
        receipt_id = receipt_rows.record(connection, self.keyring, money, Share(0, "suspense"), clock.now())
        if receipt_id is None:
            return held.known(held.recorded(connection, money))
        ledger.post(
            connection, kind="suspense", idem_key=f"receipt:{receipt_id}", occurred_at=money.received_at,
            lines=self.books.unattributed(
                money.rail, money.country, amount_xof=money.amount_xof,
                on=clock.local_day(money.country, money.received_at),
            ),
            receipt_id=receipt_id, rail=money.rail, operator_ref=money.operator_id,
        )  # fmt: skip
        outbox.publish(connection, "payment.suspense", receipt_id)
        log.warning("payment_suspense", receipt=receipt_id, rail=money.rail)
        return Receipt(receipt_id, "suspense", 0, None, None, new=True)

    def assign(
        self, connection: Connection, receipt_id: str, *, invoice_id: str, attempt_id: str | None = None
    ) -> Receipt:
        """Attribute money in suspense to its invoice; news as in ``settle``. Raises LookupError when it is gone.

        Who may say so is the caller's: the desk has two persons, an operator its evidence.
        """
        invoice = held.hold(connection, invoice_id, attempt_id)
        row = connection.execute(select(MONEY_RECEIPT).where(MONEY_RECEIPT.c.id == receipt_id)).one_or_none()
        if row is None:
            raise LookupError("no such money")
        money = Money(
            row.rail, row.operator_id, row.country, row.amount_xof, None, row.received_at, row.reference
        )
        share, at = held.share(invoice, row.amount_xof), clock.now()
        if not receipt_rows.assign(connection, receipt_id, money, share, at):
            raise LookupError("the money is not in suspense")
        lines = self.books.attributed(
            row.rail, row.country, held.due(invoice), settled_xof=share.settled_xof, amount_xof=row.amount_xof,
            on=clock.local_day(invoice.country, at),
        )  # fmt: skip
        return self._book(connection, "attribution", receipt_id, money, invoice, share, lines, at)

    def bind(self, connection: Connection, attempt_id: str, operator_id: str | None) -> bool:
        """End the attempt as succeeded when the operator's transaction is recorded for its invoice by itself.

        Its amount may differ from what the attempt asked: the receipt's counts. Moves and posts nothing.
        """
        if operator_id is None or not sound_id(operator_id):
            return False
        bound = receipt_rows.bind(connection, attempt_id, operator_id, clock.now())
        if bound:
            log.info("payment_bound", attempt=attempt_id)
        return bound

    def _again(
        self, connection: Connection, money: Money, invoice_id: str, attempt_id: str | None
    ) -> Receipt:
        """The money is recorded: for this very charge, in suspense, or for something else."""
        known = held.known(held.recorded(connection, money))
        if known.disposition == "suspense":
            return self.assign(connection, known.id, invoice_id=invoice_id, attempt_id=attempt_id)
        if known.invoice_id != invoice_id or attempt_id not in (None, known.attempt_id):
            raise OtherPayment("the operator's transaction is another payment's")
        return known

    def _book(
        self, connection: Connection, kind: str, receipt_id: str, money: Money, invoice: Row[Any], share: Share,
        lines: list[Line], at: datetime | None = None,
    ) -> Receipt:  # fmt: skip
        """Post, number the quittance when nothing is due any more, and tell."""
        at = at or money.received_at
        exercice = clock.local_day(invoice.country, at).year
        origin = "attribution" if kind == "attribution" else "receipt"
        journal = ledger.post(
            connection, kind=kind, idem_key=f"{origin}:{receipt_id}", occurred_at=at, lines=lines,
            invoice_id=invoice.id, receipt_id=receipt_id, regie=invoice.regie, exercice=exercice,
            rail=money.rail, operator_ref=money.operator_id,
        )  # fmt: skip
        rest = money.amount_xof - share.settled_xof
        if rest:
            outbox.publish(connection, "payment.credited", receipt_id, payload={"invoice": invoice.id})
            log.warning(
                "payment_credited", receipt=receipt_id, invoice=invoice.id, invoice_state=invoice.state
            )
        quittance_id = None
        if share.settled_xof and invoice.paid_xof + share.settled_xof == invoice.amount_xof:
            quittance_id = self._number(connection, invoice, money, exercice, at, journal)
        elif share.settled_xof:
            outbox.publish(connection, "invoice.part_paid", invoice.id, payload={"receipt": receipt_id})
        return Receipt(
            receipt_id, share.disposition, share.settled_xof, invoice.id, share.attempt_id, new=True,
            quittance_id=quittance_id,
        )  # fmt: skip

    def _number(
        self,
        connection: Connection,
        invoice: Row[Any],
        money: Money,
        exercice: int,
        at: datetime,
        journal: int,
    ) -> int:
        quittance = quittances.issue(
            connection, self.keyring, self._reference_key, regie=invoice.regie, exercice=exercice,
            invoice_id=invoice.id, amount_xof=invoice.amount_xof, at=at, revenue_line=invoice.revenue_line,
            label=invoice.label, rail=money.rail, operator_ref=money.operator_id, journal_id=journal,
        )  # fmt: skip
        outbox.publish(connection, "invoice.paid", invoice.id, payload={"quittance": quittance.id})
        log.info("invoice_paid", invoice=invoice.id, rail=money.rail)
        return quittance.id
