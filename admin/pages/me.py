"""A person's own page: their sessions, their password, their recovery codes."""

from flask import abort, redirect, url_for

from admin.doors import visitor
from admin.doors.allowed import Answer, fresh
from admin.doors.form import password as typed
from admin.page import page
from admin.parts import parts
from admin.people import changing, recovery, sessions
from admin.people.passwords import LENGTH_MIN, PasswordRefused
from kernel import audit


def show() -> Answer:
    """Everything about the person who asks, and about nobody else."""
    return _shown()


def end(serial: int) -> Answer:
    """End one session of theirs: 404 for anybody else's."""
    person = visitor.person()
    with parts().database.transaction() as connection:
        if not sessions.end(connection, person.id, serial):
            abort(404)
        audit.append(connection, person.actor, "session.end", person.actor, {"sessions": 1})
    return redirect(url_for("admin.me"), 303)


def end_others() -> Answer:
    """End all but the one they are in."""
    person = visitor.person()
    with parts().database.transaction() as connection:
        ended = sessions.end_all(connection, person.id, but=person.session)
        audit.append(connection, person.actor, "session.end", person.actor, {"sessions": ended})
    return redirect(url_for("admin.me"), 303)


def password_form() -> Answer:
    """Asked for by the person, or by the console at the first log-in."""
    return page("password", problem=None, length_min=LENGTH_MIN)


def password() -> Answer:
    """Change it; every other session of theirs ends."""
    person = visitor.person()
    old, new, again = typed("old"), typed("new"), typed("again")
    if new != again:
        return page("password", 400, problem="differs", length_min=LENGTH_MIN)
    try:
        changing.change(parts().database, parts().limits, person, old, new)
    except PasswordRefused as refused:
        return page("password", _status(refused), problem=refused.reason_code, length_min=LENGTH_MIN)
    return redirect(url_for("admin.home"), 303)


def recovery_codes() -> Answer:
    """Ten new ones, on this page and nowhere else, for the password and a fresh code."""
    try:
        codes = changing.recovery_codes(parts().database, parts().limits, visitor.person(), typed("password"))
    except PasswordRefused as refused:
        return _shown(_status(refused), problem=refused.reason_code)
    return page("recovery", codes=codes)


def _shown(status: int = 200, problem: str | None = None) -> Answer:
    person = visitor.person()
    with parts().database.transaction() as connection:
        own = sessions.of_person(connection, person.id)
        left = recovery.left(connection, person.id)
    return page("me", status, sessions=own, codes_left=left, fresh=fresh(person), problem=problem)


def _status(refused: PasswordRefused) -> int:
    return 429 if refused.reason_code == changing.TRIES else 400
