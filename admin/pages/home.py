"""The first page of each role with what waits for them, the choice of the language, and the page of the keys."""

from flask import redirect, request

from admin.casework.counting import counts
from admin.doors import cookie, visitor
from admin.doors.allowed import Answer
from admin.doors.form import field
from admin.navigation import entries
from admin.overview.waiting import tiles
from admin.page import page
from admin.parts import parts
from admin.people import recovery
from admin.words import LANGUAGES

LANGUAGE_AGE_S = 365 * 24 * 3600
# What people ask about first, and the permission without which it is not theirs to do.
TASKS = (
    ("paid", "search"), ("decide", "cases.decide"), ("unmatched", "money.ask"), ("refund", "money.ask"),
    ("close", "books.keep"), ("statement", "books.keep"), ("take", "books.export"), ("revoke", "papers.revoke"),
    ("stuck", "stuck.retry"), ("lost", "staff.change"), ("who", "audit.read"),
)  # fmt: skip


def show() -> Answer:
    """What waits for this person, and the doors that are theirs."""
    person = visitor.person()
    with parts().database.transaction() as connection:
        states = counts(connection, person.scope) if person.may("cases.read") else []
        rooms = tiles(connection, person, entries(person))
        left = recovery.left(connection, person.id)
    return page("home", states=states, rooms=rooms, codes_left=left, name=visitor.state_name)


def help_page() -> Answer:
    """What this person does here and how, and the keys of the pages that they may open."""
    person = visitor.person()
    return page("help", tasks=[name for name, permission in TASKS if person.may(permission)])


def language() -> Answer:
    """Keep the language in the browser; it is no secret and says nothing of the person."""
    chosen = field("language")
    back = redirect(visitor.local(request.form.get("next")), 303)
    if chosen in LANGUAGES:
        cookie.keep(back, cookie.LANGUAGE, chosen, secure=parts().secure, max_age_s=LANGUAGE_AGE_S)
    return back
