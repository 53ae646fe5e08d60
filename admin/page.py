"""One page: a template with what every page of the console knows. Nothing here decides anything."""

from datetime import datetime

from flask import render_template, request

from admin.doors import visitor
from admin.navigation import entries, section
from admin.parts import parts
from admin.people.person import Person
from admin.words import LANGUAGES
from kernel import clock


def page(template: str, status: int = 200, /, **values: object) -> tuple[str, int]:
    """The template ``admin/<template>.html`` with the visitor, their words and their menu."""
    person = visitor.visiting()
    shared = {
        "t": visitor.say,
        "language": visitor.language(),
        "languages": LANGUAGES,
        "person": person,
        "menu": entries(person),
        "menu_section": section(request.endpoint or ""),
        "office_called": office_of,
        "clock_words": f"app.clock.{country_of(person) or 'none'}",
        "when": when,
        "here": visitor.local(request.full_path.rstrip("?"), "/admin/"),
    }
    return render_template(f"admin/{template}.html", **shared, **values), status


def country_of(person: Person | None) -> str:
    """Where somebody's office is; "" for nobody and for those of no office, who read the console's own zone."""
    office = parts().catalogue.administrations.get(person.administration or "") if person else None
    return office.country if office else ""


def office_of(code: str | None) -> str:
    """An administration by its name; the code of one that is not in the catalogue any more."""
    known = parts().catalogue.administrations.get(code or "")
    return known.name.of(visitor.language()) if known else code or "-"


def when(at: datetime | None, country: str = "") -> str:
    """A time as staff read it, to the minute, on the clock of ``country`` ("BJ"); without one, on their office's."""
    if at is None:
        return "-"
    country = country or country_of(visitor.visiting())
    shown = clock.local(country, at) if country else at.astimezone(parts().zone)
    return shown.strftime("%d/%m/%Y %H:%M")
