"""The Flask application: every HTTP door except USSD's, with the rules that hold for all of them."""

from flask import Flask, Response
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from gateway import disclosure, health, metrics
from gateway.wiring import Guichet
from kernel.database import DatabaseUnavailable

# The largest honest body is a batch of partner events (64 KiB); Flask itself has no limit at all.
BODY_BYTES_MAX = 64 * 1024
RETRY_AFTER_S = 30
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def create_app(guichet: Guichet) -> Flask:
    """The application on ``guichet``'s wiring."""
    app = Flask("guichet", static_folder=None)
    app.config.update(
        MAX_CONTENT_LENGTH=BODY_BYTES_MAX,
        MAX_FORM_MEMORY_SIZE=BODY_BYTES_MAX,
        TRUSTED_HOSTS=[*guichet.settings.trusted_hosts, *filter(None, [guichet.settings.console_host])],
    )
    app.json.sort_keys = False  # type: ignore[attr-defined] # readers see fields in the order we wrote them
    app.register_blueprint(health.blueprint(guichet))
    app.register_blueprint(metrics.blueprint(guichet))
    app.register_blueprint(disclosure.blueprint(guichet.settings))
    for blueprint in guichet.blueprints:
        app.register_blueprint(blueprint)
    app.register_error_handler(DatabaseUnavailable, _unavailable)
    app.register_error_handler(HTTPException, _refused)
    app.after_request(_with_headers)
    if guichet.settings.proxy_hops:
        # Limits on tries count addresses: behind a proxy everybody would share its own. Nothing else is believed.
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign] # Flask's documented way
            app.wsgi_app, x_for=guichet.settings.proxy_hops, x_proto=0, x_host=0, x_port=0, x_prefix=0
        )
    return app


def _unavailable(_: Exception) -> Response:
    # 503 with a date to come back: providers keep the callback and send it again (fault row 12).
    return Response(
        "service unavailable\n",
        503,
        {"Retry-After": str(RETRY_AFTER_S)},
        content_type="text/plain; charset=utf-8",
    )


def _refused(error: HTTPException) -> Response:
    if error.response is not None:
        return Response(error.response.get_data(), error.response.status_code, dict(error.response.headers))  # type: ignore[attr-defined]
    headers = {name: value for name, value in error.get_headers() if name != "Content-Type"}
    return Response(f"{error.name.lower()}\n", error.code, headers, content_type="text/plain; charset=utf-8")


def _with_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response
