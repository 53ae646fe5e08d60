"""The cookies: the language, and an opaque id, which ties forms to a browser and, after a log-in, names a row.

Flask's session, which Flask-WTF reads its CSRF token from, is derived from the id: nothing of it is in the browser.
Control 11, OWASP ASVS 5.0 V3.3.
"""

from typing import Any

from flask import Flask, Request, Response
from flask import request as asked
from flask.sessions import SessionInterface, SessionMixin
from werkzeug.wrappers import Response as AnyResponse

from admin.parts import Parts
from admin.people import sessions

PREFIX = "/admin"
NAME = "guichet"
LANGUAGE = "guichet-language"
# The prefix makes browsers refuse the cookie over HTTP, for another path, and from another host name.
HOST = "__Host-"
# Flask-WTF's own name for it in the session.
CSRF = "csrf_token"
CSRF_PURPOSE = "admin.csrf"


def named(name: str, *, secure: bool) -> str:
    """What the cookie is called here."""
    return HOST + name if secure else name


def keep(response: AnyResponse, name: str, value: str, *, secure: bool, max_age_s: int | None = None) -> None:
    """Hand the browser a cookie; without an age it goes when the browser closes."""
    response.set_cookie(
        named(name, secure=secure), value, max_age_s, path="/", secure=secure, httponly=True, samesite="Lax"
    )


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
        return named(NAME, secure=self._parts.secure)

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
            # It has no age; the server ends it sooner than the browser closes.
            keep(response, NAME, session.identifier, secure=self._parts.secure)
