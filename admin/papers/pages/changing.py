"""Two persons: one asks that a document be revoked, suspended, valid again or replaced, another decides."""

from flask import redirect, url_for

from admin.doors import form, visitor
from admin.doors.allowed import Answer
from admin.papers.pages.document import view
from admin.papers.pages.opened import answered_for
from admin.parts import parts
from admin.people.person import Scope
from kernel import clock
from verification.registry import revoking
from verification.registry.errors import RegistryRefused, SamePerson

MAY = "papers.revoke"
REASON_LETTERS = 300
DECISIONS = {"yes": True, "no": False}


def propose(reference: str, scope: Scope) -> Answer:
    """The first of two. Nothing changes yet."""
    paper = answered_for(reference, scope, MAY)
    act, reason = form.field("act"), form.field("reason", REASON_LETTERS).strip()
    try:
        with parts().database.transaction() as connection:
            revoking.propose(
                connection, parts().keyring, paper.number, act, reason, visitor.person().name, clock.now()
            )
    except RegistryRefused as refused:
        return view(paper, scope, 409, said(refused))
    return redirect(url_for("admin.papers_one", reference=paper.number), 303)


def decide(reference: str, scope: Scope) -> Answer:
    """The second, on the proposal that the page showed. Readers with a network know at once, the others by the list."""
    paper, decision = answered_for(reference, scope, MAY), DECISIONS.get(form.field("decision"))
    if decision is None:
        return view(paper, scope, 400, visitor.say("papers.refused.decision"))
    try:
        with parts().database.transaction() as connection:
            revoking.decide(
                connection, parts().keyring, form.field("proposal"), visitor.person().name, clock.now(),
                approve=decision,
            )  # fmt: skip
    except SamePerson:
        return view(paper, scope, 409, visitor.say("papers.refused.same_person"))
    except RegistryRefused as refused:
        return view(paper, scope, 409, said(refused))
    parts().papers.sealer.ring()
    return redirect(url_for("admin.papers_one", reference=paper.number), 303)


def said(refused: RegistryRefused) -> str:
    """The register's refusal in the console's words."""
    known = refused.reason_code in ("act", "state", "pending", "proposal", "reason", "copies", "number")
    return visitor.say(f"papers.refused.{refused.reason_code if known else 'other'}")
