"""The paths of the queue and of a case."""

from admin.casework import case_page, decide_page, notes_page, queue_page
from admin.route import Route

ROUTES = (
    Route("GET", "/admin/cases", "cases_queue", queue_page.show, "cases.read", scope=True, menu="menu.cases", key="2"),
    Route("GET", "/admin/cases/<reference>", "cases_one", case_page.show, "cases.read", scope=True),
    Route("GET", "/admin/cases/<reference>/notes", "cases_notes", notes_page.newer, "cases.read", scope=True),
    Route("POST", "/admin/cases/<reference>/notes", "cases_note", notes_page.write, "cases.note", scope=True),
    Route("GET", "/admin/cases/<reference>/decide", "cases_choose", decide_page.choose, "cases.decide", scope=True),
    Route("POST", "/admin/cases/<reference>/preview", "cases_preview", decide_page.show, "cases.decide", scope=True),
    Route("POST", "/admin/cases/<reference>/decide", "cases_decide", decide_page.decide, "cases.decide", scope=True),
)  # fmt: skip
