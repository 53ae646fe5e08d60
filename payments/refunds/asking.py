"""Two persons ask for a refund and decide it. Nothing leaves here: the outbox sends what was approved."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select
from sqlalchemy.dialects.postgresql import insert

from kernel import audit, outbox
from kernel.states import move
from payments.refunds import balance, two_persons
from payments.refunds.errors import NotRefundable
from payments.refunds.states import REFUND_STATES
from payments.refunds.tables import LONGEST_REASON, REFUND

LANE = "payments"
APPROVED = "refund.approved"


def ask(
    connection: Connection,
    *,
    receipt_id: str,
    amount_xof: int,
    cause: str,
    reason: str,
    by: str,
    at: datetime,
) -> str:
    """Ask for ``amount_xof`` of a receipt to go back to the account it came from; the refund's id.

    The same ``cause`` again: the first id, NotRefundable for another receipt or amount. Raises NotRefundable.
    """
    known = connection.execute(select(REFUND).where(REFUND.c.cause == cause)).one_or_none()
    if known is not None:
        return _same(known, receipt_id, amount_xof)
    held = balance.hold(connection, receipt_id)
    held.check(amount_xof)
    if held.receipt.payer_sealed is None:
        raise NotRefundable("payer")
    refund_id = str(uuid.uuid4())
    inserted = connection.execute(
        insert(REFUND)
        .values(
            id=refund_id, cause=cause, receipt_id=receipt_id, invoice_id=held.receipt.invoice_id,
            rail=held.receipt.rail, amount_xof=amount_xof, state="asked", reason=reason[:LONGEST_REASON],
            asked_by=by, asked_at=at, operator_key=str(uuid.uuid4()),
        )
        .on_conflict_do_nothing(index_elements=[REFUND.c.cause])
        .returning(REFUND.c.id)
    ).scalar()  # fmt: skip
    if inserted is None:
        # The same cause came in at this moment.
        return _same(
            connection.execute(select(REFUND).where(REFUND.c.cause == cause)).one(), receipt_id, amount_xof
        )
    said = {"receipt": receipt_id, "amount_xof": amount_xof, "cause": cause}
    audit.append(connection, two_persons.actor(by), "refund.ask", refund_id, said)
    return refund_id


def approve(connection: Connection, refund_id: str, *, by: str, at: datetime) -> None:
    """Decide that it goes; publishes "refund.approved" (lane payments). A failed one goes under a new key.

    Raises SamePerson, NotRefundable. The caller has seen a fresh TOTP of ``by``.
    """
    refund = _held(connection, refund_id)
    two_persons.check(refund.asked_by, by)
    if not REFUND_STATES.allows(refund.state, "approved") or refund.state not in ("asked", "failed"):
        raise NotRefundable("state")
    values: dict[str, object] = {"decided_by": by, "decided_at": at}
    if refund.state == "failed":
        balance.hold(connection, refund.receipt_id).check(refund.amount_xof)
        values |= {"operator_key": str(uuid.uuid4()), "operator_ref": None, "failure": None, "ended_at": None}
    move(connection, REFUND, refund_id, REFUND_STATES, refund.state, "approved", **values)
    outbox.publish(connection, APPROVED, refund_id, lane=LANE)
    audit.append(
        connection, two_persons.actor(by), "refund.approve", refund_id, {"amount_xof": refund.amount_xof}
    )


def refuse(connection: Connection, refund_id: str, *, by: str, at: datetime) -> None:
    """Decide that it does not go. Raises SamePerson, NotRefundable once it was approved."""
    refund = _held(connection, refund_id)
    two_persons.check(refund.asked_by, by)
    if refund.state != "asked":
        raise NotRefundable("state")
    ended = {"decided_by": by, "decided_at": at, "ended_at": at}
    move(connection, REFUND, refund_id, REFUND_STATES, "asked", "refused", **ended)
    audit.append(connection, two_persons.actor(by), "refund.refuse", refund_id, {})


def _held(connection: Connection, refund_id: str) -> Row[Any]:
    """The refund, its receipt held first as in ``ask``."""
    found = connection.execute(select(REFUND.c.receipt_id).where(REFUND.c.id == refund_id)).scalar()
    if found is None:
        raise NotRefundable("state")
    balance.hold(connection, found)
    return connection.execute(select(REFUND).where(REFUND.c.id == refund_id).with_for_update()).one()


def _same(known: Row[Any], receipt_id: str, amount_xof: int) -> str:
    if (known.receipt_id, known.amount_xof) != (receipt_id, amount_xof):
        raise NotRefundable("cause")
    return str(known.id)
