"""One page: a template with what every page of the console knows. Nothing here decides anything."""

from datetime import datetime

from flask import render_template, request

from admin.doors import visitor
from admin.navigation import entries
from admin.parts import parts
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
        "when": when,
        "here": visitor.local(request.full_path.rstrip("?"), "/admin/"),
    }
    return render_template(f"admin/{template}.html", **shared, **values), status


def when(at: datetime | None, country: str = "") -> str:
    """A time as staff read it, to the minute, in the console's zone; with a country ("BJ"), on the clock there."""
    if at is None:
        return "-"
    shown = clock.local(country, at) if country else at.astimezone(parts().zone)
    return shown.strftime("%d/%m/%Y %H:%M")
