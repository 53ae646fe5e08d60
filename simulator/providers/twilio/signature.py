"""How Twilio signs what it posts: the full address and every field, sorted, under the account's token.

twilio.com/docs/usage/security, "Validating signatures"; HMAC_SHA256 is announced in a header of its own.
"""

import base64
import hashlib
import hmac

from simulator.options import Options

HASHES = {"HMAC_SHA1": hashlib.sha1, "HMAC_SHA256": hashlib.sha256}
GUESSED = "not the token"  # What a forger signs with.


def headers(
    options: Options, url: str, fields: dict[str, str], forged: bool = False
) -> tuple[tuple[str, str], ...]:
    """Everything Twilio sends besides the body."""
    token, algorithm = GUESSED if forged else options.twilio_token, options.twilio_algorithm
    signed = (
        ("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8"),
        ("Accept", "*/*"),
        ("User-Agent", "TwilioProxy/1.1"),
        ("X-Twilio-Signature", signature(token, algorithm, url, fields)),
    )
    if algorithm == "HMAC_SHA1":
        return signed
    return (*signed, ("X-Twilio-Webhooks-Signature-Settings", f"key=demo,algorithm={algorithm}"))


def signature(token: str, algorithm: str, url: str, fields: dict[str, str]) -> str:
    """Base64 of the HMAC over ``url`` and each name and value, in the order of the names."""
    words = url + "".join(name + fields[name] for name in sorted(fields))
    return base64.b64encode(hmac.new(token.encode(), words.encode(), HASHES[algorithm]).digest()).decode()
