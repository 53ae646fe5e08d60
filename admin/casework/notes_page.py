"""Notes between services on a case: written by a form, and asked for every 3 seconds by the page that is open."""

from flask import make_response, redirect, render_template, url_for

from admin.casework import scoped
from admin.doors import form, visitor
from admin.doors.allowed import Answer
from admin.page import when
from admin.parts import parts
from admin.people.person import Scope
from cases import notes
from kernel import audit

ID_MAX = 2**63 - 1


def write(reference: str, scope: Scope) -> Answer:
    """Keep the note. An empty one changes nothing and comes back to the file."""
    person, text = visitor.person(), form.field("text", notes.LONGEST)
    with parts().database.transaction() as connection:
        case = scoped.file_of(connection, reference, scope)
        elsewhere = case is None and scoped.known(connection, reference)
        if case is not None and text.strip():
            office = person.administration or str(person.role)
            note = notes.write(connection, parts().keyring, case.id, person.name, office, text)
            audit.append(connection, person.actor, "case.noted", f"case:{case.reference}", {"note": note})
    if case is None:
        scoped.missing(reference, "cases.note", elsewhere=elsewhere)
    return redirect(url_for("admin.cases_one", reference=case.reference, _anchor="notes"), 303)


def newer(reference: str, scope: Scope) -> Answer:
    """Those behind ``after`` as items of the page's list; 204 when there are none. Opening the file was audited."""
    after = form.number("after", 0, ID_MAX) or 0
    with parts().database.transaction() as connection:
        case = scoped.file_of(connection, reference, scope)
        elsewhere = case is None and scoped.known(connection, reference)
        said = notes.of_case(connection, parts().keyring, case.id, after=after) if case is not None else []
    if case is None:
        scoped.missing(reference, "cases.read", elsewhere=elsewhere)
    if not said:
        return make_response("", 204)
    return make_response(render_template("admin/casework/notes.html", notes=said, when=when, t=visitor.say))
