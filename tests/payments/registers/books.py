"""A small year of a regie: receipts of two lines and two regies, a reversal, money in suspense."""

import uuid
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from catalogue import accounting_loader
from kernel.crypto import Keyring
from payments import ledger, quittances, revenue

ACCOUNTING = accounting_loader.load()
START = datetime(2026, 1, 31, 22, 0, tzinfo=UTC)
REFERENCE_KEY = b"reference-key-of-tests"
# Regie, line, rail, francs; one an hour: two are of January in Mali, the second of February in Benin.
RECEIPTS = (
    ("ml-sikasso", "ml-tdrl", "moov", 875),
    ("bj-anip", "bj-residence", "mtn", 2001),
    ("ml-sikasso", "ml-etat-civil", "orange_merchant", 100),
    ("ml-bamako-c1", "ml-tdrl", "moov", 3000),
    ("ml-sikasso", "ml-tdrl", "moov", 875),
)


def settle(connection: Connection, keyring: Keyring, number: int, invoice_id: str | None = None) -> int:
    """Post receipt ``number`` as a settlement does, with its quittance; the journal id."""
    regie, line, rail, amount_xof = RECEIPTS[number]
    at, invoice = START + timedelta(hours=number), invoice_id or str(uuid.uuid4())
    journal_id = ledger.post(
        connection, kind="settlement", idem_key=f"settlement:{number}", occurred_at=at, regie=regie,
        exercice=2026, rail=rail, operator_ref=f"op-{number}", invoice_id=invoice,
        lines=revenue.collected(
            ACCOUNTING, regie=regie, revenue_line=line, rail=rail, amount_xof=amount_xof, day=at.date()
        ),
    )  # fmt: skip
    quittances.issue(
        connection, keyring, REFERENCE_KEY, regie=regie, exercice=2026, invoice_id=invoice,
        amount_xof=amount_xof, at=at, journal_id=journal_id,
    )  # fmt: skip
    return journal_id


def keep(connection: Connection, keyring: Keyring) -> None:
    """The whole year: every receipt, the last one reversed, 500 F for nobody."""
    last = [settle(connection, keyring, number) for number in range(len(RECEIPTS))][-1]
    later = START + timedelta(hours=10)
    ledger.reverse(connection, last, idem_key="reversal:1", occurred_at=later, reason="double")
    lines = revenue.held(
        ACCOUNTING, country="ML", rail="moov", amount_xof=500, day=later.date(), role="suspense"
    )
    ledger.post(
        connection, kind="suspense", idem_key="suspense:1", occurred_at=later, lines=lines, rail="moov",
        operator_ref="op-x",
    )  # fmt: skip
