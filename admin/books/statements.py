"""Operators' statements: dropped here, read by a worker, shown class by class. Rules: `payments/reconciliation/`."""

from datetime import date, timedelta
from typing import Any

from flask import abort, redirect, request, url_for
from sqlalchemy import Connection, Row

from admin.books import naming, receiving, regies, reviews, uploads
from admin.books.outstanding import outstanding
from admin.books.receiving import Chosen
from admin.doors import form, visitor
from admin.doors.allowed import Answer, fresh, refuse
from admin.page import page
from admin.parts import parts
from admin.people.person import Scope
from kernel import audit, clock, ids
from payments.reconciliation import differences, explanations, reviewing
from payments.reconciliation.classes import CLASSES
from payments.reconciliation.profile import profiles
from payments.reconciliation.refused import StatementRefused
from payments.reconciliation.tables import LONGEST_WHY

PAGE_ROWS = 50
ID_MAX = 2**63 - 1
LINE_MAX = 2**31 - 1
# A month of every operator at once, and a few tries.
EACH_HOUR, HOUR_S = 60, 3600
GENERIC = "generic"
# Beyond this a worker has not begun: it is down, or it died with this file.
LATE_S = uploads.SILENT.total_seconds()


def listing(scope: Scope) -> Answer:
    """The form, what waits, how old the differences are, and the statements that were read."""
    return _listing(scope, 200, None)


def upload(scope: Scope) -> Answer:
    """Keep it for the worker, once it looks like a statement. The same file again changes nothing and says so."""
    name, chosen = visitor.person().name, _chosen(scope)
    if not parts().limits.allow("statement-upload", name, EACH_HOUR, HOUR_S, open_when_down=False):
        return _listing(scope, 429, "often")
    with receiving.received() as path:
        if path is None or chosen is None:
            return _listing(scope, 400, "file" if path is None else "choice")
        try:
            looked, country = receiving.checked(path, chosen, regies.countries(scope))
        except StatementRefused as refused:
            _refused(refused)
            return _listing(scope, 400, refused.reason_code, refused.line)
        return redirect(_kept(path.read_bytes(), looked.sha256, chosen, country), 303)


def _refused(refused: StatementRefused) -> None:
    said = {"reason": refused.reason_code, "line": refused.line}
    with parts().database.transaction() as connection:
        audit.append(connection, visitor.person().actor, "statement.refused", "upload", said)


def _kept(body: bytes, sha256: str, chosen: Chosen, country: str) -> str:
    """Where to go on: to the work, or to what this very file has become already."""
    person = visitor.person()
    with parts().database.transaction() as connection:
        known = reviewing.by_fingerprint(connection, sha256)
        if known is not None and known.state == "done":
            return url_for("admin.statements_one", serial=known.id, again=1)
        number = uploads.put(
            connection, parts().keyring, body, sha256=sha256, rail=chosen.rail, country=country,
            profile=chosen.profile, by=person.name,
        )  # fmt: skip
        said = {"sha256": sha256, "rail": chosen.rail, "bytes": len(body)}
        audit.append(connection, person.actor, "statement.upload", f"upload:{number}", said)
    parts().books.ring()
    return url_for("admin.statements_work", serial=number)


def work(serial: int, scope: Scope) -> Answer:
    """How far the worker is; on to the statement when it is done."""
    with parts().database.transaction() as connection:
        row = uploads.find(connection, serial)
    if row is None:
        abort(404)
    if scope.administration is not None and row.uploaded_by != visitor.person().name:
        refuse(visitor.person(), "books.read", f"upload:{serial}")
    if row.state == "done":
        return redirect(url_for("admin.statements_one", serial=row.file_id), 303)
    late = (clock.now() - row.told_at).total_seconds() > LATE_S
    return page("books/work", row=row, late=late, steps=("reading", "matching", "resolving"))


def one(serial: int, scope: Scope) -> Answer:
    """What each line turned out to be, explained to the franc, what still differs, and the lines of one class."""
    return shown(serial, scope)


