"""The etat de versement of a closed day: as a page to read and print, and as a PDF to sign."""

from typing import Any

from flask import Response, abort

from admin.books import naming, pdf_file, regies
from admin.books.file_name import file_name, headers
from admin.doors.allowed import Answer
from admin.page import page
from admin.parts import parts
from admin.people.person import Scope
from kernel import clock, money
from payments.closing import listing
from payments.closing.listing import ClosedDay
from payments.closing.slip import DOUBTS, sheet
from payments.quittances import letters


def show(serial: int, scope: Scope) -> Answer:
    """The sheet of the day."""
    closed = _one(serial, scope)
    return page(
        "books/slip",
        closed=closed,
        slip=closed.slip,
        words=in_letters(closed.collected_xof),
        rail=naming.rail,
    )


def pdf(serial: int, scope: Scope) -> Answer:
    """The same for two signatures. It is French whatever the reader's language: it is an accounting document."""
    closed = _one(serial, scope)
    made = pdf_file.drawn("slip", _drawn(closed), clock.now())
    name = file_name("versement", closed.regie, closed.day.isoformat(), ending=pdf_file.ENDING)
    return Response(made, headers=headers(name, pdf_file.MEDIA_TYPE))


def plain(serial: int, scope: Scope) -> Answer:
    """The text of 72 columns that the command prints."""
    closed = _one(serial, scope)
    name = file_name("versement", closed.regie, closed.day.isoformat(), ending="txt")
    return Response(sheet(closed.slip), headers=headers(name, "text/plain; charset=utf-8"))


def in_letters(amount_xof: int) -> str:
    """A sum in French letters; one below zero (more was taken back than came) says so."""
    if not amount_xof:
        return "zéro franc CFA"
    return letters(amount_xof) if amount_xof > 0 else f"moins {letters(-amount_xof)}"


def _one(serial: int, scope: Scope) -> ClosedDay:
    with parts().database.transaction() as connection:
        closed = listing.by_serial(connection, serial)
    if closed is None:
        abort(404)
    regies.one(closed.regie, scope, "books.read")
    return closed


def _drawn(closed: ClosedDay) -> dict[str, Any]:
    """The slip with its francs as they are written; its words stand in the template."""
    slip = closed.slip
    return {
        "slip": slip,
        "day": f"{closed.day:%d/%m/%Y}",
        "number": f"{closed.exercice}-{closed.number:06d}",
        "rails": [
            {**row, "name": naming.rail(row["rail"]), "shown": money.show(row["amount_xof"])}
            for row in slip["rails"]
        ],
        "shares": [
            {
                **row,
                "who": row.get("beneficiary_name") or row["beneficiary"] or "-",
                "shown": money.show(row["amount_xof"]),
            }
            for row in slip["shares"]
        ],
        "doubts": [
            {"name": DOUBTS[each["kind"]], "count": each["count"], "shown": money.show(each["amount_xof"])}
            for each in slip.get("doubts", ())
        ],
        "total": money.show(closed.collected_xof),
        "letters": in_letters(closed.collected_xof),
        "hash": closed.hash,
        "closed_by": closed.closed_by,
    }
