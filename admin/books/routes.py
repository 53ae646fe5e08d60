"""The paths of this room."""

from admin.books import days, explaining, exports, registers, slips, statements
from admin.route import Route

READ, KEEP, EXPORT = "books.read", "books.keep", "books.export"
ROUTES = (
    Route("GET", "/admin/days", "days", days.show, READ, scope=True, menu="menu.books", key="b"),
    Route("GET", "/admin/days/<name>", "days_of", days.of_regie, READ, scope=True),
    Route("POST", "/admin/days/<name>/close", "days_close", days.close, KEEP, scope=True, step_up=True),
    Route("GET", "/admin/slips/<int:serial>", "slips", slips.show, READ, scope=True),
    Route("GET", "/admin/slips/<int:serial>/pdf", "slips_pdf", slips.pdf, READ, scope=True),
    Route("GET", "/admin/slips/<int:serial>/text", "slips_text", slips.plain, READ, scope=True),
    Route("GET", "/admin/registers", "registers", registers.show, READ, scope=True),
    Route("GET", "/admin/registers/file", "registers_file", exports.take, EXPORT, scope=True, step_up=True),
    Route("GET", "/admin/reconciliation", "statements", statements.listing, READ, scope=True),
    Route("POST", "/admin/reconciliation", "statements_upload", statements.upload, KEEP, scope=True),
    Route("GET", "/admin/reconciliation/progress/<int:serial>", "statements_work", statements.work, READ, scope=True),
    Route("GET", "/admin/reconciliation/<int:serial>", "statements_one", statements.one, READ, scope=True),
    Route("POST", "/admin/reconciliation/<int:serial>/explain", "statements_explain", explaining.explain, KEEP,
          scope=True, step_up=True),
    Route("POST", "/admin/reconciliation/<int:serial>/confirm", "statements_confirm", explaining.confirm, KEEP,
          scope=True, step_up=True),
    Route("POST", "/admin/reconciliation/<int:serial>/disagree", "statements_disagree", explaining.disagree, KEEP,
          scope=True, step_up=True),
)  # fmt: skip