def shown(serial: int, scope: Scope, status: int = 200, *, problem: str = "") -> Answer:
    """The page; ``problem`` names its words (``books.difference.problem.<problem>``)."""
    mine = regies.codes(scope)
    with parts().books.patient() as database, database.transaction() as connection:
        found = file_of(connection, serial, scope, "books.read")
        review = reviews.review(connection, found, mine)
        class_ = _class(review.tallies)
        after = form.number("from", 0, LINE_MAX) or 0
        lines = reviewing.lines(connection, found, class_, after=after, regies=mine, limit=PAGE_ROWS + 1)
        standing = explanations.standing(connection, found, mine)
        explained = explanations.explained(connection, found, mine)
    more: int | None = None
    if len(lines) > PAGE_ROWS:
        last = lines[PAGE_ROWS - 1].number
        more = after + PAGE_ROWS if last is None else last
    person = visitor.person()
    return page(
        "books/statement", status, file=found, review=review, class_=class_, lines=lines[:PAGE_ROWS], more=more,
        covered=covered, again="again" in request.args, narrowed=mine is not None, started=after,
        standing=standing, explained=explained, problem=problem, said=_said(), longest=LONGEST_WHY,
        keeps=person.may("books.keep"), fresh=fresh(person), spaced=ids.spaced, book=naming.book,
    )  # fmt: skip


def file_of(connection: Connection, serial: int, scope: Scope, permission: str) -> Row[Any]:
    """The statement that an address names; 404 for none, audited for one of another country than theirs."""
    found = reviewing.file(connection, serial)
    if found is None:
        abort(404)
    if found.country not in regies.countries(scope):
        refuse(visitor.person(), permission, f"statement:{serial}")
    return found


def covered(file: Row[Any]) -> tuple[date, date]:
    """The first and the last day of a statement, on the clock of its country."""
    last = file.ends_at - timedelta(microseconds=1)
    return clock.local_day(file.country, file.starts_at), clock.local_day(file.country, last)


def _class(tallies: tuple[Any, ...]) -> str:
    """The one asked for, else the first that differs, else the first there is."""
    asked = form.asked("class")
    if asked in CLASSES:
        return asked
    return next((each.class_ for each in tallies if each.open), tallies[0].class_ if tallies else "matched")


def _said() -> str:
    """What an act on a difference has just done, for the page that it led to."""
    word = form.asked("said")
    return word if word in ("explained", "confirmed", "refused") else ""


def _chosen(scope: Scope) -> Chosen | None:
    rail, country, profile = form.field("rail"), form.field("country"), form.field("profile")
    if rail not in _rails(scope) or profile not in ("", GENERIC):
        return None
    return Chosen(rail, country or None, profile or None)


def _rails(scope: Scope) -> list[str]:
    """Who writes statements; the Treasury's are the accountant's."""
    every = [name for name in profiles() if name != GENERIC]
    return [name for name in every if name != naming.TREASURY or scope.administration is None]


def _listing(scope: Scope, status: int, problem: str | None, line: int = 0) -> Answer:
    person, everything = visitor.person(), scope.administration is None
    before = form.number("from", 1, ID_MAX)
    countries = None if everything else regies.countries(scope)
    with parts().database.transaction() as connection:
        rows: list[Row[Any]] = reviewing.files(connection, countries, before, PAGE_ROWS + 1)
        waiting = uploads.waiting(connection, None if everything else person.name)
        ages = differences.ageing(connection, clock.now()) if everything else []
        open_ = outstanding(connection, rows[:PAGE_ROWS]) if everything else {}
    more = rows[PAGE_ROWS - 1].id if len(rows) > PAGE_ROWS else None
    return page(
        "books/statements", status, rows=rows[:PAGE_ROWS], more=more, waiting=waiting, ages=ages, problem=problem,
        open=open_, line=line, covered=covered, rails=_rails(scope), countries=sorted(regies.countries(scope)),
        keeps=person.may("books.keep"), megabytes=receiving.BODY_BYTES_MAX // 2**20,
        rail=naming.rail, book=naming.book,
    )  # fmt: skip
