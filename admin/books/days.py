"""Regies and their days: what is closed, what can be closed, and closing it. The rules: `payments/closing/day.py`."""

from datetime import date
from typing import Any

from flask import abort, redirect, url_for
from sqlalchemy import Connection

from admin.books import naming, regies
from admin.doors import form, visitor
from admin.doors.allowed import Answer, fresh
from admin.page import page
from admin.parts import parts
from admin.people.person import Scope
from catalogue.accounting_regie import Regie
from kernel import clock, ids
from payments.closing import day as closing
from payments.closing import doubt, listing, slip
from payments.closing.doubt import Doubtful

PAGE_ROWS = 50
# More than a person looks through: the sums above the list count all of them.
DOUBTS_SHOWN = 20


def show(scope: Scope) -> Answer:
    """Every regie the person sees, fifty a page by code: its last closed day, and how many wait."""
    mine = sorted(regies.seen(scope), key=lambda regie: regie.code)
    after = form.asked("from")
    rest = [regie for regie in mine if regie.code > after]
    shown, at = rest[:PAGE_ROWS], clock.now()
    with parts().database.transaction() as connection:
        last = listing.last_closed(connection, tuple(regie.code for regie in shown))
        due = {
            regie.code: closing.due(connection, parts().books.accounting, regie.code, at) for regie in shown
        }
    if not mine:
        return page("books/no_regie", tab="days")
    more = shown[-1].code if len(rest) > PAGE_ROWS else None
    return page("books/days", regies=shown, last=last, due=due, more=more)


def of_regie(name: str, scope: Scope) -> Answer:
    """One regie: the day to close next with what it would say, and the closed days."""
    return _of_regie(regies.one(name, scope, "books.read"), 200, None)


def close(name: str, scope: Scope) -> Answer:
    """Close the day that the form names: nothing is posted into it any more.

    One in doubt only when ``anyway`` is ticked: the page asks for it once more.
    """
    regie = regies.one(name, scope, "books.keep")
    try:
        day = date.fromisoformat(form.field("day"))
    except ValueError:
        abort(400)
    plan, by, anyway = parts().books.accounting, visitor.person().name, form.field("anyway") == "yes"
    try:
        with parts().database.transaction() as connection:
            closing.close(
                connection, plan, regie=regie.code, day=day, by=by, at=clock.now(), with_doubt=anyway
            )
    except closing.DayInDoubt:
        return _of_regie(regie, 409, "doubt")
    except closing.NotClosable:
        # Somebody else closed it, or the page was old: the page says which day is next.
        return _of_regie(regie, 409, "not_next")
    return redirect(url_for("admin.days_of", name=regie.code, closed=day.isoformat()), 303)


def _of_regie(regie: Regie, status: int, problem: str | None) -> Answer:
    before, at = _day("from"), clock.now()
    with parts().database.transaction() as connection:
        due = closing.due(connection, parts().books.accounting, regie.code, at)
        closed = listing.closed_days(connection, regie.code, before, PAGE_ROWS + 1)
        following, doubts = _next(connection, regie, due[0]) if due else (None, ())
    more = closed[PAGE_ROWS - 1].day if len(closed) > PAGE_ROWS else None
    return page(
        "books/days_of", status, regie=regie, due=due, closed=closed[:PAGE_ROWS], more=more, following=following,
        doubts=doubts[:DOUBTS_SHOWN], doubt_sums=doubt.sums(doubts), problem=problem, spaced=ids.spaced,
        just=_day("closed"), keeps=visitor.person().may("books.keep"), fresh=fresh(visitor.person()), rail=naming.rail,
        today=clock.local_day(regie.country, at),
    )  # fmt: skip


def _next(connection: Connection, regie: Regie, day: date) -> tuple[dict[str, Any], tuple[Doubtful, ...]]:
    """What the slip of the day to close would say, and what is in doubt of it."""
    drawn = slip.draw(connection, parts().books.accounting, regie=regie.code, day=day, number=0)
    return drawn, doubt.doubts(connection, regie.code, regie.country, day)


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(form.asked(name))
    except ValueError:
        return None
