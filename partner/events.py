"""The door where administrations push news: CloudEvents 1.0 webhooks. It checks and keeps; others read."""

import hmac
import re
from collections.abc import Mapping

import structlog
from flask import Blueprint, Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from kernel import access
from kernel.crypto import Keyring
from kernel.database import Database, DatabaseUnavailable
from partner import inbox
from partner.cloudevents import EventRefused, read

PATH = "/partner/events"
# CloudEvents 1.0.2 (core) 5: consumers should take events of 64 KiB and need not take larger ones.
MAX_BYTES = 64 * 1024
# One a second is more than an administration decides; a burst of retries stays below it too.
RATE_A_MINUTE = 60
# RFC 7231 7.1.3: the sender comes back when PostgreSQL has had time to restart.
RETRY_AFTER_S = 30
ORIGIN = re.compile(r"[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?")
LONGEST_TOKEN = 512

log = structlog.get_logger(__name__)


def blueprint(database: Database, keyring: Keyring, tokens: Mapping[str, str]) -> Blueprint:
    """``tokens``: administration code -> the bearer token that it sends."""
    door = Blueprint("partner_events", __name__)

    @door.route(PATH, methods=["OPTIONS"], provide_automatic_options=False)
    @access.public("The handshake by which a sender asks whether it may send; it carries nothing.")
    def handshake() -> Response:
        return _allowed(request.headers.get("WebHook-Request-Origin", ""))

    @door.route(PATH, methods=["POST"], provide_automatic_options=False)
    @access.bearer("an administration's own")
    def receive() -> Response:
        administration = _administration(tokens, request.headers.get("Authorization", ""))
        if administration is None:
            return _answer(401, "token", {"WWW-Authenticate": "Bearer"})
        return _receive(database, keyring, administration)

    return door


def _receive(database: Database, keyring: Keyring, administration: str) -> Response:
    """202 kept, 200 kept before; 503 makes the sender try again, so nothing is lost while we are down."""
    request.max_content_length = MAX_BYTES
    try:
        event = read(request.content_type or "", dict(request.headers), request.get_data(cache=False))
        with database.transaction() as connection:
            new = inbox.store(connection, keyring, administration, event)
    except RequestEntityTooLarge:
        return _answer(413, "size")
    except EventRefused as refusal:
        log.warning("partner_event_refused", administration=administration, reason=refusal.reason)
        return _answer(refusal.status, refusal.reason)
    except DatabaseUnavailable:
        return _answer(503, "busy", {"Retry-After": str(RETRY_AFTER_S)})
    return _answer(202 if new else 200, "kept")


def _administration(tokens: Mapping[str, str], header: str) -> str | None:
    """Whose token it is. Every token is compared, each in constant time, so that the time tells nothing."""
    scheme, _, given = header.partition(" ")
    if scheme.lower() != "bearer" or not 1 <= len(given) <= LONGEST_TOKEN:
        return None
    found = None
    for code, token in tokens.items():
        if hmac.compare_digest(token.encode(), given.strip().encode()) and token:
            found = code
    return found


def _allowed(origin: str) -> Response:
    """CloudEvents webhook 1.0.2 4.2: the origin comes back as it was asked, with the rate we take."""
    if not ORIGIN.fullmatch(origin):
        return _answer(400, "origin")
    answer = Response(status=200, headers={"Allow": "OPTIONS, POST"})
    answer.headers["WebHook-Allowed-Origin"] = origin
    answer.headers["WebHook-Allowed-Rate"] = str(RATE_A_MINUTE)
    return answer


def _answer(status: int, word: str, headers: Mapping[str, str] | None = None) -> Response:
    return Response(f"{word}\n", status, dict(headers or {}), mimetype="text/plain")
