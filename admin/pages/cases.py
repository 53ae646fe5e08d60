"""The queue of cases and one case with its whole story. Read only: nothing here moves a case."""

from flask import abort

from admin.casework import queue as work
from admin.casework.dossier import dossier
from admin.doors import form, visitor
from admin.doors.allowed import Answer, refuse
from admin.page import page
from admin.parts import parts
from admin.people.person import Scope
from cases.lifecycle import MACHINE
from kernel import audit


def queue(scope: Scope) -> Answer:
    """The longest waiting first. ``state`` and ``service`` are chosen from lists; ``after`` is a cursor."""
    state = form.asked("state") if form.asked("state") in MACHINE.states else None
    service = form.number("service", 0, 99)
    cursor = work.Cursor.read(form.asked("from"))
    with parts().database.transaction() as connection:
        found = work.queue(connection, scope, state=state, service=service, cursor=cursor)
    services = parts().catalogue.services
    lines = [work.line(row, services) for row in found[: work.PAGE_ROWS]]
    more = work.Cursor.of(found[work.PAGE_ROWS - 1]) if len(found) > work.PAGE_ROWS else None
    return page(
        "cases", lines=lines, more=more, state=state, service=service, services=services, states=tuple(MACHINE.edges),
        name=visitor.state_name,
    )  # fmt: skip


def one(reference: str, scope: Scope) -> Answer:
    """Who opens a file is in the trail. A case of another office does not exist: 404, audited (row 65)."""
    person = visitor.person()
    opened = person.may("cases.answers")
    with parts().database.transaction() as connection:
        found = dossier(connection, parts().keyring, parts().catalogue, reference, scope, answers=opened)
        elsewhere = found is None and work.known(connection, reference)
        if found is not None:
            audit.append(
                connection, person.actor, "case.read", f"case:{found.reference}", {"answers": opened}
            )
    if elsewhere:
        refuse(person, "cases.read", f"case:{work.digits(reference)}")
    if found is None:
        abort(404)
    return page("case", case=found, name=visitor.state_name)
