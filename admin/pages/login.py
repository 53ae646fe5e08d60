"""In and out: the log-in, the code asked again before something grave, the log-out. Bad-input rows 59 to 62, 70."""

from flask import Response, redirect, request, url_for

from admin.doors import form as fields
from admin.doors import visitor
from admin.doors.allowed import Answer
from admin.doors.cookie import ConsoleSessions
from admin.doors.headers import CLEAR
from admin.page import page
from admin.parts import parts
from admin.people import sessions, totp
from admin.people.signing_in import LOCK_S, Door
from admin.people.totp import NotProven
from kernel import audit


def form() -> Answer:
    """The form; whoever is in already goes on. ``after``: a page sent itself here when its time was over.

    Somebody who works on in another window has not been logged out, and may go back: nothing does that by itself,
    or two windows would keep each other awake.
    """
    onward = visitor.local(request.args.get("next"))
    if visitor.visiting() is not None:
        return page("away", next=onward) if "after" in request.args else redirect(onward, 302)
    return page("login", next=onward, name="", problem=None)


def enter() -> Answer:
    """One answer for every refusal: 401, or 429 with the time to wait; the same for names that nobody has."""
    name, password = fields.field("name").strip().lower(), fields.password("password")
    onward = visitor.local(request.form.get("next"))
    door = Door(parts().database, parts().keyring, parts().limits)
    try:
        proven = door.sign_in(name, password, fields.field("code").strip(), request.remote_addr or "")
    except NotProven as refused:
        return _again(refused, "login", next=onward, name=name)
    with parts().database.transaction() as connection:
        sessions.end_by_id(connection, visitor.mine().identifier)
        identifier = sessions.open_session(
            connection, proven.staff_id, request.headers.get("User-Agent", ""), proven=proven.by_code
        )
        by = "code" if proven.by_code else "recovery"
        audit.append(connection, f"staff:{proven.name}", "login", f"staff:{proven.name}", {"by": by})
    _give(identifier)
    return redirect(onward, 303)


def confirm_form() -> Answer:
    """Asked before money, revocation and people: a code of this moment."""
    return page("confirm", next=visitor.local(request.args.get("next")), problem=None)


def confirm() -> Answer:
    """A right code renews the session's id; then on to what was asked."""
    person, onward = visitor.person(), visitor.local(request.form.get("next"))
    code = fields.field("code").strip()
    try:
        with parts().database.transaction() as connection:
            totp.prove(connection, parts().keyring, parts().limits, person.name, code)
    except NotProven as refused:
        with parts().database.transaction() as connection:
            audit.append(connection, person.actor, "confirm.refused", person.actor, {})
        return _again(refused, "confirm", next=onward)
    with parts().database.transaction() as connection:
        identifier = sessions.renew(connection, person)
        audit.append(connection, person.actor, "confirm", person.actor, {})
    if identifier is not None:
        _give(identifier)
    return redirect(onward, 303)


def leave() -> Answer:
    """End the session on the server, and whatever the browser kept of it."""
    person = visitor.person()
    with parts().database.transaction() as connection:
        sessions.end(connection, person.id, person.session)
        audit.append(connection, person.actor, "logout", person.actor, {})
    visitor.mine().ended = True
    gone = redirect(url_for("admin.login_form"), 303)
    gone.headers["Clear-Site-Data"] = CLEAR
    return gone


def _again(refused: NotProven, template: str, **values: object) -> Answer:
    locked = refused.reason_code == "tries"
    said, status = page(template, 429 if locked else 401, problem="locked" if locked else "wrong", **values)
    return Response(said, status, {"Retry-After": str(LOCK_S)} if locked else {})


def _give(identifier: str) -> None:
    ConsoleSessions(parts()).give(visitor.mine(), identifier)
