"""Every path of the console, in one table: what answers, and whom. `tests/admin/test_role_matrix.py` walks it."""

from dataclasses import dataclass

from admin.doors.allowed import View, allowed
from admin.pages import audit, cases, home, login, me, people, resets
from kernel.access import public

BEFORE = "It is what a person sees before they have proven who they are."


@dataclass(frozen=True, slots=True)
class Route:
    """``permission`` "" with a reason in ``public``: anybody. ``step_up``: a code of the last five minutes."""

    method: str
    path: str
    name: str
    view: View
    permission: str = ""
    scope: bool = False
    step_up: bool = False
    public: str = ""

    def guarded(self) -> View:
        """The view behind its guard. Raises TypeError when nobody said whom it is for."""
        if bool(self.permission) == bool(self.public):
            raise TypeError(f"{self.path}: a route names one permission, or the reason why it is public")
        if self.public:
            return public(self.public)(self.view)
        return allowed(self.permission, scope=self.scope, step_up=self.step_up)(self.view)


ROUTES = (
    Route("GET", "/admin/login", "login_form", login.form, public=BEFORE),
    Route("POST", "/admin/login", "login_enter", login.enter, public=BEFORE),
    Route("POST", "/admin/language", "language", home.language, public=BEFORE),
    Route("GET", "/admin/enrol", "enrol_form", resets.enrol_form, public=BEFORE),
    Route("POST", "/admin/enrol", "enrol_start", resets.enrol_start, public=BEFORE),
    Route("POST", "/admin/enrol/finish", "enrol_finish", resets.enrol_finish, public=BEFORE),
    Route("GET", "/admin/", "home", home.show, "home"),
    Route("GET", "/admin/help", "help_page", home.help_page, "self"),
    Route("GET", "/admin/confirm", "login_confirm_form", login.confirm_form, "self"),
    Route("POST", "/admin/confirm", "login_confirm", login.confirm, "self"),
    Route("POST", "/admin/logout", "logout", login.leave, "self"),
    Route("GET", "/admin/me", "me", me.show, "self"),
    Route("POST", "/admin/me/sessions/<int:serial>/end", "me_end", me.end, "self"),
    Route("POST", "/admin/me/sessions/end", "me_end_others", me.end_others, "self"),
    Route("GET", "/admin/me/password", "me_password_form", me.password_form, "self"),
    Route("POST", "/admin/me/password", "me_password", me.password, "self"),
    Route("POST", "/admin/me/recovery", "me_recovery", me.recovery_codes, "self", step_up=True),
    Route("GET", "/admin/cases", "cases_queue", cases.queue, "cases.read", scope=True),
    Route("GET", "/admin/cases/<reference>", "cases_one", cases.one, "cases.read", scope=True),
    Route("GET", "/admin/staff", "people", people.listing, "staff.read"),
    Route("POST", "/admin/staff/<name>/disable", "people_disable", people.disable, "staff.change", step_up=True),
    Route("POST", "/admin/staff/<name>/enable", "people_enable", people.enable, "staff.change", step_up=True),
    Route("POST", "/admin/staff/<name>/reset", "resets_ask", resets.ask, "staff.change", step_up=True),
    Route("POST", "/admin/resets/<int:reset>/grant", "resets_grant", resets.grant, "staff.change", step_up=True),
    Route("POST", "/admin/resets/<int:reset>/refuse", "resets_refuse", resets.refuse, "staff.change", step_up=True),
    Route("GET", "/admin/audit", "trail", audit.show, "audit.read"),
    Route("POST", "/admin/audit/verify", "trail_verify", audit.verify, "audit.read"),
)  # fmt: skip
