"""The one cookie: an opaque id. Before a log-in it only ties forms to a browser; after it, it names a row.

Flask's session, which Flask-WTF reads its CSRF token from, is derived from the id: nothing of it is in the browser.
Control 11, OWASP ASVS 5.0 V3.3.
"""

from typing import Any

from flask import Flask, Request, Response
from flask import request as asked
from flask.sessions import SessionInterface, SessionMixin

from admin.parts import Parts
from admin.people import sessions

PREFIX = "/admin"
NAME = "guichet"
# The prefix makes browsers refuse the cookie over HTTP, for another path, and from another host name.
SECURE_NAME = "__Host-guichet"
# Flask-WTF's own name for it in the session.
CSRF = "csrf_token"
CSRF_PURPOSE = "admin.csrf"


class ConsoleSession(dict[str, Any], SessionMixin):
    """What Flask calls the session: the id, and the CSRF token that belongs to it alone."""

    identifier = ""
    ended = False


class ConsoleSessions(SessionInterface):
    """Reads and writes the cookie below ``/admin``; every other path has no session at all."""

    def __init__(self, given: Parts) -> None:
        self._parts = given

    @property
    def name(self) -> str:
        """Of the cookie."""
        return SECURE_NAME if self._parts.secure else NAME

    def open_session(self, app: Flask, request: Request) -> ConsoleSession | None:
        """Flask asks for it before anything else runs: no database here, it may be down."""
        if not request.path.startswith(PREFIX):
            return None
        given = request.cookies.get(self.name, "")
        session = ConsoleSession()
        self.give(session, given if sessions.ID.fullmatch(given) else sessions.new_id())
        return session

    def give(self, session: ConsoleSession, identifier: str) -> None:
        """Another id, with another CSRF token: at log-in and at each step up (ASVS V7.2.4)."""
        session.identifier = identifier
        session[CSRF] = self._parts.keyring.index(identifier, CSRF_PURPOSE)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write the cookie when it is new; take it away at log-out."""
        if not isinstance(session, ConsoleSession):
            return

        if session.ended:
            response.delete_cookie(
                self.name, path="/", secure=self._parts.secure, httponly=True, samesite="Lax"
            )
        elif asked.cookies.get(self.name) != session.identifier and response.mimetype == "text/html":
            # A session cookie: it goes when the browser closes; the server ends it sooner.
            response.set_cookie(
                self.name,
                session.identifier,
                path="/",
                secure=self._parts.secure,
                httponly=True,
                samesite="Lax",
            )
