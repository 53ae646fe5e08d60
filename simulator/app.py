"""The Flask application of the simulated world."""

from flask import Flask, Response, jsonify, render_template, request
from werkzeug.exceptions import HTTPException

from simulator import faults_page
from simulator.administrations.apex import officer
from simulator.administrations.apex import routes as apex
from simulator.handset import api, page
from simulator.operators import blueprints as operators
from simulator.providers import blueprints as providers
from simulator.world import World, here

MAX_BODY_BYTES = 1024 * 1024  # The largest thing anyone sends here is a bulk SMS to a thousand phones.
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
PLACES = (page.routes, api.routes, apex.routes, officer.routes, faults_page.routes)
BLUEPRINTS = (*PLACES, *providers.BLUEPRINTS, *operators.BLUEPRINTS)


def create_app(world: World) -> Flask:
    """The world behind HTTP; ``world`` must be started by the caller."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.extensions["world"] = world
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.add_url_rule("/", view_func=index)
    app.before_request(_refuse_other_sites)
    app.after_request(_guard)
    app.register_error_handler(HTTPException, _plain_error)
    return app


def index() -> str:
    """Where everything is."""
    return render_template("index.html", options=here().options)


def _refuse_other_sites() -> tuple[Response, int] | None:
    """A page of another site must not press buttons here through a visitor's browser."""
    if request.method != "GET" and request.headers.get("Sec-Fetch-Site") == "cross-site":
        return jsonify({"error": "cross-site"}), 403
    return None


def _guard(response: Response) -> Response:
    """Pages are guarded; the simulated services answer with the real ones' headers and nothing more."""
    if response.mimetype == "text/html":
        response.headers.update(HEADERS)
    return response


def _plain_error(error: HTTPException) -> tuple[Response, int]:
    return jsonify({"error": error.name}), error.code or 500
