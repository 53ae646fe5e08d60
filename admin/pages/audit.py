"""The audit trail for the auditor: filtered, newest first, paged by keyset; and the chain checked on demand."""

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select

from admin.doors import form, visitor
from admin.doors.allowed import Answer
from admin.page import page
from admin.parts import parts
from kernel import audit
from kernel.audit import AUDIT_LOG

PAGE_ROWS = 50
ID_MAX = 2**63 - 1
# A walk of the chain reads every row: once a minute for all auditors together is often enough.
VERIFY_EVERY_S = 60


def show() -> Answer:
    """By actor, subject and days (UTC), each exact; ``before`` is the id to go on from."""
    actor, subject = form.asked("actor"), form.asked("subject")
    since, until = _day("since"), _day("until")
    before = form.number("before", 1, ID_MAX)
    query = select(AUDIT_LOG).order_by(AUDIT_LOG.c.id.desc()).limit(PAGE_ROWS + 1)
    for column, value in ((AUDIT_LOG.c.actor, actor), (AUDIT_LOG.c.subject, subject)):
        if value:
            query = query.where(column == value)
    if since:
        query = query.where(AUDIT_LOG.c.at >= _midnight(since))
    if until:
        query = query.where(AUDIT_LOG.c.at < _midnight(until) + timedelta(days=1))
    if before is not None:
        query = query.where(AUDIT_LOG.c.id < before)
    with parts().database.transaction() as connection:
        rows = connection.execute(query).all()
        head = audit.head(connection)
    more = rows[PAGE_ROWS - 1].id if len(rows) > PAGE_ROWS else None
    asked = {"actor": actor, "subject": subject, "since": since or "", "until": until or ""}
    return page("trail", rows=rows[:PAGE_ROWS], more=more, asked=asked, head=head, verdict=None)


def verify() -> Answer:
    """Walk the chain now. A broken one names its first bad row; the walk itself is in the trail."""
    if not parts().limits.allow("audit-verify", "", 1, VERIFY_EVERY_S, open_when_down=False):
        return page("refused", 429, reason="verify")
    with parts().database.transaction() as connection:
        bad, head = audit.verify(connection), audit.head(connection)
    with parts().database.transaction() as connection:
        told = {"rows": head[0], "bad": bad or 0}
        audit.append(connection, visitor.person().actor, "audit.verify", "audit", told)
    return page("trail_verified", bad=bad, head=head)


def _day(name: str) -> date | None:
    """A day as a date field sends it; None for anything else."""
    try:
        return date.fromisoformat(form.asked(name))
    except ValueError:
        return None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)
