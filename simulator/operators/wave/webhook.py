"""Wave's webhook: signed over the timestamp and the raw body, with nothing between them."""

import hashlib
import hmac
import json
import secrets

from simulator import clock
from simulator.operators.wave.view import session
from simulator.options import Options
from simulator.store import Document
from simulator.wire import Request

TYPES = {"succeeded": "checkout.session.completed", "failed": "checkout.session.payment_failed"}
GUESSED = "not the secret"  # What a forger signs with.


def webhook(options: Options, payment: Document, forged: bool) -> Request | None:
    """Completed or payment_failed; expiry is never announced."""
    kind = TYPES.get(payment["state"])
    if kind is None or payment["kind"] != "payment":
        return None
    launch = f"https://pay.wave.com/c/{payment['id']}"
    event = {"id": f"EV_{secrets.token_hex(8)}", "type": kind, "data": session(payment, launch)}
    body = json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()
    headers = (
        ("Content-Type", "application/json"),
        ("Wave-Signature", signature(GUESSED if forged else options.wave_secret, body)),
    )
    return Request(f"{options.gateway}/payments/wave/webhook", headers, body)


def signature(secret: str, body: bytes) -> str:
    """``t=<unix>,v1=<hex>``: HMAC-SHA256 of the timestamp immediately followed by the body."""
    at = str(int(clock.epoch()))
    digest = hmac.new(secret.encode(), at.encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"
