"""The address that Wave posts to. A body that is not signed by our secret, or is old, is not even kept."""

from collections.abc import Sequence

import structlog
from flask import Blueprint, Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from kernel import access, clock
from kernel.crypto import Keyring
from kernel.database import Database
from payments.doors import BODY_MAX, take
from payments.wave import NAME, signature
from payments.wave.callback import notices

RULE = "/payments/wave/webhook"
SIGNED = "Wave signs its webhooks (HMAC-SHA256 over time and body): the signature is the credential"

log = structlog.get_logger(__name__)


def door(database: Database, keyring: Keyring, secrets: Sequence[str]) -> Blueprint:
    """``POST /payments/wave/webhook``. ``secrets``: the webhook's own, and the former one while it is replaced."""
    if not any(secrets):
        raise ValueError("wave: without a secret the door would be open to everyone")
    doors = Blueprint("payments_wave", __name__)

    @doors.route(RULE, methods=["POST"], provide_automatic_options=False)
    @access.public(SIGNED)
    def receive() -> Response:
        request.max_content_length = BODY_MAX
        try:
            raw = request.get_data()
        except RequestEntityTooLarge:
            return Response("", 413, content_type="text/plain")
        header = request.headers.get("Wave-Signature", "")
        if not signature.valid(header, raw, secrets, clock.now().timestamp()):
            log.error("payment_callback_forged", rail=NAME)
            return Response("", 401, content_type="text/plain")
        return take(database, keyring, NAME, notices)

    return doors
