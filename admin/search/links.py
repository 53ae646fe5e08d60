"""Where each kind of thing is shown. A room that is not built, or not this person's, gives no link."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from flask import current_app, url_for

from admin.people.person import Person


class Page(NamedTuple):
    """``endpoint`` of the console, and who may open it."""

    endpoint: str
    permission: str


PAGES: Mapping[str, Page] = {
    "case": Page("admin.cases_one", "cases.read"),
    "payment": Page("admin.money_one", "money.read"),
    "suspense": Page("admin.money_suspense_one", "money.read"),
    "paper": Page("admin.papers_one", "papers.read"),
    "citizen": Page("admin.search_citizen", "search"),
}


def link(person: Person, page: str, key: str) -> str:
    """The address, "" when there is none for this person. ``key`` fills the one variable of the path, if it has one."""
    place = PAGES.get(page)
    if place is None or place.endpoint not in current_app.view_functions or not person.may(place.permission):
        return ""
    rules = current_app.url_map.iter_rules(place.endpoint)
    names = next((rule.arguments for rule in rules), set())
    values: dict[str, Any] = dict.fromkeys(names, key)
    return url_for(place.endpoint, **values)
