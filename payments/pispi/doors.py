"""The address that PI-SPI posts to: a signed batch. Each event is kept apart, the good ones despite a bad one."""

from collections.abc import Sequence

import structlog
from flask import Blueprint, Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from kernel import access
from kernel.crypto import Keyring
from kernel.database import Database, DatabaseUnavailable
from payments.doors import RETRY_AFTER_S
from payments.inbox import store
from payments.pispi import NAME, events, signature

RULE = "/payments/pispi/webhook"
SIGNED = (
    "PI-SPI signs its webhooks (HMAC-SHA256 of the body) over mutual TLS: the signature is the credential"
)
# A thousand events of some 300 bytes, and as much again for long names and reasons.
BATCH_MAX = 1024 * 1024

log = structlog.get_logger(__name__)


def door(database: Database, keyring: Keyring, secrets: Sequence[str]) -> Blueprint:
    """``POST /payments/pispi/webhook``. ``secrets``: the webhook's own, and the former one while it is replaced."""
    if not any(secrets):
        raise ValueError("pispi: without a secret the door would be open to everyone")
    doors = Blueprint("payments_pispi", __name__)

    @doors.route(RULE, methods=["POST"], provide_automatic_options=False)
    @access.public(SIGNED)
    def receive() -> Response:
        request.max_content_length = BATCH_MAX
        try:
            raw = request.get_data(cache=False)
        except RequestEntityTooLarge:
            return _answer(413)
        if not signature.valid(request.headers.get("X-Signature", ""), raw, secrets):
            log.error("payment_callback_forged", rail=NAME)
            return _answer(401)
        return _keep(database, keyring, raw)

    return doors


def _keep(database: Database, keyring: Keyring, raw: bytes) -> Response:
    """All of the batch or, while PostgreSQL is away, nothing: they send the whole batch again."""
    try:
        batch = events.read(raw)
    except events.BatchRefused:
        batch = None
    try:
        with database.transaction() as connection:
            if batch is None:
                store(connection, keyring, rail=NAME, raw=raw, readable=False)
                return _answer(400)
            for event in batch.events:
                store(connection, keyring, rail=NAME, raw=event.raw)
            for broken in batch.unreadable:
                store(connection, keyring, rail=NAME, raw=broken, readable=False)
    except DatabaseUnavailable:
        log.error("payment_callback_not_stored", rail=NAME)  # noqa: TRY400 - no trace is needed.
        return Response("", 503, {"Retry-After": str(RETRY_AFTER_S)}, content_type="text/plain")
    return _answer(200)


def _answer(status: int) -> Response:
    return Response("", status, content_type="text/plain")
