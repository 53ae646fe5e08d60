"""Money becomes a payment: receipt, attempt, invoice, ledger, quittance and news, in one transaction.

What runs twice here posts once: UNIQUE (rail, operator_id) on receipts, and whoever settles an invoice holds
it. Four round trips with BEGIN and COMMIT: hold, then write everything. Nothing that two invoices share is
locked before the counter of the quittances.
"""

from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import Connection, Row, text

from kernel import clock, outbox
from kernel.crypto import Keyring
from payments import held, quittances, receipt_rows, settling
from payments.books import Books
from payments.ledger import Line
from payments.ledger.journal_row import JournalRow
from payments.money import Money, Receipt, Share, sound_id
from payments.quittances.numbering import draw
from payments.receipt_rows import Entry

_MONEY = text("""
SELECT rail, operator_id, country, amount_xof, NULL AS payer, received_at, reference
FROM money_receipt WHERE id = CAST(:id AS uuid)
""")

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
        if not held.untouched(invoice) and held.recorded(connection, money) is not None:
            # Asked before the posting is made up: what was due when it first came may not be due any more.
            return self._again(connection, money, invoice_id, attempt_id)
        share = held.share(invoice, money.amount_xof)
        lines = self.books.received(
            money.rail, held.due(invoice), settled_xof=share.settled_xof, amount_xof=money.amount_xof,
            on=clock.local_day(money.country, money.received_at),
        )  # fmt: skip
        entry = receipt_rows.new(self.keyring, money, share, clock.now())
        booked = self._book(connection, entry, money, invoice, share, lines, money.received_at)
        return booked or self._again(connection, money, invoice_id, attempt_id)

    def hold(self, connection: Connection, money: Money) -> Receipt:
        """Record money for we do not know what; the same again: its receipt. Publishes "payment.suspense"."""
        entry = receipt_rows.new(self.keyring, money, Share(0, "suspense"), clock.now())
        row = JournalRow(
            kind="suspense", idem_key=f"receipt:{entry.receipt_id}", occurred_at=money.received_at,
            lines=self.books.unattributed(
                money.rail, money.country, amount_xof=money.amount_xof,
                on=clock.local_day(money.country, money.received_at),
            ),
            receipt_id=entry.receipt_id, rail=money.rail, operator_ref=money.operator_id,
        )  # fmt: skip
        if settling.book(connection, entry, row) is None:
            return held.known(held.recorded(connection, money))
        outbox.publish(connection, "payment.suspense", entry.receipt_id)
        log.warning("payment_suspense", receipt=entry.receipt_id, rail=money.rail)
        return Receipt(entry.receipt_id, "suspense", 0, None, None, new=True)

    def assign(
        self, connection: Connection, receipt_id: str, *, invoice_id: str, attempt_id: str | None = None
    ) -> Receipt:
        """Attribute money in suspense to its invoice; news as in ``settle``. Raises LookupError when it is gone.

        Who may say so is the caller's: the desk has two persons, an operator its evidence.
        """
        invoice = held.hold(connection, invoice_id, attempt_id)
        row = connection.execute(_MONEY, {"id": receipt_id}).one_or_none()
        if row is None:
            raise LookupError("no such money")
        money, at = Money(*row), clock.now()
        share = held.share(invoice, money.amount_xof)
        lines = self.books.attributed(
            money.rail, money.country, held.due(invoice), settled_xof=share.settled_xof,
            amount_xof=money.amount_xof, on=clock.local_day(invoice.country, at),
        )  # fmt: skip
        entry = receipt_rows.found(receipt_id, money, share, at)
        booked = self._book(connection, entry, money, invoice, share, lines, at)
        if booked is None:
            raise LookupError("the money is not in suspense")
        return booked

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
        self, connection: Connection, entry: Entry, money: Money, invoice: Row[Any], share: Share,
        lines: list[Line], at: datetime,
    ) -> Receipt | None:  # fmt: skip
        """Write all of it, with the quittance when nothing is due any more, and tell. None: see ``settling.book``."""
        kind, origin = _posted_as(entry, share)
        exercice = clock.local_day(invoice.country, at).year
        row = JournalRow(
            kind=kind, idem_key=f"{origin}:{entry.receipt_id}", occurred_at=at, lines=lines,
            invoice_id=invoice.id, receipt_id=entry.receipt_id, regie=invoice.regie, exercice=exercice,
            rail=money.rail, operator_ref=money.operator_id,
        )  # fmt: skip
        whole = bool(share.settled_xof) and invoice.paid_xof + share.settled_xof == invoice.amount_xof
        values = self._numbering(invoice, at) if whole else None
        booked = settling.book(connection, entry, row, values)
        if booked is None:
            return None
        quittance_id = booked.quittance
        if whole and quittance_id is None:
            quittance_id = self._number(connection, invoice, row, exercice, booked.journal)
        self._tell(connection, entry.receipt_id, money, invoice, share, whole=whole)
        return Receipt(
            entry.receipt_id, share.disposition, share.settled_xof, invoice.id, share.attempt_id, new=True,
            quittance_id=quittance_id,
        )  # fmt: skip

    def _numbering(self, invoice: Row[Any], at: datetime) -> dict[str, Any]:
        """What ``settling.book`` needs beside the posting to number the quittance."""
        return {
            **draw(self.keyring, self._reference_key, at.year).values,
            "due_xof": invoice.amount_xof,
            "issued_at": at,
            "revenue_line": invoice.revenue_line,
            "label": invoice.label,
        }

    def _number(
        self, connection: Connection, invoice: Row[Any], row: JournalRow, exercice: int, journal: int
    ) -> int:
        """The drawn document number was taken (one in a hundred after a million of the year): draw on."""
        quittance = quittances.issue(
            connection, self.keyring, self._reference_key, regie=invoice.regie, exercice=exercice,
            invoice_id=invoice.id, amount_xof=invoice.amount_xof, at=row.occurred_at,
            revenue_line=invoice.revenue_line, label=invoice.label, rail=row.rail,
            operator_ref=row.operator_ref, journal_id=journal,
        )  # fmt: skip
        outbox.publish(connection, "invoice.paid", invoice.id, payload={"quittance": quittance.id})
        return quittance.id

    def _tell(
        self, connection: Connection, receipt_id: str, money: Money, invoice: Row[Any], share: Share, *,
        whole: bool,
    ) -> None:  # fmt: skip
        """The news that the one statement does not publish itself, and the log."""
        if money.amount_xof > share.settled_xof:
            outbox.publish(connection, "payment.credited", receipt_id, payload={"invoice": invoice.id})
            log.warning(
                "payment_credited", receipt=receipt_id, invoice=invoice.id, invoice_state=invoice.state
            )
        if whole:
            log.info("invoice_paid", invoice=invoice.id, rail=money.rail)
        elif share.settled_xof:
            outbox.publish(connection, "invoice.part_paid", invoice.id, payload={"receipt": receipt_id})


def _posted_as(entry: Entry, share: Share) -> tuple[str, str]:
    """The journal's word for it, and the beginning of its key."""
    if entry.source == "found":
        return "attribution", "attribution"
    return "settlement" if share.settled_xof else "credit", "receipt"
