"""The guard of one page: logged in, permitted, freshly proven where it matters. Controls 1, 2 and 10.

A page that somebody's role may not see does not exist for them: 404, logged and audited (bad-input row 65).
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps

import structlog
from flask import Response, abort, g, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from admin.doors import visitor
from admin.parts import parts
from admin.people.person import Person
from kernel import audit, clock
from kernel.access import Access

# ASVS V7.5.3: before what moves money, revokes, or changes people, a code of the last five minutes.
FRESH = timedelta(minutes=5)
Answer = Response | AnyResponse | str | tuple[str, int]
View = Callable[..., Answer]

log = structlog.get_logger(__name__)


def allowed(permission: str, *, scope: bool = False, step_up: bool = False) -> Callable[[View], View]:
    """Only for roles with ``permission``. With ``scope`` the view is handed the ``Scope`` it must stay in."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(**values: object) -> Answer:
            person: Person | None = g.person
            if person is None:
                return _to("admin.login_form")
            if person.password_first and permission != "self":
                return redirect(url_for("admin.me_password_form"), 303)
            if not person.may(permission):
                refuse(person, permission)
            if step_up and not fresh(person):
                return _to("admin.login_confirm_form")
            return view(**values, scope=person.scope) if scope else view(**values)

        guarded.__access__ = Access("bearer", f"the session of one of the staff who has {permission}")  # type: ignore[attr-defined]
        guarded.__permission__ = permission  # type: ignore[attr-defined]
        return guarded

    return guard


def fresh(person: Person) -> bool:
    """Whether a code of their app was given in the last five minutes of this session."""
    return person.proven_at is not None and clock.now() - person.proven_at < FRESH


def refuse(person: Person, permission: str, subject: str | None = None) -> None:
    """404, as for what does not exist, after a line in the trail."""
    subject = subject or f"page:{request.endpoint}"
    log.warning("console_refused", staff=person.name, permission=permission, subject=subject)
    with parts().database.transaction() as connection:
        audit.append(connection, person.actor, "console.refused", subject, {"permission": permission})
    abort(404)


def _to(endpoint: str) -> AnyResponse:
    """The page that is missing first, and back again: to what was asked when it may be asked by GET."""
    back = request.full_path.rstrip("?") if request.method in ("GET", "HEAD") else None
    onward = visitor.local(back, "")
    where = url_for(endpoint, next=onward) if onward else url_for(endpoint)
    return redirect(where, 302 if back else 303)
