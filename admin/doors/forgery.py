"""Every unsafe request shows that it comes from a page of this session: token and origin. Control 12.

The token is Flask-WTF's, bound to the session's id; the origin is what the browser itself says.
"""

from urllib.parse import urlsplit

import structlog
from flask import abort, request
from flask_wtf.csrf import CSRFError, CSRFProtect  # type: ignore[import-untyped]

SAFE = frozenset({"GET", "HEAD"})
# What a browser says of a form on our own page, or of an address that was typed.
OWN = frozenset({"", "same-origin", "none"})

CSRF = CSRFProtect()
log = structlog.get_logger(__name__)


def check() -> None:
    """400 for a form of another page, session or host (bad-input row 63)."""
    if request.method in SAFE:
        return
    origin = request.headers.get("Origin")
    foreign = origin is not None and urlsplit(origin).netloc != request.host
    if foreign or request.headers.get("Sec-Fetch-Site", "") not in OWN:
        log.warning("forged_request", endpoint=request.endpoint, reason="origin")
        abort(400)
    try:
        CSRF.protect()
    except CSRFError:
        log.warning("forged_request", endpoint=request.endpoint, reason="token")
        raise
