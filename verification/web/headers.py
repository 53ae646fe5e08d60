"""What a browser is told: nothing from elsewhere, no inline script, the camera for this page alone (OWASP ASVS 3.4)."""

from flask import Response

_CSP = (
    "default-src 'none'; script-src 'self'{wasm}; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; worker-src 'self'; child-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_PAGE = {
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=(), payment=(), usb=()",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# Named by their content: a year, which is for ever (RFC 9111 has no longer).
FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
NEVER = "no-store"


def guard(response: Response, *, cache: str, wasm: bool = False) -> Response:
    """The page's own headers. ``wasm``: the scanner is compiled in this page, and only there."""
    response.headers.update(_PAGE)
    response.headers["Content-Security-Policy"] = _CSP.format(wasm=" 'wasm-unsafe-eval'" if wasm else "")
    response.headers["Cache-Control"] = cache
    return response
