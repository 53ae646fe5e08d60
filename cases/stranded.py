"""Deliveries that no outbox row carries any more: asked for again. When one is due, and how, is ``filing.py``'s."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from cases import filing, lifecycle
from cases.carried import carried
from cases.tables import CASE_FILE

# The outbox tries for about an hour and then parks the row: after two the request goes round again.
STRANDED = timedelta(hours=2)


def sweep(connection: Connection, at: datetime, limit: int) -> int:
    """Ask again for at most ``limit`` of them; how many were found.

    In whatever open state they are: an administration that took the request, and whose answer was lost, may have
    pushed news of it since.
    """
    case = CASE_FILE.c
    unpaid = (case.state == "a_payer") & case.service.not_in(
        [service for service, waits in filing.WAITS_FOR_PAYMENT.items() if not waits]
    )
    stranded = connection.execute(
        select(case.id)
        .where(
            case.submission.in_(("to_send", "sending", "unknown")),
            case.submission_since < at - STRANDED,
            case.state.in_(lifecycle.OPEN),
            ~unpaid,
            ~carried("case.deposited", filing.LANE),
        )
        .order_by(case.submission_since)
        .limit(limit)
        .with_for_update(skip_locked=True, key_share=True)
    ).scalars()
    found = stranded.all()
    for case_id in found:
        filing.ask(connection, case_id)
    return len(found)
