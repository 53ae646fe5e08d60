"""The paths of this room. What is looked for is posted and then named by a sealed word: no phone is in an address."""

from admin.route import Route
from admin.search import asking
from admin.search.citizen import view as citizen

ROUTES = (
    Route("GET", "/admin/search", "search_form", asking.form, "search", menu="menu.search", key="3"),
    Route("POST", "/admin/search", "search_ask", asking.ask, "search"),
    Route("GET", "/admin/search/<name>", "search_found", asking.found, "search"),
    Route("GET", "/admin/citizens/<name>", "search_citizen", citizen.show, "search"),
)
