"""The one HTTP client: every request that leaves Guichet leaves here. Not for requests that come in.

    EgressError            retry  sent
    |-- EgressRefused      no     no    never sent, permanent: host, address or request not allowed
    |-- NotReached         yes    no    never sent: name, connection or TLS failed
    |-- Unanswered         no     yes   may have arrived: time ran out, reset, half an answer
    `-- TooLarge           no     yes   arrived, the answer passed the cap: outcome unknown

An answer of any status, 3xx and 5xx included, is a Response: redirects are never followed and nothing is
sent twice. OWASP ASVS 5.0 V1.3.6, V13.2.4, V15.3.2.
"""

import re
import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import structlog

from kernel import strict_json
from kernel.clock import monotonic
from kernel.egress_connection import Message, connect
from kernel.egress_errors import EgressError, EgressRefused, NotReached, TooLarge, Unanswered
from kernel.egress_guard import AddressGuard
from kernel.egress_idle import Idle
from kernel.egress_targets import AllowList, Target

__all__ = ["Egress", "EgressError", "EgressRefused", "NotReached", "Response", "TooLarge", "Unanswered"]

MAX_BYTES = 1024 * 1024  # The largest answer expected is a page of a statement, some 200 kB.
MAX_SENT = 8 * 1024 * 1024  # A filed case with its scanned pages.
MAX_TIMEOUT_S = 60.0  # A worker's job is stopped after more than that; a longer wait would be cut anyway.
_MAX_HEADERS = 50
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"})
_OURS = frozenset({"host", "content-length", "transfer-encoding", "connection", "expect", "upgrade", "te"})
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}")  # RFC 9110 5.6.2, token.
_HEADER_VALUE = re.compile(r"[\t -~\x80-\xff]{0,8000}")  # RFC 9110 5.5, without leave for CR, LF, NUL.
_DEFAULT_HEADERS = {"user-agent": "Guichet", "accept-encoding": "gzip"}

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, repr=False)
class Response:
    """A whole answer. Header names are lower case; a repeated header is joined with a comma."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:  # noqa: ANN401 - JSON has no closer type.
        """The body as JSON, whatever its declared type. Raises ValueError (see `kernel/strict_json.py`)."""
        return strict_json.loads(self.body)

    def __repr__(self) -> str:
        # A body may be personal and a repr ends in logs.
        return f"Response(status={self.status}, {len(self.body)} bytes)"


class Egress:
    """Thread-safe; keeps connections. `allowed_hosts` are base URLs, "host" or "host:port", exact."""

    def __init__(
        self,
        allowed_hosts: Iterable[str],
        allow_private: Iterable[str] = frozenset(),
        *,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """`allow_private` as in AddressGuard; `tls` is for a private authority or a client certificate.

        Raises ValueError for a `tls` that does not verify, EgressRefused for a malformed host.
        """
        self._allowed = AllowList(allowed_hosts)
        self._guard = AddressGuard(allow_private)
        self._tls = _verifying(tls or _authorities())
        self._idle = Idle()

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        timeout_s: float = 10.0,
        max_bytes: int = MAX_BYTES,
    ) -> Response:
        """One request, one answer. `timeout_s` (at most 60) covers everything from the name to the last byte.

        `max_bytes` caps the body after decompression. Raises the errors of this module, no other.
        """
        started = monotonic()
        host = "?"
        try:
            target = self._allowed.target(url)
            host = target.host
            message = _message(target, method, headers or {}, body)
            response = self._exchange(target, message, started + min(timeout_s, MAX_TIMEOUT_S), max_bytes)
        except EgressError as error:
            seen = {"host": host, "method": method if method in _METHODS else "?", "ms": _ms(started)}
            log.warning("egress_failed", reason=error.reason, sent=error.sent, **seen)
            raise
        log.info("egress_answered", host=host, method=method, status=response.status, ms=_ms(started))
        return response

    def close(self) -> None:
        self._idle.close()

    def _exchange(self, target: Target, message: Message, deadline: float, max_bytes: int) -> Response:
        connection = self._idle.take(target) or connect(target, self._guard, self._tls, deadline)
        connection.deadline = deadline
        try:
            answer, body = connection.exchange(target.path, message, max_bytes)
        except BaseException:
            connection.close()
            raise
        self._idle.give(target, connection)
        return Response(answer.status, {name.lower(): answer.headers[name] for name in answer.headers}, body)


def _message(target: Target, method: str, headers: Mapping[str, str], body: bytes | None) -> Message:
    """Raises EgressRefused for what could be read as two requests (CR, LF, a second length), or too much."""
    if method not in _METHODS:
        raise EgressRefused(target.host, "method")
    if len(body or b"") > MAX_SENT:
        raise EgressRefused(target.host, "body")
    sent = _DEFAULT_HEADERS | {name.lower(): value for name, value in headers.items()}
    sound = all(_HEADER_NAME.fullmatch(name) and _HEADER_VALUE.fullmatch(sent[name]) for name in sent)
    if not sound or len(sent) > _MAX_HEADERS or _OURS & sent.keys():
        raise EgressRefused(target.host, "headers")
    return Message(method, sent, body)


@cache
def _authorities() -> ssl.SSLContext:
    """Those of the system. Read once a process: 1 MB and some 30 ms each time."""
    return ssl.create_default_context()


def _verifying(context: ssl.SSLContext) -> ssl.SSLContext:
    if context.verify_mode is not ssl.CERT_REQUIRED or not context.check_hostname:
        raise ValueError("certificates are always verified")
    return context


def _ms(started: float) -> int:
    return round((monotonic() - started) * 1000)
