"""The staff as administrators and auditors see them. People are added at the command line only (control 8)."""

from flask import abort, redirect, url_for
from sqlalchemy import select

from admin.doors import form, visitor
from admin.doors.allowed import Answer
from admin.page import page
from admin.parts import parts
from admin.people import resets, staff
from admin.people.tables import STAFF

PAGE_ROWS = 50


def listing() -> Answer:
    """By name, from the one given on; who waits for a second person first."""
    after = form.asked("from")
    columns = [STAFF.c[name] for name in SHOWN]
    query = select(*columns).where(STAFF.c.name > after).order_by(STAFF.c.name).limit(PAGE_ROWS + 1)
    with parts().database.transaction() as connection:
        rows = connection.execute(query).all()
        waiting = resets.waiting(connection)
    more = rows[PAGE_ROWS - 1].name if len(rows) > PAGE_ROWS else None
    return page("people", rows=rows[:PAGE_ROWS], more=more, waiting=waiting)


def disable(name: str) -> Answer:
    """At once, sessions included; nobody disables themselves, so that one administrator is always left."""
    person = visitor.person()
    if name == person.name:
        abort(400)
    with parts().database.transaction() as connection:
        if not staff.disable(connection, name, by=person.actor):
            abort(404)
    return redirect(url_for("admin.people"), 303)


def enable(name: str) -> Answer:
    """They may act again."""
    with parts().database.transaction() as connection:
        if not staff.enable(connection, name, by=visitor.person().actor):
            abort(404)
    return redirect(url_for("admin.people"), 303)


SHOWN = ("name", "role", "administration", "region", "added_at", "disabled_at")
