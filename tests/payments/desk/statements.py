"""Statements as MTN's portal writes them, for the tests of the desk."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from kernel import clock
from tests.payments.counter import AT

TITLES = (
    "Date",
    "Type",
    "Id transaction",
    "Id externe",
    "Compte payeur",
    "Montant",
    "Frais",
    "Devise",
    "Solde",
)
WORDS = {
    "payment": "Paiement marchand", "refund": "Remboursement", "reversal": "Annulation", "fee": "Commission",
    "payout": "Versement",
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One line of a statement."""

    operator_id: str
    amount_xof: int
    kind: str = "payment"
    fee_xof: int = 0
    reference: str = ""
    payer: str = "2290197000003"
    at: datetime = AT
    currency: str = "XOF"


def spaced(amount: int) -> str:
    """ "-12 500", with the blank that portals use."""
    return f"{amount:,}".replace(",", " ")


def text(rows: Sequence[Row], *, opening: int = 0, closing: int | None = None, day: datetime = AT) -> str:
    """The file of a day, in Porto-Novo's time."""
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow(TITLES)
    moved = sum(row.amount_xof - row.fee_xof for row in rows)
    local = clock.local("BJ", day)
    empty = [""] * (len(TITLES) - 3)
    lines.writerow([f"{local:%d/%m/%Y}", "Solde d'ouverture", *empty, spaced(opening)])
    for row in rows:
        at = clock.local("BJ", row.at)
        lines.writerow([f"{at:%d/%m/%Y %H:%M:%S}", WORDS.get(row.kind, row.kind), row.operator_id, row.reference,
                        row.payer, spaced(row.amount_xof), spaced(row.fee_xof), row.currency, ""])  # fmt: skip
    ends = opening + moved if closing is None else closing
    lines.writerow([f"{local:%d/%m/%Y}", "Solde de clôture", *empty, spaced(ends)])
    return out.getvalue()


def write(folder: Path, rows: Sequence[Row], name: str = "mtn.csv", **said: int | datetime | None) -> Path:
    """``text`` in a file, as UTF-8 with a byte order mark."""
    path = folder / name
    path.write_text(text(rows, **said), encoding="utf-8-sig")  # type: ignore[arg-type]
    return path


TOMORROW = AT + timedelta(days=1)
