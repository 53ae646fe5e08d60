"""Money becomes a payment: receipt, attempt, invoice, ledger, quittance and news, in one transaction.

What runs twice here posts once: UNIQUE (rail, operator_id) on receipts, and every settlement of one invoice
holds the invoice. Five round trips, seven with the quittance; nothing that two invoices share is locked
before the quittance's counter, which is the last but one.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import Connection, Row, select, text

from kernel import clock, outbox
from kernel.crypto import Keyring
from payments import books as accounts
from payments import ledger, quittances, seals
from payments.books import Books
from payments.money import Money, Receipt
from payments.states import ATTEMPT
from payments.tables import INVOICE, MONEY_RECEIPT, PAYMENT_ATTEMPT

# Every state from which money may still arrive; "created" too: a code may be dialled before we look.
PAYABLE = ATTEMPT.sources("succeeded")

log = structlog.get_logger(__name__)


class OtherPayment(ValueError):
    """The operator's transaction is recorded for another charge: nothing was changed, a person looks."""

    retry = False


_RECORD = text("""
WITH receipt AS (
    INSERT INTO money_receipt (id, rail, operator_id, amount_xof, settled_xof, payer_index, payer_sealed, reference,
                               received_at, recorded_at, attempt_id, invoice_id, disposition)
    VALUES (CAST(:id AS uuid), :rail, :operator_id, :amount_xof, :settled_xof, :payer_index, :payer_sealed, :reference,
            :received_at, :at, CAST(:attempt_id AS uuid), CAST(:invoice_id AS uuid), :disposition)
    ON CONFLICT (rail, operator_id) DO NOTHING RETURNING id
), moved AS (
    UPDATE payment_attempt SET state = 'succeeded', operator_id = :operator_id, settled_at = :at, next_poll_at = NULL,
                               reason = NULL, mismatch = NULL
    WHERE id = CAST(:attempt_id AS uuid) AND state = ANY (:payable) AND EXISTS (SELECT FROM receipt)
), paid AS (
    UPDATE invoice SET paid_xof = paid_xof + :settled_xof,
                       state = CASE WHEN paid_xof + :settled_xof = amount_xof THEN 'paid' ELSE state END,
                       paid_at = CASE WHEN paid_xof + :settled_xof = amount_xof THEN CAST(:at AS timestamptz) END
    WHERE id = CAST(:invoice_id AS uuid) AND :settled_xof > 0 AND EXISTS (SELECT FROM receipt)
)
SELECT id FROM receipt
""")
_ASSIGN = text("""
WITH receipt AS (
    UPDATE money_receipt SET settled_xof = :settled_xof, disposition = :disposition,
                             attempt_id = CAST(:attempt_id AS uuid), invoice_id = CAST(:invoice_id AS uuid)
    WHERE id = CAST(:id AS uuid) AND disposition = 'suspense' RETURNING operator_id
), moved AS (
    UPDATE payment_attempt SET state = 'succeeded', operator_id = (SELECT operator_id FROM receipt), settled_at = :at,
                               next_poll_at = NULL, reason = NULL, mismatch = NULL
    WHERE id = CAST(:attempt_id AS uuid) AND state = ANY (:payable) AND EXISTS (SELECT FROM receipt)
), paid AS (
    UPDATE invoice SET paid_xof = paid_xof + :settled_xof,
                       state = CASE WHEN paid_xof + :settled_xof = amount_xof THEN 'paid' ELSE state END,
                       paid_at = CASE WHEN paid_xof + :settled_xof = amount_xof THEN CAST(:at AS timestamptz) END
    WHERE id = CAST(:invoice_id AS uuid) AND :settled_xof > 0 AND EXISTS (SELECT FROM receipt)
)
SELECT operator_id FROM receipt
""")


@dataclass(frozen=True, slots=True)
class _Split:
    """What of an amount pays the invoice, and the word for it."""

    invoice: Row[Any]
    attempt_id: str | None
    settled_xof: int
    disposition: str

    @property
    def whole(self) -> bool:
        return self.settled_xof > 0 and self.invoice.paid_xof + self.settled_xof == self.invoice.amount_xof


