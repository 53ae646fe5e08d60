"""The paths of this room."""

from admin.papers.pages import changing, checking, document, files, issuing, listing, reprinting
from admin.route import Route

ROUTES: tuple[Route, ...] = (
    Route("GET", "/admin/documents", "papers", listing.show, "papers.read", scope=True, menu="menu.papers", key="5"),
    Route("GET", "/admin/verifications", "papers_checks", checking.show, "papers.read", scope=True),
    Route("GET", "/admin/documents/issue", "papers_issue_find", issuing.find, "papers.issue"),
    Route("GET", "/admin/documents/issue/<reference>", "papers_issue_form", issuing.draft, "papers.issue", scope=True),
    Route(
        "POST", "/admin/documents/issue/<reference>", "papers_issue", issuing.issue, "papers.issue", scope=True,
        step_up=True,
    ),
    Route("GET", "/admin/documents/<reference>", "papers_one", document.show, "papers.read", scope=True),
    Route("GET", "/admin/documents/<reference>/file", "papers_file", files.pdf, "papers.print", scope=True),
    Route("GET", "/admin/documents/<reference>/code.svg", "papers_code", files.picture, "papers.print", scope=True),
    Route("POST", "/admin/documents/<reference>/copy", "papers_copy", reprinting.reprint, "papers.print", scope=True),
    Route(
        "POST", "/admin/documents/<reference>/propose", "papers_propose", changing.propose, "papers.revoke", scope=True,
        step_up=True,
    ),
    Route(
        "POST", "/admin/documents/<reference>/decide", "papers_decide", changing.decide, "papers.revoke", scope=True,
        step_up=True,
    ),
    Route(
        "POST", "/admin/documents/<reference>/alarm", "papers_alarm", checking.look_into, "papers.revoke", scope=True
    ),
)  # fmt: skip
