"""Every path of the console, room by room: what answers, and whom. `tests/admin/test_role_matrix.py` walks it.

The menu shows those that have words for it, in this order.
"""

from admin.books.routes import ROUTES as BOOKS
from admin.casework.routes import ROUTES as CASEWORK
from admin.money.routes import ROUTES as MONEY
from admin.overview.routes import ROUTES as OVERVIEW
from admin.pages import audit, home, login, me, people, resets
from admin.papers.routes import ROUTES as PAPERS
from admin.route import Route
from admin.search.routes import ROUTES as SEARCH

BEFORE = "It is what a person sees before they have proven who they are."

DOORS = (
    Route("GET", "/admin/login", "login_form", login.form, public=BEFORE),
    Route("POST", "/admin/login", "login_enter", login.enter, public=BEFORE),
    Route("POST", "/admin/language", "language", home.language, public=BEFORE),
    Route("GET", "/admin/enrol", "enrol_form", resets.enrol_form, public=BEFORE),
    Route("POST", "/admin/enrol", "enrol_start", resets.enrol_start, public=BEFORE),
    Route("POST", "/admin/enrol/finish", "enrol_finish", resets.enrol_finish, public=BEFORE),
)  # fmt: skip
HOME = (Route("GET", "/admin/", "home", home.show, "home", menu="menu.home", key="1"),)
PEOPLE = (
    Route("GET", "/admin/staff", "people", people.listing, "staff.read", menu="menu.staff", key="7"),
    Route("POST", "/admin/staff/<name>/disable", "people_disable", people.disable, "staff.change", step_up=True),
    Route("POST", "/admin/staff/<name>/enable", "people_enable", people.enable, "staff.change", step_up=True),
    Route("POST", "/admin/staff/<name>/reset", "resets_ask", resets.ask, "staff.change", step_up=True),
    Route("POST", "/admin/resets/<int:reset>/grant", "resets_grant", resets.grant, "staff.change", step_up=True),
    Route("POST", "/admin/resets/<int:reset>/refuse", "resets_refuse", resets.refuse, "staff.change", step_up=True),
    Route("GET", "/admin/audit", "trail", audit.show, "audit.read", menu="menu.audit", key="6"),
    Route("POST", "/admin/audit/verify", "trail_verify", audit.verify, "audit.read"),
)  # fmt: skip
SELF = (
    Route("GET", "/admin/help", "help_page", home.help_page, "self", menu="menu.help", key="9"),
    Route("GET", "/admin/confirm", "login_confirm_form", login.confirm_form, "self"),
    Route("POST", "/admin/confirm", "login_confirm", login.confirm, "self"),
    Route("POST", "/admin/logout", "logout", login.leave, "self"),
    Route("GET", "/admin/me", "me", me.show, "self", menu="menu.me", key="8"),
    Route("POST", "/admin/me/sessions/<int:serial>/end", "me_end", me.end, "self", step_up=True),
    Route("POST", "/admin/me/sessions/end", "me_end_others", me.end_others, "self", step_up=True),
    Route("GET", "/admin/me/password", "me_password_form", me.password_form, "self", step_up=True),
    Route("POST", "/admin/me/password", "me_password", me.password, "self", step_up=True),
    Route("POST", "/admin/me/recovery", "me_recovery", me.recovery_codes, "self", step_up=True),
)  # fmt: skip
ROUTES = (*DOORS, *HOME, *SEARCH, *CASEWORK, *MONEY, *BOOKS, *PAPERS, *OVERVIEW, *PEOPLE, *SELF)
