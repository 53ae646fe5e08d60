"""A citizen says which payment was his. Only his own phone's money, to the franc, is posted at once.

Whoever types another's transaction learns nothing and moves nothing: it becomes a proposal to a person.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

import structlog
from sqlalchemy import Connection, Row, func, select
from sqlalchemy.dialects.postgresql import insert

from kernel import clock
from kernel.crypto import Keyring
from kernel.database import Database
from kernel.outbox import Event
from payments import invoices, seals
from payments.money import sound_id
from payments.refunds.two_persons import AUTOMATE
from payments.settlement import Settlement
from payments.suspense.candidates import candidates, sole
from payments.suspense.matching import NotMatched, propose
from payments.suspense.tables import SUSPENSE_CLAIM
from payments.tables import MONEY_RECEIPT

# A citizen has one payment to claim and mistypes its id a few times; more is somebody trying ids.
CLAIMS_MAX = 5
CLAIMS_IN = timedelta(hours=24)

Outcome = Literal["settled", "proposed", "waiting", "too_many", "closed"]
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Claimed:
    """``waiting``: we do not know this money yet, or a person looks. ``closed``: nothing is due."""

    outcome: Outcome
    quittance_id: int | None = None


def claim(
    connection: Connection,
    keyring: Keyring,
    settlement: Settlement,
    *,
    phone: str,
    operator_id: str,
    invoice_id: str,
    at: datetime,
) -> Claimed:
    """Claim the operator's transaction for an open invoice. Raises ValueError for what can be no id."""
    typed = operator_id.strip().upper()
    if not sound_id(typed):
        raise ValueError("not an operator's transaction")
    invoice = invoices.find(connection, invoice_id)
    if invoice is None or not invoice.due_xof:
        return Claimed("closed")
    claimant = seals.payer_index(keyring, phone)
    if _claims(connection, claimant, at) >= CLAIMS_MAX:
        log.warning("suspense_claims_limited")
        return Claimed("too_many")
    connection.execute(
        insert(SUSPENSE_CLAIM)
        .values(operator_id=typed, invoice_id=invoice_id, claimant_index=claimant, claimed_at=at)
        .on_conflict_do_nothing()
    )
    receipts = _in_suspense(connection, typed)
    if len(receipts) != 1:
        return Claimed("waiting")
    return _apply(connection, settlement, receipts[0], invoice, claimant, at)


class Arrivals:
    """Money that came to suspense meets the claims made before it, else its one candidate."""

    def __init__(self, database: Database, settlement: Settlement) -> None:
        self._database = database
        self._settlement = settlement

    def arrived(self, event: Event) -> None:
        """Handler of "payment.suspense" (lane events); the subject is the receipt. Twice is once."""
        at = clock.now()
        with self._database.transaction() as connection:
            receipt = connection.execute(
                select(MONEY_RECEIPT).where(MONEY_RECEIPT.c.id == event.subject)
            ).one_or_none()
            if receipt is None or receipt.disposition != "suspense":
                return
            claims = _claims_for(connection, receipt)
            if not claims:
                only = sole(candidates(connection, receipt.id))
                if only is not None:
                    _proposed(connection, receipt.id, only.invoice_id, at)
            # Two claims of one transaction: the first that is the payer's own decides, else a person.
            for each in sorted(claims, key=lambda row: row.claimant_index != receipt.payer_index)[:1]:
                invoice = invoices.find(connection, each.invoice_id)
                if invoice is not None and invoice.due_xof:
                    _apply(connection, self._settlement, receipt, invoice, each.claimant_index, at)


def _apply(
    connection: Connection, settlement: Settlement, receipt: Row[Any], invoice: invoices.Invoice, claimant: str,
    at: datetime,
) -> Claimed:  # fmt: skip
    own = receipt.payer_index == claimant and receipt.amount_xof == invoice.due_xof
    if own and receipt.country == invoice.country:
        try:
            settled = settlement.assign(connection, receipt.id, invoice_id=invoice.id)
        except LookupError:
            return Claimed("waiting")
        log.info("suspense_claimed", receipt=receipt.id, invoice=invoice.id)
        return Claimed("settled", settled.quittance_id)
    return _proposed(connection, receipt.id, invoice.id, at)


def _proposed(connection: Connection, receipt_id: str, invoice_id: str, at: datetime) -> Claimed:
    try:
        propose(connection, receipt_id=receipt_id, invoice_id=invoice_id, by=AUTOMATE, at=at)
    except NotMatched:
        # Something else is proposed for it already: a person looks at both.
        return Claimed("waiting")
    return Claimed("proposed")


def _claims(connection: Connection, claimant: str, at: datetime) -> int:
    return connection.execute(
        select(func.count()).where(
            SUSPENSE_CLAIM.c.claimant_index == claimant, SUSPENSE_CLAIM.c.claimed_at > at - CLAIMS_IN
        )
    ).scalar_one()


def _in_suspense(connection: Connection, operator_id: str) -> list[Row[Any]]:
    return list(
        connection.execute(
            select(MONEY_RECEIPT)
            .where(
                MONEY_RECEIPT.c.disposition == "suspense",
                func.upper(MONEY_RECEIPT.c.operator_id) == operator_id,
            )
            .limit(2)
        )
    )


def _claims_for(connection: Connection, receipt: Row[Any]) -> list[Row[Any]]:
    return list(
        connection.execute(
            select(SUSPENSE_CLAIM)
            .where(SUSPENSE_CLAIM.c.operator_id == receipt.operator_id.upper())
            .order_by(SUSPENSE_CLAIM.c.id)
            .limit(CLAIMS_MAX)
        )
    )