class Settlement:
    """``reference_key`` numbers the quittances' documents, ``books`` names the accounts."""

    def __init__(self, keyring: Keyring, reference_key: bytes, books: Books) -> None:
        self.keyring = keyring
        self._reference_key = reference_key
        self._books = books

    def settle(
        self, connection: Connection, money: Money, *, invoice_id: str, attempt_id: str | None = None
    ) -> Receipt:
        """Record money for an invoice. What is above what is due, or comes for a closed one, is a credit.

        The same money again: the first receipt, nothing posted. Money that stood in suspense is attributed.
        Raises OtherPayment, LookupError for an unknown invoice. Publishes "invoice.paid" (subject the invoice,
        payload {"quittance": id}), "invoice.part_paid" (payload {"receipt"}), "payment.credited" (subject the
        receipt, payload {"invoice"}).
        """
        split = self._split(connection, invoice_id, attempt_id, money.amount_xof)
        receipt_id, at = str(uuid.uuid4()), clock.now()
        recorded = connection.execute(_RECORD, self._values(receipt_id, money, split, at)).scalar()
        if recorded is None:
            return self._recorded_before(connection, money, invoice_id, attempt_id)
        on = clock.local_day(split.invoice.country, money.received_at)
        lines = accounts.received(
            self._books, money.rail, split.invoice.regie, split.invoice.revenue_line,
            settled_xof=split.settled_xof, amount_xof=money.amount_xof, on=on,
        )  # fmt: skip
        kind = "settlement" if split.settled_xof else "credit"
        return self._post(connection, kind, receipt_id, money, split, lines)

    def hold(self, connection: Connection, money: Money) -> Receipt:
        """Record money that belongs to we do not know what. Publishes "payment.suspense" (subject the receipt)."""
        receipt_id, at = str(uuid.uuid4()), clock.now()
        recorded = connection.execute(_RECORD, self._values(receipt_id, money, None, at)).scalar()
        if recorded is None:
            return self.recorded(connection, money) or _gone()
        on = clock.local_day("", money.received_at)
        ledger.post(
            connection, kind="suspense", idem_key=f"receipt:{receipt_id}", occurred_at=money.received_at,
            lines=accounts.unattributed(self._books, money.rail, amount_xof=money.amount_xof, on=on),
            receipt_id=receipt_id, rail=money.rail, operator_ref=money.operator_id,
        )  # fmt: skip
        outbox.publish(connection, "payment.suspense", receipt_id)
        log.warning("payment_suspense", receipt=receipt_id, rail=money.rail)
        return Receipt(receipt_id, "suspense", 0, None, None, new=True)

    def assign(
        self, connection: Connection, receipt_id: str, *, invoice_id: str, attempt_id: str | None = None
    ) -> Receipt:
        """Attribute money in suspense to its invoice; news as in ``settle``. Raises LookupError when it is not there.

        Who may say so, and with whom, is the caller's: the desk has its two persons, an operator its evidence.
        """
        row = connection.execute(select(MONEY_RECEIPT).where(MONEY_RECEIPT.c.id == receipt_id)).one_or_none()
        if row is None or row.disposition != "suspense":
            raise LookupError("no such money in suspense")
        split = self._split(connection, invoice_id, attempt_id, row.amount_xof)
        values = {
            "id": receipt_id, "settled_xof": split.settled_xof, "disposition": split.disposition, "at": clock.now(),
            "attempt_id": split.attempt_id, "invoice_id": invoice_id, "payable": list(PAYABLE),
        }  # fmt: skip
        if connection.execute(_ASSIGN, values).scalar() is None:
            raise LookupError("no such money in suspense")
        money = Money(row.rail, row.operator_id, row.amount_xof, None, row.received_at, row.reference)
        on = clock.local_day(split.invoice.country, row.received_at)
        lines = accounts.attributed(
            self._books, row.rail, split.invoice.regie, split.invoice.revenue_line,
            settled_xof=split.settled_xof, amount_xof=row.amount_xof, on=on,
        )  # fmt: skip
        return self._post(connection, "attribution", receipt_id, money, split, lines)

    def recorded(self, connection: Connection, money: Money) -> Receipt | None:
        """The receipt of this money, None when it is new."""
        row = connection.execute(
            select(MONEY_RECEIPT).where(
                MONEY_RECEIPT.c.rail == money.rail, MONEY_RECEIPT.c.operator_id == money.operator_id
            )
        ).one_or_none()
        if row is None:
            return None
        return Receipt(row.id, row.disposition, row.settled_xof, row.invoice_id, row.attempt_id, new=False)

    def _split(
        self, connection: Connection, invoice_id: str, attempt_id: str | None, amount_xof: int
    ) -> _Split:
        """Hold the invoice and its attempt, and say what the amount pays. One round trip."""
        query = select(INVOICE, PAYMENT_ATTEMPT.c.state.label("attempt_state")).select_from(
            INVOICE.outerjoin(PAYMENT_ATTEMPT, PAYMENT_ATTEMPT.c.id == attempt_id)
            if attempt_id is None
            else INVOICE.join(PAYMENT_ATTEMPT, PAYMENT_ATTEMPT.c.invoice_id == INVOICE.c.id)
        )
        return _Split(query, attempt_id, 0, "")  # type: ignore[arg-type]
