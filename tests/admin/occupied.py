"""An application that knows whether anybody is inside: a browser hangs up, and what it asked for goes on all the same.

Without this the next test would find a connection to PostgreSQL that nobody closed, and fail for its warning.
"""

import threading
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from werkzeug.exceptions import NotFound

PATIENCE_S = 60


class Occupied:
    """A WSGI application around another, whose answers are made before they are sent: a download is not waited for."""

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application
        self._inside = 0
        self._changed = threading.Condition()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        with self._changed:
            application = self._application
            self._inside += 1
        try:
            return application(environ, start_response)
        finally:
            with self._changed:
                self._inside -= 1
                self._changed.notify_all()

    def close(self) -> None:
        """Nobody comes in any more, and whoever was inside has gone."""
        with self._changed:
            self._application = NotFound()
            assert self._changed.wait_for(lambda: self._inside == 0, PATIENCE_S)
