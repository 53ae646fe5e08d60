"""One HTTP request and one HTTP reply as a dialect sees them: bytes and headers, no server and no I/O."""

from collections.abc import Mapping
from typing import NamedTuple


class WireRequest(NamedTuple):
    """``path`` is what stands behind the token ("", "events", "session/7/start"); header names: any case."""

    method: str
    path: str
    query: bytes
    headers: Mapping[str, str]
    body: bytes


class WireReply(NamedTuple):
    """``headers`` beside Content-Type and Content-Length, which are always sent."""

    status: int
    content_type: str
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()


class Refused(Exception):
    """Not a request of this dialect. ``status`` is the HTTP answer, ``reason_code`` a word of ours."""

    def __init__(self, status: int, reason_code: str, headers: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__(reason_code)
        self.status = status
        self.reason_code = reason_code
        self.headers = headers


PLAIN = "text/plain; charset=utf-8"


def told(refused: Refused) -> WireReply:
    """The reason code and nothing more: a stranger learns no more than an operator's engineer needs."""
    return WireReply(refused.status, PLAIN, refused.reason_code.encode(), refused.headers)
