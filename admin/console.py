"""The console as a blueprint, made from its parts by the wiring: ``console(Parts(...))``."""

from collections.abc import Callable
from typing import Any, cast

from flask import Blueprint, Flask, Response
from flask.blueprints import BlueprintSetupState
from flask_bootstrap import Bootstrap5  # type: ignore[import-untyped]
from werkzeug.exceptions import HTTPException

from admin import navigation
from admin.books import receiving
from admin.doors import forgery, leaving, visitor
from admin.doors.allowed import Answer
from admin.doors.cookie import ConsoleSessions
from admin.doors.headers import with_headers
from admin.page import page
from admin.parts import EXTENSION, Parts
from admin.route import Route
from admin.routes import ROUTES
from kernel import access

FILES = {
    "admin_files.static": "The console's style: the same for everybody, and no secret.",
    "bootstrap.static": "Bootstrap's own files, which anybody may have from anywhere.",
}
CSRF_KEY_PURPOSE = "admin.csrf.key"
# What has words of its own; every other refusal is shown as "this was not possible".
TOLD = frozenset({400, 404, 405, 413, 500})


def console(parts: Parts, routes: tuple[Route, ...] = ROUTES) -> list[Blueprint]:
    """The blueprints to register. ``routes`` only so that a test can add one."""
    room = Blueprint("admin", __name__, template_folder="templates")
    files = Blueprint("admin_files", __name__, static_folder="static", static_url_path="/admin/static")
    for route in routes:
        room.add_url_rule(
            route.path, route.name, route.guarded(), methods=[route.method], provide_automatic_options=False
        )
    room.before_request(visitor.identify)
    # Before the token is looked for, which reads the body.
    room.before_request(receiving.widen)
    room.before_request(forgery.check)
    room.after_request(with_headers)
    room.after_request(leaving.with_its_end)
    room.register_error_handler(HTTPException, _refused)
    # Last, since it declares the files' views, too.
    files.record_once(_into(parts, navigation.menu_of(routes)))
    return [room, files]


def _into(parts: Parts, menu: tuple[navigation.Entry, ...]) -> Callable[[BlueprintSetupState], None]:
    """What the libraries need to know of the application."""

    def record(state: BlueprintSetupState) -> None:
        # A blueprint's own type knows less of the application than there is.
        app = cast("Flask", state.app)
        app.extensions[EXTENSION] = parts
        app.extensions[navigation.EXTENSION] = menu
        app.session_interface = ConsoleSessions(parts)
        app.config.update(
            # The token ends with the session that it is derived from, not before: a form may wait over lunch.
            WTF_CSRF_TIME_LIMIT=None,
            # Checked by this room alone: operators' callbacks have no session to forge.
            WTF_CSRF_CHECK_DEFAULT=False,
            WTF_CSRF_SECRET_KEY=parts.keyring.index("key", CSRF_KEY_PURPOSE),
            BOOTSTRAP_SERVE_LOCAL=True,
        )
        forgery.CSRF.init_app(app)
        # Bootstrap-Flask puts its files below "/bootstrap" + this, also when an application has no files of its own.
        app.static_url_path = app.static_url_path or "/static"
        Bootstrap5(app)
        for endpoint, reason in FILES.items():
            app.view_functions[endpoint] = _files(reason, app.view_functions[endpoint])

    return record


def _files(reason: str, served: Callable[..., Any]) -> Callable[..., Response]:
    """A library's view of files, with a declaration and a time to keep them."""

    @access.public(reason)
    def file(**values: str) -> Response:
        return _kept(served(**values))

    return file


def _kept(response: Response) -> Response:
    # An hour: files change with a release, and the pages that name them are never kept.
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


def _refused(error: HTTPException) -> Answer | HTTPException:
    if error.response is not None or error.code is None:
        return error
    shown = error.code if error.code in TOLD else 400
    return page("refused", error.code, reason=shown)
