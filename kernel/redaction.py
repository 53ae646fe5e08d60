"""What must not reach a log: phones, answers, codes, secrets. Not a formatter (see `kernel/logs.py`).

OWASP ASVS 5.0 V16.2.5, V16.4.1.
"""

import re
from collections.abc import Mapping, MutableMapping
from typing import Any

HIDDEN = "[hidden]"
_MAX_TEXT = 4000  # A traceback fits; a body logged by mistake does not.
_MAX_DEPTH = 6  # Deeper structures are never ours.
_MAX_ITEMS = 100

# E.164 has at most 15 digits behind the plus; wires also write 00 or no sign before the country code. Without a sign
# only Mali (223 and 8 digits) and Benin (229 and 8 or 10) are masked, and 13 digits or 11: a 12-digit
# reference or document number stays whole, since people search logs by it.
_PHONE = re.compile(
    r"(?<![\w+])(?:(?:\+|%2[Bb])\d[\d .()-]{5,18}\d|00[1-9]\d{8,13}|223\d{8}|229(?:01\d{8}|\d{8}))(?!\w)"
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
# Keys whose values are dropped wherever they appear, as a whole word of the key: "sms_text", "accessToken".
_DENIED = frozenset({
    "phone", "msisdn", "from", "to", "caller", "recipient", "sender", "payer", "number", "answer", "answers",
    "pin", "otp", "totp", "token", "code", "text", "body", "message", "payload", "content", "transcript", "input",
    "name", "names", "birth", "nina", "npi", "ifu", "nif", "email", "address", "password", "passphrase",
    "secret", "key", "authorization", "cookie", "credentials", "signature", "url", "query", "params",
})  # fmt: skip
# Keys of ours whose last word is denied and whose value is a fixed word or a number.
_ALLOWED = frozenset({"service_code", "status_code", "reason_code", "exit_code", "error_code", "country_code", "key_id"})
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def masked_phone(phone: str) -> str:
    """"+22370000001" -> "+223******01": country code and last two digits stay, enough to tell two calls apart."""
    digits = phone.removeprefix("+")
    if len(digits) < 8:
        return HIDDEN
    return f"+{digits[:3]}{'*' * (len(digits) - 5)}{digits[-2:]}"
