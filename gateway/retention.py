"""How long finished work is kept: long enough to answer a complaint, no longer."""

from datetime import timedelta

from sqlalchemy import Connection, delete

from kernel import clock
from kernel.outbox import OUTBOX
from partner.tables import PARTNER_EVENT

# A finished outbox row explains what was done; after 30 days the case's own history does that.
OUTBOX_KEPT = timedelta(days=30)
# A pushed status is in the case's story; its raw form only settles a dispute about what was sent.
EVENT_KEPT = timedelta(days=90)


def forget_old(connection: Connection) -> dict[str, int]:
    """Delete what is past its time; how many rows of each kind."""
    finished = connection.execute(delete(OUTBOX).where(OUTBOX.c.done_at < clock.now() - OUTBOX_KEPT))
    settled = connection.execute(
        delete(PARTNER_EVENT).where(PARTNER_EVENT.c.settled_at < clock.now() - EVENT_KEPT)
    )
    return {"outbox": finished.rowcount, "partner_events": settled.rowcount}
