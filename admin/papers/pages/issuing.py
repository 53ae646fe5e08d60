"""From a case that was granted to its paper: what it would say, what stops it, and the button."""

from collections.abc import Mapping

from flask import abort, redirect, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from admin.doors import form, visitor
from admin.doors.allowed import Answer, fresh, refuse
from admin.page import page
from admin.papers import waiting
from admin.papers.ready import Ready, Sealed, ready, sealed
from admin.papers.room import Draft
from admin.papers.said import Said
from admin.parts import parts
from admin.people.person import Scope
from cases.tables import CASE_FILE
from kernel import audit
from kernel.ids import digits
from verification.paper_refused import PaperRefused

MAY = "papers.issue"


def find() -> Answer:
    """The reference that was typed, on to its page."""
    reference = digits(form.asked("reference"))
    if not reference:
        return page("papers/find", 200 if not form.asked("reference") else 404, typed=form.asked("reference"))
    return redirect(url_for("admin.papers_issue_form", reference=reference), 303)


def draft(reference: str, scope: Scope) -> Answer:
    """What would be sealed, with the criterion chosen in the query. Who reads it is in the trail."""
    case, done = _case(reference, scope)
    if done is not None and not done.to_replace:
        return _to_paper(done)
    said = _said(case, done, {"criterion": form.asked("criterion"), "released": ""})
    with parts().database.transaction() as connection:
        audit.append(connection, visitor.person().actor, "document.draft_read", f"case:{case.reference}", {})
    return _page(case, done, said)


def issue(reference: str, scope: Scope) -> Answer:
    """Ask for it. Whatever was asked before about this case is superseded."""
    case, done = _case(reference, scope)
    if done is not None and not done.to_replace:
        return _to_paper(done)
    given = {name: form.field(name) for name in ("criterion", "released")}
    said = _said(case, done, given)
    found, problem = _draft(case, said)
    if problem or found is None or found.prohibited:
        return _page(case, done, said, 409)
    person, sealer = visitor.person(), parts().papers.sealer
    with parts().database.transaction() as connection:
        waiting.supersede(connection, case.case_id)
        sealer.seal(connection, case.case_id, said)
        audit.append(
            connection, person.actor, "document.issue_asked", f"case:{case.reference}", said.payload()
        )
    sealer.ring()
    return redirect(url_for("admin.papers_issue_form", reference=case.reference), 303)


def _case(reference: str, scope: Scope) -> tuple[Ready, Sealed | None]:
    """404 for what nobody has; audited for another office's (bad-input row 65)."""
    with parts().database.transaction() as connection:
        found = ready(connection, parts().keyring, parts().catalogue, reference, scope)
        if found is not None:
            return found, sealed(connection, found.case_id)
        elsewhere = connection.execute(
            select(CASE_FILE.c.id).where(CASE_FILE.c.reference == digits(reference))
        ).first()
    if elsewhere is not None:
        refuse(visitor.person(), MAY, f"case:{digits(reference)}")
    return abort(404)


def _said(case: Ready, done: Sealed | None, given: Mapping[str, str]) -> Said:
    """Only what there is to say about this case, whatever was sent."""
    codes = {criterion.code for criterion in case.criteria}
    return Said(
        by=visitor.person().name,
        criterion=given["criterion"] if given["criterion"] in codes else "",
        released=given["released"],
        replaces=done.number if done is not None else "",
    )


def _draft(case: Ready, said: Said) -> tuple[Draft | None, PaperRefused | None]:
    if not case.granted or case.kind is None:
        return None, None
    try:
        return parts().papers.sealer.draft(case.case_id, said), None
    except PaperRefused as refused:
        return None, refused


def _page(case: Ready, done: Sealed | None, said: Said, status: int = 200) -> Answer:
    found, problem = _draft(case, said)
    rule = parts().catalogue.papers.prohibitions.get(found.prohibited) if found and found.prohibited else None
    with parts().database.transaction() as connection:
        asked = waiting.of(connection, waiting.SEAL, case.case_id)
    return page(
        "papers/issue", status, case=case, done=done, said=said, draft=found, rule=rule, pressed=status == 409,
        problem=_words(case, problem) if problem else "", asked=asked, fresh=fresh(visitor.person()),
        name=visitor.state_name,
    )  # fmt: skip


def _words(case: Ready, refused: PaperRefused) -> str:
    """The field by its label on the paper, never its value."""
    labels = {field.name: field.label for field in case.kind.fields} if case.kind else {}
    told = visitor.say(f"papers.missing.{refused.reason_code}")
    return f"{labels[refused.field]} : {told}" if refused.field in labels else told


def _to_paper(done: Sealed) -> Response:
    return redirect(url_for("admin.papers_one", reference=done.number), 303)
