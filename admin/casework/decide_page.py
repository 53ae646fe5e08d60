"""Deciding a case in three steps: what, how the citizen will read it and what that costs, done. Changes once.

A decision is taken on what the officer saw: ``seen`` is the newest event of that page.
"""

from typing import Any

from flask import redirect, url_for
from sqlalchemy import Row

from admin.casework import scoped
from admin.casework.dossier import Dossier, dossier
from admin.casework.events import who
from admin.casework.preview import preview
from admin.doors import form, visitor
from admin.doors.allowed import Answer
from admin.page import page
from admin.parts import parts
from admin.people.person import Scope
from cases import deciding
from cases.announcing import NOTE_SEPTETS_MAX
from cases.deciding import ACTS, Decision, DecisionRefused, Overtaken
from kernel import audit
from kernel.money import show as show_francs

WORDS_MAX = 300
# Of the field ``seen``: event ids have 19 digits at most.
SEEN_MAX = 19


def choose(reference: str, scope: Scope) -> Answer:
    """The form of one act: what is missing, when and where, why not."""
    case, newest = _case(reference, scope)
    act = form.asked("act")
    if act not in _offered(case):
        return _told(case, act, "act", 409)
    return _form(case, Decision(act, newest))


def show(reference: str, scope: Scope) -> Answer:
    """The message as the citizen will read it, and its cost. Nothing is changed."""
    case, _ = _case(reference, scope)
    decision = _decision()
    try:
        words = deciding.check(decision)
    except DecisionRefused as refused:
        return _form(case, decision, refused.reason_code, 400)
    if decision.act not in _offered(case):
        return _told(case, decision.act, "act", 409)
    with parts().database.transaction() as connection:
        message = preview(connection, parts().keyring, parts().catalogue, case, ACTS[decision.act].to, words)
    return page(
        "casework/preview", case=_head(case), decision=decision, to=ACTS[decision.act].to, words=words,
        message=message, name=visitor.state_name, francs=show_francs,
    )  # fmt: skip


def decide(reference: str, scope: Scope) -> Answer:
    """Take the edge, in one transaction with its line in the trail; the message leaves by the case's own news."""
    case, _ = _case(reference, scope)
    decision, person = _decision(), visitor.person()
    try:
        with parts().database.transaction() as connection:
            left = deciding.decide(
                connection, parts().keyring, case.id, decision, f"staff:{person.id}", _head(case).connector
            )
            told = {"act": decision.act, "from": left, "to": ACTS[decision.act].to}
            audit.append(connection, person.actor, "case.decided", f"case:{case.reference}", told)
    except Overtaken as overtaken:
        return _overtaken(case, decision, overtaken)
    except DecisionRefused as refused:
        if refused.reason_code in ("words", "long"):
            return _form(case, decision, refused.reason_code, 400)
        return _told(case, decision.act, refused.reason_code, 409)
    return redirect(url_for("admin.cases_one", reference=case.reference, done=decision.act), 303)


def _case(reference: str, scope: Scope) -> tuple[Row[Any], int]:
    """The file and its newest event. Raises 404, audited when it is another office's."""
    newest = 0
    with parts().database.transaction() as connection:
        case = scoped.file_of(connection, reference, scope)
        elsewhere = case is None and scoped.known(connection, reference)
        if case is not None:
            newest = deciding.newest_event(connection, case.id).id
    if case is None:
        scoped.missing(reference, "cases.decide", elsewhere=elsewhere)
    return case, newest


def _decision() -> Decision:
    """What the form sent. A ``seen`` that is no number fits no event, so that nothing is decided on it."""
    seen = form.field("seen", SEEN_MAX)
    return Decision(
        form.field("act"),
        int(seen) if seen.isascii() and seen.isdigit() else 0,
        form.field("words", WORDS_MAX),
    )


def _offered(case: Row[Any]) -> tuple[str, ...]:
    return deciding.offered(case.state, _head(case).connector, case.submission)


def _head(case: Row[Any]) -> Dossier:
    return dossier(parts().keyring, parts().catalogue, case, visitor.language(), answers=False)


def _form(case: Row[Any], decision: Decision, problem: str = "", status: int = 200) -> Answer:
    return page(
        "casework/decide", status, case=_head(case), decision=decision, act=ACTS[decision.act], problem=problem,
        words_max=NOTE_SEPTETS_MAX, name=visitor.state_name,
    )  # fmt: skip


def _told(case: Row[Any], act: str, reason: str, status: int) -> Answer:
    """Why not, and the way back to the file. Nothing was changed."""
    return page(
        "casework/not_done", status, case=_head(case), reason=reason, act=act, name=visitor.state_name
    )


def _overtaken(case: Row[Any], decision: Decision, overtaken: Overtaken) -> Answer:
    with parts().database.transaction() as connection:
        source = who(connection, overtaken.source)
    return page(
        "casework/not_done", 409, case=_head(case), reason="overtaken", act=decision.act, overtaken=overtaken,
        source=source, name=visitor.state_name,
    )  # fmt: skip
