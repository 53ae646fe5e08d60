"""X-Signature on PI-SPI's webhook: HMAC-SHA256 of the raw body, in hex. It carries no time: replays are deduped."""

import hmac
from collections.abc import Iterable

LONGEST = 200
PREFIX = "sha256="


def valid(header: str, body: bytes, secrets: Iterable[str]) -> bool:
    """True when one of our secrets signed these very bytes. The digits may be in either case."""
    if len(header) > LONGEST:
        return False
    given = header.strip().lower().removeprefix(PREFIX).encode()
    # All are compared, so that the time taken does not tell which secret was near.
    expected = [hmac.digest(secret.encode(), body, "sha256").hex().encode() for secret in secrets if secret]
    return True in [hmac.compare_digest(ours, given) for ours in expected]
