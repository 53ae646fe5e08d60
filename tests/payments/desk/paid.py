"""An invoice paid by MTN, for the tests of the desk, and what the ledger then holds."""

from typing import Any

from sqlalchemy import select, text

from payments import ledger
from payments.money import Receipt
from payments.tables import INVOICE
from tests.cast import KOFFI
from tests.payments.counter import Counter

OPERATOR = "FICTIF-BJ-581"
SUSPENSE, CREDIT, REVENUE, FEE, TREASURY = (
    "FICTIF-BJ-471", "FICTIF-BJ-472", "FICTIF-BJ-712", "FICTIF-BJ-63", "FICTIF-BJ-51",
)  # fmt: skip


def pay(room: Counter, operator_id: str = "OP1", amount_xof: int = 2000, **changed: Any) -> Receipt:
    """The money of a new invoice, of its own payer; the receipt names the invoice."""
    words = {"subject": operator_id, **changed}
    invoice = room.invoice(amount_xof, **words)
    return room.receive(
        operator_id,
        amount_xof,
        rail="mtn",
        payer=words.get("phone", KOFFI),
        reference=invoice.reference,
        country="BJ",
    )


def balance(room: Counter, account: str) -> int:
    with room.database.transaction() as connection:
        return ledger.balance(connection, account)


def invoice_state(room: Counter, invoice_id: str | None) -> tuple[str, int]:
    with room.database.transaction() as connection:
        row = connection.execute(
            select(INVOICE.c.state, INVOICE.c.paid_xof).where(INVOICE.c.id == invoice_id)
        ).one()
    return row.state, row.paid_xof


def shares(room: Counter) -> dict[str, int]:
    """Francs that each beneficiary has, net."""
    query = text(
        "SELECT beneficiary, -sum(amount_xof) FROM ledger_entry WHERE beneficiary IS NOT NULL GROUP BY 1"
    )
    with room.database.transaction() as connection:
        return {row[0]: int(row[1]) for row in connection.execute(query)}
