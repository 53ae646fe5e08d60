"""``/.well-known/guichet/``: the signed bundle, lists and filters, for this page and for other teams' readers."""

import hashlib
import re
from dataclasses import dataclass

from flask import Response, abort, make_response, request

from verification.web.ports import Kind, Registers

COSE = "application/cose"
# A copy in between may be five minutes old; every verdict says how old the list itself is.
CACHE = "public, max-age=300"
_KID = re.compile(r"[0-9a-f]{8}")


@dataclass(frozen=True, slots=True)
class Shelf:
    """The three routes."""

    registers: Registers

    def bundle(self) -> Response:
        """The newest trust bundle."""
        return self._served("bundle", b"")

    def revocations(self, kid: str) -> Response:
        """The newest revocation list of a key (8 lower-case hex digits)."""
        return self._served("list", _kid(kid))

    def issued(self, kid: str) -> Response:
        """The newest filter of issued seals of a key."""
        return self._served("filter", _kid(kid))

    def _served(self, kind: Kind, kid: bytes) -> Response:
        body = self.registers(kind, kid)
        if body is None:
            abort(404)
        response = make_response(body, {"Content-Type": COSE, "Cache-Control": CACHE})
        response.set_etag(hashlib.sha256(body).hexdigest()[:32])
        # It is signed and public: any reader may fetch it, from any page.
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.make_conditional(request)
        return response


def _kid(text: str) -> bytes:
    if not _KID.fullmatch(text):
        abort(404)
    return bytes.fromhex(text)
