"""The paths of the queue and of a case."""

from admin.pages import cases
from admin.route import Route

ROUTES = (
    Route("GET", "/admin/cases", "cases_queue", cases.queue, "cases.read", scope=True, menu="menu.cases", key="2"),
    Route("GET", "/admin/cases/<reference>", "cases_one", cases.one, "cases.read", scope=True),
)  # fmt: skip
