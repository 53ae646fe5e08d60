"""A lost phone: one administrator asks, another grants, the person enrols a new one. Bad-input row 67, control 40."""

from flask import abort, redirect, request, url_for

from admin.doors import form, visitor
from admin.doors.allowed import Answer
from admin.page import page
from admin.parts import parts
from admin.people import resets, totp
from admin.people.passwords import LENGTH_MIN, PasswordRefused
from admin.people.resets import NotReset
from payments.refunds.two_persons import SamePerson

# Twenty an hour from one address: a code has 99 bits, so this only spares the database.
ENROLS_AN_HOUR = 20


def ask(name: str) -> Answer:
    """The first of two."""
    try:
        with parts().database.transaction() as connection:
            resets.ask(connection, name, by=visitor.person().name)
    except NotReset:
        return page("refused", 409, reason="reset")
    return redirect(url_for("admin.people"), 303)


def grant(reset: int) -> Answer:
    """The second: the one-time code is shown once, to be handed over in person."""
    return _decide(reset, grant=True)


def refuse(reset: int) -> Answer:
    """The second says no."""
    return _decide(reset, grant=False)


def enrol_form() -> Answer:
    """Where the one-time code is typed."""
    return page("enrol", problem=None, name="")


def enrol_start() -> Answer:
    """A right code shows the new seed to scan."""
    name, code = _typed()
    return _scan(name, code, None)


def enrol_finish() -> Answer:
    """Six digits of the new seed and a password of one's own."""
    name, code = _typed()
    digits, password = form.field("digits").strip(), form.password("password")
    try:
        with parts().database.transaction() as connection:
            resets.finish(connection, parts().keyring, name, code, digits, password)
    except PasswordRefused as refused:
        return _scan(name, code, refused.reason_code)
    except NotReset:
        return _scan(name, code, "digits")
    return redirect(url_for("admin.login_form"), 303)


def _decide(reset: int, *, grant: bool) -> Answer:
    person = visitor.person()
    try:
        with parts().database.transaction() as connection:
            code = resets.decide(connection, parts().keyring, reset, by=person.name, grant=grant)
    except SamePerson:
        return page("refused", 409, reason="same_person")
    except NotReset:
        return page("refused", 409, reason="reset")
    return page("granted", code=code) if code else redirect(url_for("admin.people"), 303)


def _scan(name: str, code: str, problem: str | None) -> Answer:
    try:
        with parts().database.transaction() as connection:
            seed = resets.seed_of(connection, parts().keyring, name, code)
    except NotReset:
        return page("enrol", 401, problem="wrong", name=name)
    values = {"name": name, "code": code, "seed": seed, "image": totp.image(totp.uri(name, seed))}
    return page("scan", 400 if problem else 200, problem=problem, length_min=LENGTH_MIN, **values)


def _typed() -> tuple[str, str]:
    if not parts().limits.allow(
        "enrol", request.remote_addr or "", ENROLS_AN_HOUR, 3600, open_when_down=False
    ):
        abort(429)
    return form.field("name").strip().lower(), form.field("code").strip().lower()
