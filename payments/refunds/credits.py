"""A credit (paid too much, or for a closed invoice) pays another invoice of the same payer: no operator, no fee."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, insert, select

from catalogue.accounting_plan import Accounting
from kernel.crypto import Keyring
from payments import invoices, seals
from payments.books import Books, Due
from payments.ledger import Line
from payments.money import Money, Receipt
from payments.refunds import balance
from payments.refunds.balance import CREDIT_RAIL
from payments.refunds.errors import NotRefundable
from payments.refunds.tables import CREDIT_SPENT
from payments.settlement import Settlement
from payments.tables import INVOICE, MONEY_RECEIPT

OF_PHONE_MAX = 20


@dataclass(frozen=True, slots=True)
class Credit:
    """``amount_xof`` of a receipt is the payer's to spend."""

    receipt_id: str
    amount_xof: int
    received_at: datetime


class Credits:
    """``reference_key`` numbers the quittances of what a credit pays."""

    def __init__(self, keyring: Keyring, reference_key: bytes, accounting: Accounting) -> None:
        self._keyring = keyring
        self._reference_key = reference_key
        self._accounting = accounting

    def of_phone(self, connection: Connection, phone: str) -> list[Credit]:
        """What this phone may spend, oldest first, at most 20."""
        receipt = MONEY_RECEIPT.c
        rows = connection.execute(
            select(receipt.id, receipt.received_at)
            .where(
                receipt.payer_index == seals.payer_index(self._keyring, phone),
                receipt.disposition.in_(("credit", "overpaid")),
                receipt.rail != CREDIT_RAIL,
            )
            .order_by(receipt.received_at)
            .limit(OF_PHONE_MAX)
        ).all()
        held = [(row, balance.hold(connection, row.id).free_xof) for row in rows]
        return [Credit(row.id, free, row.received_at) for row, free in held if free]

    def spend(
        self, connection: Connection, *, receipt_id: str, invoice_id: str, phone: str, at: datetime
    ) -> Receipt:
        """Pay what is due, or as much of it as the credit holds; news as a settlement's. Twice is once.

        Raises NotRefundable: not this phone's money, nothing left, or no open invoice of the same country.
        """
        connection.execute(
            select(INVOICE.c.id).where(INVOICE.c.id == invoice_id).with_for_update(key_share=True)
        )
        invoice = invoices.find(connection, invoice_id)
        held = balance.hold(connection, receipt_id)
        if held.receipt.payer_index != seals.payer_index(self._keyring, phone):
            raise NotRefundable("owner")
        spent = Money(
            CREDIT_RAIL, f"{receipt_id}:{invoice_id}", held.receipt.country,
            _amount(connection, held, invoice, receipt_id), phone, at,
        )  # fmt: skip
        books = _CreditBooks(self._accounting, held.receipt.rail)
        receipt = Settlement(self._keyring, self._reference_key, books).settle(
            connection, spent, invoice_id=invoice_id
        )
        if receipt.new:
            connection.execute(
                insert(CREDIT_SPENT).values(
                    receipt_id=receipt_id, invoice_id=invoice_id, spent_receipt_id=receipt.id,
                    amount_xof=spent.amount_xof, at=at,
                )
            )  # fmt: skip
        return receipt


def _amount(
    connection: Connection, held: balance.Balance, invoice: invoices.Invoice | None, receipt_id: str
) -> int:
    if invoice is None or invoice.country != held.receipt.country:
        raise NotRefundable("invoice")
    before: int | None = connection.execute(
        select(CREDIT_SPENT.c.amount_xof).where(
            CREDIT_SPENT.c.receipt_id == receipt_id, CREDIT_SPENT.c.invoice_id == invoice.id
        )
    ).scalar()
    if before is not None:
        return before
    if not invoice.due_xof:
        raise NotRefundable("invoice")
    if held.receipt.disposition not in ("credit", "overpaid") or not held.free_xof:
        raise NotRefundable("balance", 0)
    return min(held.free_xof, invoice.due_xof)


class _CreditBooks(Books):
    """The credit account pays in the operator's place."""

    def __init__(self, accounting: Accounting, rail: str) -> None:
        super().__init__(accounting)
        self._plan = accounting
        self._rail = rail

    def received(self, rail: str, due: Due, *, settled_xof: int, amount_xof: int, on: date) -> list[Line]:
        """What is spent is never more than what is due, so that nothing is left over."""
        del rail
        owed = self._plan.account(due.country, "operator", on, self._rail)
        earned = super().received(self._rail, due, settled_xof=settled_xof, amount_xof=settled_xof, on=on)
        credit = Line(self._plan.account(due.country, "credit", on), amount_xof)
        return [credit, *(line for line in earned if line.account != owed)]
