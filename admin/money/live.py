"""Payments as they go, newest first. Asked again with ``?after=`` it answers 204 while nothing has changed."""

from hashlib import sha256

from flask import Response, redirect, url_for

from admin.cursor import Cursor, behind
from admin.doors import form
from admin.doors.allowed import Answer
from admin.money import names
from admin.money.reach import reach
from admin.money.sheet import sheet
from admin.parts import parts
from admin.people.person import Scope
from kernel import clock
from kernel.ids import digits
from payments.attempts import listing
from payments.states import ATTEMPT

STATES = tuple(ATTEMPT.edges) + tuple(sorted(ATTEMPT.final))


def payments(scope: Scope) -> Answer:
    """``state`` and ``rail`` are chosen from lists, ``doubt`` is ticked, ``from`` is a cursor."""
    if reference := digits(form.asked("reference")):
        return redirect(url_for("admin.money_one", reference=reference), 303)
    chosen, after = _chosen(), behind()
    states = (chosen["state"],) if chosen["state"] else ()
    asked = listing.Asked(states, chosen["rail"] or None, bool(chosen["doubt"]), reach(scope).regies)
    with parts().database.transaction() as connection:
        found = listing.page(connection, parts().keyring, asked, clock.now(), after)
    more = Cursor(*found.further) if found.further else None
    values = {"tried": found.tried, "more": more, "chosen": chosen, "first": after is None}
    rows, _ = sheet("live", **values)
    digest = sha256(rows.encode()).hexdigest()[:16]
    if not form.asked("after"):
        return sheet(
            "payments",
            digest=digest,
            states=STATES,
            rails=names.rails(),
            lost=bool(form.asked("reference")),
            **values,
        )
    if form.asked("after") == digest:
        return Response(status=204)
    answer = Response(rows)
    answer.headers["Guichet-After"] = digest
    return answer


def _chosen() -> dict[str, str]:
    state, rail = form.asked("state"), form.asked("rail")
    return {
        "state": state if state in ATTEMPT.states else "",
        "rail": rail if rail in names.rails() else "",
        "doubt": "1" if form.asked("doubt") else "",
    }
