"""One person proposes the invoice of money in suspense, another releases it there. Scores are in candidates."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update
from sqlalchemy.dialects.postgresql import insert

from kernel import audit
from payments.money import Receipt
from payments.refunds import two_persons
from payments.settlement import Settlement
from payments.suspense.tables import SUSPENSE_MATCH
from payments.tables import INVOICE, MONEY_RECEIPT


class NotMatched(ValueError):
    """Nothing was written: the money is not in suspense, the invoice is not open, or another is proposed."""

    retry = False


def match(connection: Connection, *, receipt_id: str, invoice_id: str, by: str, at: datetime) -> int:
    """Propose; the proposal's id. The same again is the first. Raises NotMatched."""
    proposal = propose(connection, receipt_id=receipt_id, invoice_id=invoice_id, by=by, at=at)
    audit.append(connection, two_persons.actor(by), "suspense.match", receipt_id, {"invoice": invoice_id})
    return proposal


def propose(connection: Connection, *, receipt_id: str, invoice_id: str, by: str, at: datetime) -> int:
    """``match`` without a line in the audit trail: what a machine proposes is no act of a person."""
    disposition = connection.execute(
        select(MONEY_RECEIPT.c.disposition)
        .where(MONEY_RECEIPT.c.id == receipt_id)
        .with_for_update(key_share=True)
    ).scalar()
    if disposition != "suspense":
        raise NotMatched("the money is not in suspense")
    state = connection.execute(select(INVOICE.c.state).where(INVOICE.c.id == invoice_id)).scalar()
    if state != "open":
        raise NotMatched("the invoice is not open")
    proposal: int | None = connection.execute(
        insert(SUSPENSE_MATCH)
        .values(
            receipt_id=receipt_id, invoice_id=invoice_id, proposed_by=by, proposed_at=at, state="proposed"
        )
        .on_conflict_do_nothing()
        .returning(SUSPENSE_MATCH.c.id)
    ).scalar()
    if proposal is not None:
        return proposal
    known = proposed(connection, receipt_id)
    if known is None or known.invoice_id != invoice_id:
        raise NotMatched("another invoice is proposed: refuse that first")
    return int(known.id)


def release(
    connection: Connection, settlement: Settlement, *, receipt_id: str, by: str, at: datetime
) -> Receipt:
    """Post the money to the proposed invoice: paid, its quittance numbered, news told as for any payment.

    Raises SamePerson, NotMatched. The caller has seen a fresh TOTP of ``by``.
    """
    proposal = _decided(connection, receipt_id, "released", by, at)
    try:
        receipt = settlement.assign(connection, receipt_id, invoice_id=proposal.invoice_id)
    except LookupError as error:
        raise NotMatched(str(error)) from None
    audit.append(
        connection, two_persons.actor(by), "suspense.release", receipt_id, {"invoice": proposal.invoice_id}
    )
    return receipt


def refuse(connection: Connection, *, receipt_id: str, by: str, at: datetime) -> None:
    """Take the proposal off the table. Raises SamePerson, NotMatched."""
    proposal = _decided(connection, receipt_id, "refused", by, at)
    audit.append(
        connection, two_persons.actor(by), "suspense.refuse", receipt_id, {"invoice": proposal.invoice_id}
    )


def proposed(connection: Connection, receipt_id: str) -> Row[Any] | None:
    """The open proposal for this money, None when there is none."""
    return connection.execute(
        select(SUSPENSE_MATCH).where(
            SUSPENSE_MATCH.c.receipt_id == receipt_id, SUSPENSE_MATCH.c.state == "proposed"
        )
    ).one_or_none()


def _decided(connection: Connection, receipt_id: str, state: str, by: str, at: datetime) -> Row[Any]:
    proposal = proposed(connection, receipt_id)
    if proposal is None:
        raise NotMatched("nothing is proposed for this money")
    two_persons.check(proposal.proposed_by, by)
    changed = connection.execute(
        update(SUSPENSE_MATCH)
        .where(SUSPENSE_MATCH.c.id == proposal.id, SUSPENSE_MATCH.c.state == "proposed")
        .values(state=state, decided_by=by, decided_at=at)
    )
    if changed.rowcount != 1:
        raise NotMatched("somebody else decided it a moment ago")
    return proposal
