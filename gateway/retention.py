"""How long finished work is kept: long enough to answer a complaint, no longer."""

from datetime import timedelta

from sqlalchemy import Connection, delete

from cases import screens
from gateway import sms_dialogues
from kernel import clock
from kernel.outbox import OUTBOX
from partner.tables import PARTNER_EVENT
from sms.broadcasts import retention as broadcasts
from sms.budgets import spending

# A finished outbox row explains what was done; after 30 days the case's own history does that.
OUTBOX_KEPT = timedelta(days=30)
# A pushed status is in the case's story; its raw form only settles a dispute about what was sent.
EVENT_KEPT = timedelta(days=90)


def forget_old(connection: Connection) -> dict[str, int]:
    """Delete what is past its time; how many rows of each kind."""
    at = clock.now()
    finished = connection.execute(delete(OUTBOX).where(OUTBOX.c.done_at < at - OUTBOX_KEPT))
    settled = connection.execute(delete(PARTNER_EVENT).where(PARTNER_EVENT.c.settled_at < at - EVENT_KEPT))
    return {
        "outbox": finished.rowcount,
        "partner_events": settled.rowcount,
        "shown_screens": screens.forget_old(connection),
        "sms_dialogues": sms_dialogues.forget_old(connection),
        "sms_spending": spending.forget_old(connection, at),
        "broadcast_recipients": broadcasts.forget_old(connection, at),
    }
