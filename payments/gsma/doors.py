"""The address that a GSMA operator PUTs to. It keeps header and body, and answers 204 as the specification asks."""

import structlog
from flask import Blueprint, Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from kernel import access
from kernel.crypto import Keyring
from kernel.database import Database, DatabaseUnavailable
from payments.doors import BODY_MAX, RETRY_AFTER_S, UNSIGNED, guard
from payments.gsma import NAME
from payments.gsma.callback import kept, notices
from payments.inbox import KEPT_MAX, CallbackRefused, store

RULE = "/payments/gsma/<token>/callback"
NO_CONTENT = 204

log = structlog.get_logger(__name__)


def door(database: Database, keyring: Keyring, token: str) -> Blueprint:
    """``PUT /payments/gsma/<token>/callback``."""
    if not token:
        raise ValueError("gsma: an empty token would open the door to everyone")
    doors = Blueprint("payments_gsma", __name__)
    doors.url_value_preprocessor(guard(token))

    @doors.route(RULE, methods=["PUT"], provide_automatic_options=False)
    @access.public(UNSIGNED)
    def receive() -> Response:
        request.max_content_length = BODY_MAX
        try:
            raw = kept(request.headers.get("X-CorrelationID", ""), request.get_data(cache=False))
        except RequestEntityTooLarge:
            return _answer(413)
        return _keep(database, keyring, raw)

    return doors


def _keep(database: Database, keyring: Keyring, raw: bytes) -> Response:
    readable = _readable(raw)
    try:
        with database.transaction() as connection:
            store(connection, keyring, rail=NAME, raw=raw, readable=readable)
    except DatabaseUnavailable:
        log.error("payment_callback_not_stored", rail=NAME)  # noqa: TRY400 - no trace is needed.
        return Response("", 503, {"Retry-After": str(RETRY_AFTER_S)}, content_type="text/plain")
    return _answer(NO_CONTENT if readable else 400)


def _readable(raw: bytes) -> bool:
    try:
        notices(raw)
    except CallbackRefused as refusal:
        log.warning("payment_callback_refused", rail=NAME, reason=refusal.reason)
        return False
    return len(raw) <= KEPT_MAX


def _answer(status: int) -> Response:
    """Never a word that tells a known charge from an unknown one."""
    return Response("", status, content_type="text/plain")
