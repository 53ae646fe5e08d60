"""Who looked at papers, over all documents: alarms first, then days, then the latest; and an alarm looked into."""

from flask import redirect, url_for

from admin.cursor import UUID, Cursor
from admin.doors import form, visitor
from admin.doors.allowed import Answer
from admin.page import page
from admin.papers import alarms, checks, offices
from admin.papers.alarms import NoFinding
from admin.papers.checks import Kids
from admin.papers.pages.document import looks, view
from admin.papers.pages.opened import answered_for
from admin.parts import parts
from admin.people.person import Scope
from kernel import audit, clock

FINDING_LETTERS = 300


def show(scope: Scope) -> Answer:
    """The log has no numbers in it: an office sees the checks of the keys that are its own."""
    catalogue, cursor = parts().catalogue, Cursor.read(form.asked("from"))
    at = clock.now().astimezone(parts().zone)
    with parts().database.transaction() as connection:
        kids: Kids = None
        if scope.administration is not None:
            kids = parts().papers.sealer.kids(connection, offices.issuers(catalogue, scope.administration))
        rows = checks.latest(connection, kids, cursor)
        days = checks.days(connection, kids, at) if cursor is None else []
        open_alarms = alarms.waiting(connection, catalogue, scope) if cursor is None else []
    more = checks.behind(rows[checks.PAGE_ROWS - 1]) if len(rows) > checks.PAGE_ROWS else None
    kinds = {kind.doc_type: kind.title for kind in catalogue.documents.values()}
    return page(
        "papers/checks", rows=rows[: checks.PAGE_ROWS], days=days, alarms=open_alarms, more=more, kinds=kinds,
        first=cursor is None, looks=looks, say=lambda key: catalogue.text(key, visitor.language()),
    )  # fmt: skip


def look_into(reference: str, scope: Scope) -> Answer:
    """What a person found out about an alarm; it stays on the document's page."""
    paper, person = answered_for(reference, scope, "papers.revoke"), visitor.person()
    check, finding = form.field("check"), form.field("finding", FINDING_LETTERS)
    try:
        with parts().database.transaction() as connection:
            done = UUID.fullmatch(check) is not None and alarms.look_into(
                connection, paper.id, check, finding, person.name, clock.now()
            )
            if done:
                audit.append(
                    connection,
                    person.actor,
                    "document.alarm_seen",
                    f"document:{paper.number}",
                    {"check": check},
                )
    except NoFinding:
        return view(paper, scope, 409, visitor.say("papers.refused.finding"))
    if not done:
        return view(paper, scope, 409, visitor.say("papers.refused.alarm"))
    return redirect(url_for("admin.papers_one", reference=paper.number), 303)
