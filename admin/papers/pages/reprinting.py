"""One more of a paper, marked DUPLICATA: asked here, made by the lane that has the keys."""

from flask import redirect, url_for

from admin.doors import visitor
from admin.doors.allowed import Answer
from admin.papers.pages.changing import said
from admin.papers.pages.document import view
from admin.papers.pages.opened import opened
from admin.parts import parts
from admin.people.person import Scope
from verification.registry.errors import RegistryRefused


def reprint(reference: str, scope: Scope) -> Answer:
    """Pressed twice, it is still the same one."""
    paper = opened(reference, scope, "papers.print")
    try:
        with parts().database.transaction() as connection:
            parts().papers.sealer.reprint(connection, paper.number, visitor.person().name)
    except RegistryRefused as refused:
        return view(paper, scope, 409, said(refused))
    parts().papers.sealer.ring()
    return redirect(url_for("admin.papers_one", reference=paper.number), 303)
