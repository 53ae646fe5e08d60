"""The acts on a difference of a statement: one person explains it, another confirms or refuses what was said.

The rule of two persons stands in `payments/reconciliation/explaining.py`. Bad-input row 67, control 40.
"""

from collections.abc import Callable
from typing import Any

from flask import abort, redirect, url_for
from sqlalchemy import Connection

from admin.books import regies, statements
from admin.doors import form, visitor
from admin.doors.allowed import Answer, refuse
from admin.parts import parts
from admin.people.person import Scope
from kernel import clock
from payments.reconciliation import explaining, explanations
from payments.reconciliation.explaining import NotExplained
from payments.reconciliation.tables import LONGEST_WHY
from payments.refunds.two_persons import SamePerson

Act = Callable[[Connection], None]
Subject = dict[str, Any]


def explain(serial: int, scope: Scope) -> Answer:
    """The first of two: ``line`` or ``receipt`` differs, and ``why``."""
    subject, why = _typed(), form.field("why", LONGEST_WHY)
    if not why.strip():
        return statements.shown(serial, scope, 400, problem="words")

    def act(connection: Connection) -> None:
        explaining.explain(connection, why=why, by=visitor.person().name, at=clock.now(), **subject)

    return _acted(serial, scope, subject, act, "explained")


def confirm(serial: int, scope: Scope) -> Answer:
    """The second: the ``explanation`` that the page showed is right, and the difference is settled by it."""
    return _decided(serial, scope, "confirmed")


def disagree(serial: int, scope: Scope) -> Answer:
    """The second says no: it waits for another explanation."""
    return _decided(serial, scope, "refused")


def _decided(serial: int, scope: Scope, said: str) -> Answer:
    number = _number("explanation")
    with parts().database.transaction() as connection:
        subject = explanations.subject(connection, number)
    if not subject:
        abort(404)

    def act(connection: Connection) -> None:
        by = visitor.person().name
        explaining.decide(connection, number, by=by, at=clock.now(), confirmed=said == "confirmed")

    return _acted(serial, scope, subject, act, said)


def _acted(serial: int, scope: Scope, subject: Subject, act: Act, said: str) -> Answer:
    """In one transaction; what cannot be done is shown on the page as it is now, and nothing has changed."""
    if not _stands(serial, scope, subject):
        return statements.shown(serial, scope, 409, problem="gone")
    try:
        with parts().database.transaction() as connection:
            act(connection)
    except SamePerson:
        return statements.shown(serial, scope, 409, problem="same_person")
    except NotExplained:
        return statements.shown(serial, scope, 409, problem="gone")
    return redirect(url_for("admin.statements_one", serial=serial, said=said, _anchor="differences"), 303)


def _stands(serial: int, scope: Scope, subject: Subject) -> bool:
    """Whether it differs on this statement, still; 404, audited, for money of other regies than theirs."""
    mine = regies.codes(scope)
    with parts().books.patient() as database, database.transaction() as connection:
        file = statements.file_of(connection, serial, scope, "books.keep")
        own = explanations.one(connection, file, mine, **subject)
        any_ = own or explanations.one(connection, file, None, **subject)
    if any_ is not None and own is None:
        refuse(visitor.person(), "books.keep", f"statement:{serial}")
    return own is not None


def _typed() -> Subject:
    receipt = form.field("receipt")
    return {"receipt_id": receipt} if receipt else {"line_id": _number("line")}


def _number(name: str) -> int:
    """400 for what the page never writes."""
    typed = form.field(name)
    if not (typed.isascii() and typed.isdecimal() and int(typed) <= statements.ID_MAX):
        abort(400)
    return int(typed)
