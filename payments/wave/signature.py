"""Wave-Signature on a webhook: "t=<unix>,v1=<hex>[,v1=<hex>...]". Says yes or no, stores nothing.

HMAC-SHA256 over the timestamp immediately followed by the raw body, docs.wave.com/webhook.
"""

import hmac
from collections.abc import Iterable

WINDOW_S = 300  # A replay after five minutes is refused; clocks of the two sides differ by seconds.
LONGEST = 2000  # During a rotation there are two or three signatures of 64 digits.
SIGNATURES_MAX = 10
DIGITS_MAX = 12


def valid(header: str, body: bytes, secrets: Iterable[str], now_s: float) -> bool:
    """True when one of the signatures is by one of our secrets and the time is within WINDOW_S of now."""
    if len(header) > LONGEST:
        return False
    pairs = [part.strip().partition("=")[::2] for part in header.split(",")]
    times = [value for name, value in pairs if name == "t"]
    given = [value for name, value in pairs if name == "v1"][:SIGNATURES_MAX]
    if len(times) != 1 or not _is_time(times[0]) or abs(now_s - int(times[0])) > WINDOW_S:
        return False
    # All are compared, so that the time taken does not tell which secret was near.
    expected = [_sign(secret, times[0], body) for secret in secrets if secret]
    return True in [
        hmac.compare_digest(ours.encode(), theirs.encode()) for ours in expected for theirs in given
    ]


def _is_time(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= DIGITS_MAX


def _sign(secret: str, timestamp: str, body: bytes) -> str:
    return hmac.digest(secret.encode(), timestamp.encode() + body, "sha256").hex()
