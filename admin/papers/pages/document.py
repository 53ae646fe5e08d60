"""One document: what a verifier is told of it, what became of it, who looked, and what may be done about it."""

from typing import Any

from admin.doors import visitor
from admin.doors.allowed import Answer, fresh
from admin.page import page
from admin.papers import alarms, checks, offices, story, waiting
from admin.papers.offline import offline
from admin.papers.pages.listing import office_name
from admin.papers.pages.opened import opened
from admin.parts import parts
from admin.people.person import Person, Scope
from kernel import audit, clock
from kernel.redaction import masked_phone
from verification.registry.papers import Paper
from verification.registry.states import ACTS, DOCUMENT
from verification.web import shown
from verification.web.words import Words

READ = "document.read"


def show(reference: str, scope: Scope) -> Answer:
    """Who opens what a paper says is in the trail."""
    paper, person = opened(reference, scope, "papers.read"), visitor.person()
    with parts().database.transaction() as connection:
        said = {"fields": person.may("cases.answers")}
        audit.append(connection, person.actor, READ, f"document:{paper.number}", said)
    return view(paper, scope)


def view(paper: Paper, scope: Scope, status: int = 200, problem: str = "") -> Answer:
    """The page; ``problem``: words for what was refused, after which nothing has changed."""
    person, catalogue = visitor.person(), parts().catalogue
    kind = next((kind for kind in catalogue.documents.values() if kind.doc_type == paper.kind), None)
    expired = paper.expires_at is not None and paper.expires_at < clock.now()
    return page(
        "papers/document", status, paper=paper, kind=kind, expired=expired, problem=problem,
        office=office_name(paper), holder=masked_phone(paper.holder_phone) if paper.holder_phone else "",
        fresh=fresh(person), answers_for=offices.answers_for(catalogue, scope, paper), acts=_acts(paper),
        looks=looks, **_read(paper, person),
    )  # fmt: skip


def _read(paper: Paper, person: Person) -> dict[str, Any]:
    room = parts().papers
    with parts().database.transaction() as connection:
        verdict = room.sealer.judge(connection, paper)
        words = Words(parts().catalogue.texts, visitor.language())
        told = verdict.document if verdict is not None and person.may("cases.answers") else None
        raised = alarms.of_document(connection, paper.id)
        return {
            "verdict": verdict,
            "words": words,
            "fields": shown.rows(told, words) if told else [],
            "story": story.moments(connection, paper),
            "wish": story.open_wish(connection, paper),
            "copies": story.copies(connection, paper),
            "last_copy": story.last_copy(connection, paper),
            "ordinal": story.ordinal(paper),
            "original": story.original(connection, paper),
            "printing": waiting.of(connection, waiting.REPRINT, paper.number),
            "offline": offline(connection, paper),
            "checks": checks.of_number(connection, parts().keyring, paper.number),
            "alarms": raised,
            "alarmed": {str(alarm.check_id) for alarm in raised},
        }


def _acts(paper: Paper) -> tuple[str, ...]:
    """What two persons may decide of a paper in this state."""
    return tuple(act for act, state in ACTS.items() if DOCUMENT.allows(paper.state, state))


def looks(verdict: str) -> str:
    """Which of three marks stands beside a word: good, bad, or look twice."""
    if verdict in checks.GOOD:
        return "good"
    return "bad" if verdict.upper() in {"REVOKED", "FORGED", "WRONG_SITE", "UNKNOWN"} else "twice"
