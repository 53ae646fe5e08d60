"""What the citizen says of a payment that we do not know yet: "I paid this, with this transaction"."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select

from admin.search.look import Look
from payments.suspense.claims import CLAIMS_MAX
from payments.suspense.tables import SUSPENSE_CLAIM
from payments.tables import INVOICE, MONEY_RECEIPT

# Of the invoice.
PAID = ("reference", "label", "service", "subject_kind")


@dataclass(frozen=True, slots=True)
class Claim:
    """``known``: the money is there, and a person decides whose it is."""

    operator_id: str
    reference: str
    label: str
    at: datetime
    known: bool


def claims(look: Look, payer: str) -> list[Claim]:
    """The newest five about bills that are still open, by ``ix_suspense_claim_claimant``."""
    claim, waits = SUSPENSE_CLAIM.c, MONEY_RECEIPT.c
    # As the claims' own room compares, and within suspense, which has an index of its own.
    known = exists().where(
        waits.disposition == "suspense", func.upper(waits.operator_id) == claim.operator_id
    )
    rows = look.connection.execute(
        select(SUSPENSE_CLAIM, *(INVOICE.c[name] for name in PAID), known.label("known"))
        .join(INVOICE, INVOICE.c.id == claim.invoice_id)
        .where(claim.claimant_index == payer, INVOICE.c.state == "open", look.reach.invoices())
        .order_by(claim.claimed_at.desc())
        .limit(CLAIMS_MAX)
    )
    return [
        Claim(row.operator_id, row.reference, look.due_for(row), row.claimed_at, row.known) for row in rows
    ]
