"""Takes a whole body in before a request gets one of the few places to work: who stalls inside one holds up nobody.

The server bounds the time for headers, not for a body, and a read of it cannot be broken off. So it happens in threads
that cost little, many more than there are places (bad-input row 81).
"""

from collections.abc import Iterable, Iterator
from io import BytesIO
from queue import SimpleQueue
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

# So many may be reading, or stalled inside a body, for each place to work, while the places stay free.
CONNECTIONS_A_PLACE = 32
# All doors but two take no more: 64 KiB for each of some hundred threads is memory that is there.
AHEAD_MAX = 64 * 1024
# Photographs and statements are read while they are worked on: one at a time, beside the places of all the others.
LARGE_PLACES = 1
LENGTH_DIGITS_MAX = 10

_Places = SimpleQueue[None]


class Intake:
    """``places`` requests are worked on at the same time, however many are still coming in."""

    def __init__(self, app: WSGIApplication, places: int) -> None:
        self._app = app
        self._places, self._large = _free(places), _free(LARGE_PLACES)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """PEP 3333. A body of unknown length beyond AHEAD_MAX gets 411."""
        places = self._places
        if _is_large(environ):
            places = self._large
        elif _has_body(environ):
            body = environ["wsgi.input"].read(AHEAD_MAX + 1)
            if len(body) > AHEAD_MAX:
                start_response("411 Length Required", [("Content-Length", "0"), ("Connection", "close")])
                return []
            environ["wsgi.input"] = BytesIO(body)
        places.get()
        try:
            answer = self._app(environ, start_response)
        except BaseException:
            places.put(None)
            raise
        if isinstance(answer, list):
            places.put(None)
            return answer
        return _Answer(answer, places)


class _Answer:
    """An answer that is made while it is sent: its place is free once the server has closed it."""

    def __init__(self, parts: Iterable[bytes], places: _Places) -> None:
        self._parts, self._places = parts, places

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._parts)

    def close(self) -> None:
        try:
            if hasattr(self._parts, "close"):
                self._parts.close()
        finally:
            self._places.put(None)


def _free(places: int) -> _Places:
    queue: _Places = SimpleQueue()
    for _ in range(places):
        queue.put(None)
    return queue


def _is_large(environ: WSGIEnvironment) -> bool:
    """Announced as more than is read ahead; nonsense is the application's to refuse."""
    length = environ.get("CONTENT_LENGTH") or ""
    return length.isdecimal() and len(length) <= LENGTH_DIGITS_MAX and int(length) > AHEAD_MAX


def _has_body(environ: WSGIEnvironment) -> bool:
    return bool(environ.get("CONTENT_LENGTH") or environ.get("HTTP_TRANSFER_ENCODING"))
