"""Where to report a weakness: /.well-known/security.txt. RFC 9116. What we ask and promise: SECURITY.md."""

from datetime import timedelta

from flask import Blueprint, Response, abort

from gateway.settings import Settings
from kernel import access, clock

# RFC 9116 2.5.5 recommends less than a year: whoever reads it knows that somebody still runs this.
FRESH = timedelta(days=180)


def blueprint(settings: Settings) -> Blueprint:
    """404 while nobody is named."""
    views = Blueprint("disclosure", __name__)

    @views.get("/.well-known/security.txt")
    @access.public(reason="whoever finds a weakness must be able to say so")
    def security_txt() -> Response:
        if not settings.security_contact:
            abort(404)
        until = (clock.now() + FRESH).strftime("%Y-%m-%dT%H:%M:%SZ")
        lines = (
            f"Contact: {settings.security_contact}", f"Expires: {until}", "Preferred-Languages: fr, en",
            f"Canonical: {settings.public_url.rstrip('/')}/.well-known/security.txt",
        )  # fmt: skip
        return Response("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")

    return views
