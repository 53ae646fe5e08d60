"""The headers of every page of the console. Control 13, OWASP ASVS 5.0 V3.4."""

from collections.abc import Mapping

from flask import Response

HEADERS: Mapping[str, str] = {
    # No inline script or style at all; images may be data for the QR of an authenticator and Bootstrap's own marks.
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    # Our own pages may see which page a form came from (Flask-WTF asks over HTTPS); nobody else.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
    "Vary": "Cookie",
}
# W3C Clear Site Data: what the browser kept of the console goes at log-out. Not "cookies": ours is deleted by name,
# and the chosen language stays.
CLEAR = '"cache", "storage"'


def with_headers(response: Response) -> Response:
    """Before the gateway's own headers, which only fill what is missing."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response
