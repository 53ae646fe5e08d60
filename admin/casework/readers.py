"""Who opened the file, from the audit trail: one moment a person and day, so that a reload is not a new line."""

from datetime import date, datetime

from sqlalchemy import Connection, select

from admin.casework.moment import Moment
from kernel.audit import AUDIT_LOG

# The newest rows about this case; the whole trail is the auditor's page.
ROWS_MAX = 100


def readers_of(connection: Connection, reference: str) -> list[Moment]:
    """``note`` says how often on that day, "" for once; ``at`` is the first time of it."""
    query = select(AUDIT_LOG.c.at, AUDIT_LOG.c.actor).where(
        AUDIT_LOG.c.subject == f"case:{reference}", AUDIT_LOG.c.act == "case.read"
    )
    rows = connection.execute(query.order_by(AUDIT_LOG.c.id.desc()).limit(ROWS_MAX)).all()
    times: dict[tuple[str, date], list[datetime]] = {}
    for row in reversed(rows):
        times.setdefault((row.actor, row.at.date()), []).append(row.at)
    return [
        Moment(
            ats[0], "read", source=actor.removeprefix("staff:"), note=f"x{len(ats)}" if len(ats) > 1 else ""
        )
        for (actor, _), ats in times.items()
    ]
