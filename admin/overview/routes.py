"""The paths of this room."""

from admin.overview.pages import overview
from admin.overview.stuck_pages import retry, stuck
from admin.route import Route

ROUTES: tuple[Route, ...] = (
    Route("GET", "/admin/overview", "overview", overview, "overview", scope=True, menu="menu.overview", key="t"),
    Route("GET", "/admin/stuck", "stuck", stuck, "stuck.read", scope=True, menu="menu.stuck", key="r"),
    Route("POST", "/admin/stuck/retry", "stuck_retry", retry, "stuck.retry", scope=True),
)  # fmt: skip
