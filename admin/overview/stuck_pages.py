"""What is stuck, why, and the button that sends it round again."""

from flask import abort, redirect, url_for

from admin.doors import form, visitor
from admin.doors.allowed import Answer
from admin.money import names
from admin.money.sheet import spaced
from admin.overview import numbers, retrying, wording
from admin.overview.stuck import LISTINGS, ROWS_MAX, lanes, listed
from admin.page import page
from admin.parts import parts
from admin.people.person import Scope
from kernel import clock

LETTERS_MAX = 40


def stuck(scope: Scope) -> Answer:
    """Every kind with its rows; ``done`` and ``left`` tell what the last button did."""
    at = clock.now()
    with parts().database.transaction() as connection:
        found = listed(connection, scope, at)
        waiting = lanes(connection, parts().overview.lanes, at) if scope.administration is None else []
    return page(
        "overview/stuck", found=found, lanes=waiting, at=at, numbers=numbers, words=wording, rows_max=ROWS_MAX,
        francs=names.francs, spaced=spaced, done=form.number("done", 0, ROWS_MAX),
        left=form.number("left", 0, ROWS_MAX),
        nothing=not any(found.values()) and not any(wording.slow(lane, at) for lane in waiting),
    )  # fmt: skip


def retry(scope: Scope) -> Answer:
    """One thing by its ``id``, or all that is listed of a ``kind``; the lanes are rung for after the commit."""
    kind, wanted = form.field("kind", LETTERS_MAX), form.field("id", LETTERS_MAX)
    if kind == "lane":
        parts().overview.ring(parts().overview.lanes)
        return redirect(url_for("admin.stuck"), 303)
    if kind not in LISTINGS:
        abort(400)
    at = clock.now()
    with parts().database.transaction() as connection:
        found = listed(connection, scope, at).get(kind, [])
        chosen = [one for one in found if wanted in ("", one.id)]
        by = visitor.person().actor
        done = [retrying.retry(connection, parts().keyring, one, by=by, at=at) for one in chosen]
    parts().overview.ring(parts().overview.lanes)
    left = len(done) - sum(done) if done else 1
    return redirect(url_for("admin.stuck", done=sum(done), left=left), 303)
