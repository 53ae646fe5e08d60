"""Beginning a payment: one attempt and the work it causes, in the caller's transaction. Calls no operator."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select
from sqlalchemy.dialects.postgresql import insert

from kernel import outbox
from kernel.crypto import Keyring
from kernel.states import move
from payments import seals
from payments.attempts.checks import Asked, check_invoice, check_prompts
from payments.errors import IdempotencyConflict, LiveAttempt, NotOffered
from payments.rails import Rails
from payments.states import ATTEMPT, LIVE, REPLACED
from payments.tables import INVOICE, PAYMENT_ATTEMPT

LANE = "payments"

_HELD = select(INVOICE).where(INVOICE.c.id == bindparam("invoice")).with_for_update(key_share=True)
_KNOWN = select(PAYMENT_ATTEMPT).where(PAYMENT_ATTEMPT.c.idem_key == bindparam("key"))
_LIVE = select(PAYMENT_ATTEMPT).where(
    PAYMENT_ATTEMPT.c.invoice_id == bindparam("invoice"), PAYMENT_ATTEMPT.c.state.in_(LIVE)
)
_INSERT = (
    insert(PAYMENT_ATTEMPT)
    .on_conflict_do_nothing(index_elements=[PAYMENT_ATTEMPT.c.idem_key])
    .returning(PAYMENT_ATTEMPT.c.id)
)


def start(
    connection: Connection,
    keyring: Keyring,
    rails: Rails,
    *,
    invoice_id: str,
    rail: str,
    phone: str,
    amount_xof: int,
    at: datetime,
    key: str | None = None,
) -> str:
    """Insert an attempt and publish "payment.created" (lane payments); its id.

    ``key`` is the caller's: the same again gives the first attempt's id, for other words IdempotencyConflict
    (bad-input rows 47 to 49). Raises NotStarted. A part of the amount may be paid, when the rail takes no more.
    """
    if rail not in rails:
        raise NotOffered("rail")
    asked = Asked(invoice_id, rails[rail], phone, amount_xof, at, key)
    # One start at a time for an invoice: whoever waited here sees what the first one wrote.
    invoice = connection.execute(_HELD, {"invoice": invoice_id}).one_or_none()
    known = _known(connection, keyring, asked)
    if known is not None:
        return known
    check_invoice(invoice, asked)
    live = _live(connection, keyring, rails, asked)
    if live is not None:
        return live
    check_prompts(connection, keyring, asked)
    return _insert(connection, keyring, asked)


def _known(connection: Connection, keyring: Keyring, asked: Asked) -> str | None:
    if asked.key is None:
        return None
    row = connection.execute(_KNOWN, {"key": asked.key}).one_or_none()
    if row is None:
        return None
    if not _same(keyring, row, asked):
        raise IdempotencyConflict("the key began another payment")
    return str(row.id)


def _same(keyring: Keyring, row: Row[Any], asked: Asked) -> bool:
    payer = seals.payer_index(keyring, asked.phone)
    then = (row.invoice_id, row.rail, row.payer_index, row.amount_xof)
    return then == (asked.invoice_id, asked.rail.name, payer, asked.amount_xof)


def _live(connection: Connection, keyring: Keyring, rails: Rails, asked: Asked) -> str | None:
    """None when nothing is under way any more. A code that nobody dialled yet stands in nobody's way."""
    row = connection.execute(_LIVE, {"invoice": asked.invoice_id}).one_or_none()
    if row is None:
        return None
    before = rails.get(row.rail)
    if before is None or not before.capabilities.customer_dialled:
        raise LiveAttempt(row.id)
    if _same(keyring, row, asked):
        return str(row.id)
    ended = {"settled_at": asked.at, "next_poll_at": None, "reason": REPLACED}
    if not move(connection, PAYMENT_ATTEMPT, row.id, ATTEMPT, row.state, "expired", **ended):
        raise LiveAttempt(row.id)
    return None


def _insert(connection: Connection, keyring: Keyring, asked: Asked) -> str:
    attempt_id = str(uuid.uuid4())
    values = {
        "id": attempt_id,
        "invoice_id": asked.invoice_id,
        "idem_key": asked.key,
        "rail": asked.rail.name,
        "base_url": asked.rail.base_url,
        "payer_index": seals.payer_index(keyring, asked.phone),
        "payer_sealed": seals.seal(keyring, "payment_attempt.payer", attempt_id, asked.phone),
        "amount_xof": asked.amount_xof,
        "operator_fee_xof": asked.rail.fee(asked.amount_xof),
        "state": "created",
        "created_at": asked.at,
    }
    inserted = connection.execute(_INSERT, values).scalar()
    if inserted is None:
        # The key came in for another invoice at this same moment.
        raise IdempotencyConflict("the key began another payment")
    outbox.publish(connection, "payment.created", attempt_id, lane=LANE)
    return attempt_id
