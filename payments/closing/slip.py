"""Etat de versement: what the regisseur pays over for one day, as data and as a sheet in French."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, select_autoescape
from sqlalchemy import Connection, text

from catalogue.accounting_plan import Accounting
from kernel import money
from payments.quittances import letters
from payments.registers.period import Period
from payments.registers.revenue import by_share

# By the kinds of `doubt.py`, in French: it is an accounting document.
DOUBTS = {
    "charge": "Paiements sans réponse de l'opérateur",
    "refund": "Remboursements sans réponse",
    "difference": "Différences avec un relevé, non réglées",
}
_BY_RAIL = text("""
SELECT coalesce(j.rail, '-') AS rail, CAST(-sum(e.amount_xof) AS bigint) AS amount_xof,
       count(DISTINCT j.id) FILTER (WHERE j.reverses_id IS NULL) AS receipts,
       count(DISTINCT j.id) FILTER (WHERE j.reverses_id IS NOT NULL) AS reversals
FROM ledger_journal j JOIN ledger_entry e ON e.journal_id = j.id
WHERE j.regie = :regie AND j.occurred_at >= :start AND j.occurred_at < :stop AND e.revenue_line IS NOT NULL
GROUP BY 1 ORDER BY 1
""")
_QUITTANCES = text("""
SELECT min(q.number) AS first, max(q.number) AS last, count(*) AS count,
       count(q.voided_at) AS voided
FROM quittance q JOIN ledger_journal j ON j.id = q.journal_id
WHERE j.regie = :regie AND j.occurred_at >= :start AND j.occurred_at < :stop
""")
# Receipts of the day that a statement has confirmed, of all.
_CONFIRMED = text("""
SELECT count(DISTINCT r.id) AS receipts, count(DISTINCT r.id) FILTER (WHERE l.id IS NOT NULL) AS confirmed
FROM ledger_journal j JOIN money_receipt r ON CAST(r.id AS text) = j.receipt_id
LEFT JOIN statement_line l ON l.receipt_id = r.id AND l.kind = 'payment'
WHERE j.regie = :regie AND j.occurred_at >= :start AND j.occurred_at < :stop AND j.reverses_id IS NULL
""")


def draw(
    connection: Connection, accounting: Accounting, *, regie: str, day: date, number: int
) -> dict[str, Any]:
    """The slip as JSON: francs by operator, by budget line and by beneficiary, and the quittances it covers."""
    office = accounting.regies[regie]
    period = Period(day, day, office.country)
    start, stop = period.bounds
    bounds = {"regie": regie, "start": start, "stop": stop}
    rails = [dict(row) for row in connection.execute(_BY_RAIL, bounds).mappings()]
    shares = [
        {"revenue_line": share.revenue_line, "label": accounting.lines[share.revenue_line].label,
         "beneficiary": share.beneficiary,
         "beneficiary_name": accounting.beneficiary(share.beneficiary) if share.beneficiary else None,
         "amount_xof": share.share_xof}
        for share in by_share(connection, period, regie)
    ]  # fmt: skip
    quittances = connection.execute(_QUITTANCES, bounds).mappings().one()
    confirmed = connection.execute(_CONFIRMED, bounds).one()
    return {
        "document": "etat de versement", "regie": regie, "name": office.name, "country": office.country,
        "fictive": office.fictive, "day": day.isoformat(), "exercice": day.year, "number": number, "rails": rails,
        "shares": shares, "quittances": dict(quittances), "total_xof": sum(row["amount_xof"] for row in rails),
        "receipts": confirmed.receipts, "confirmed": confirmed.confirmed,
    }  # fmt: skip


def sheet(slip: dict[str, Any]) -> str:
    """The same as a text of 72 columns, to be printed and signed. Days of before have no ``doubts``."""
    total = slip["total_xof"]
    words = letters(total) if total > 0 else "moins " + letters(-total) if total else "zéro franc CFA"
    return _template().render(
        slip={"doubts": [], **slip}, DOUBTS=DOUBTS, show=money.show, letters=words,
        day=date.fromisoformat(slip["day"]),
    )  # fmt: skip


@cache
def _template() -> Template:
    folder = FileSystemLoader(Path(__file__).parent)
    environment = Environment(
        loader=folder,
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("etat_de_versement.txt.j2")
