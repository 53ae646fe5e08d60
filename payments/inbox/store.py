"""Keeps a posted body before it is answered, with the work it causes, in one transaction. Reads nothing."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, literal_column, select
from sqlalchemy.dialects.postgresql import insert

from kernel import clock, outbox
from kernel.crypto import Keyring
from kernel.oldest import ROWS_MAX
from payments.attempts.starting import LANE
from payments.tables import PAYMENT_CALLBACK

# The longest known callback, a batch of PI-SPI, has some 6 kB.
KEPT_MAX = 16 * 1024
KEPT_FOR = timedelta(days=90)
_KEEP = (
    insert(PAYMENT_CALLBACK)
    .on_conflict_do_update(
        index_elements=[PAYMENT_CALLBACK.c.rail, PAYMENT_CALLBACK.c.body_hash],
        set_={"times": PAYMENT_CALLBACK.c.times + 1},
    )
    # PostgreSQL sets xmax on a row that the conflict updated.
    .returning(PAYMENT_CALLBACK.c.id, literal_column("xmax = 0").label("new"))
)


def store(connection: Connection, keyring: Keyring, *, rail: str, raw: bytes, readable: bool = True) -> bool:
    """Keep at most 16 KiB of ``raw`` sealed and publish "payment.callback" (subject: the row); False when it is here.

    ``readable`` False keeps it for a person and publishes nothing (bad-input row 39).
    """
    body_hash = hashlib.sha256(raw).hexdigest()
    values = {
        "rail": rail,
        "body_hash": body_hash,
        "raw_sealed": keyring.seal(raw[:KEPT_MAX], context(rail, body_hash)),
        "cut": len(raw) > KEPT_MAX,
        "received_at": clock.now(),
        "state": "received" if readable else "unreadable",
    }
    row = connection.execute(_KEEP, values).one()
    if row.new and readable:
        outbox.publish(connection, "payment.callback", str(row.id), lane=LANE)
    return bool(row.new)


def context(rail: str, body_hash: str) -> str:
    """The sealing context: the row's own key, known before its number is."""
    return f"payment_callback.raw:{rail}:{body_hash}"


def forget_old(connection: Connection, at: datetime) -> int:
    """Delete some of what came more than 90 days ago, and waits for no operator: disputes are raised within that.

    How many: 0 when none is left. Rows are numbered as they came, so that the key finds the old ones: those that still
    wait, and lie among them, are few.
    """
    kept = PAYMENT_CALLBACK.c
    first = (
        select(kept.id, kept.received_at)
        .where(kept.state != "received")
        .order_by(kept.id)
        .limit(ROWS_MAX)
        .subquery()
    )
    old = select(first.c.id).where(first.c.received_at < at - KEPT_FOR)
    return connection.execute(delete(PAYMENT_CALLBACK).where(kept.id.in_(old))).rowcount
