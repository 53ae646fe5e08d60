"""What must not reach a log: phones, answers, codes, secrets. Not a log writer (see `kernel/logs.py`).

OWASP ASVS 5.0 V16.2.5 (no sensitive data) and V16.4.1 (no injection).
"""

import re
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

HIDDEN = "[hidden]"
_MAX_TEXT = 8000  # A traceback fits; a body logged by mistake does not.
_MAX_ITEMS = 50  # Longer lists and deeper structures than these two are never ours.
_MAX_DEPTH = 5

# E.164 has at most 15 digits after the plus, which wires also write 00 or %2B. Without any sign only Mali
# (223 and 8 digits) and Benin (229 and 8 or 10) are told apart from other numbers: that is 11 or 13 digits,
# so that a reference or document number of 12, by which people search logs, stays.
_PHONE = re.compile(
    r"(?:(?:\+|%2[Bb])\d[\d .()-]{5,18}\d|(?<!\d)(?:00[1-9]\d{8,13}|223\d{8}|229(?:01)?\d{8}))(?!\d)"
)
# Line ends, terminal escapes, and the marks that reorder text on a reader's screen.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
# Database errors quote the row: SQLAlchemy its parameters, PostgreSQL its DETAIL and CONTEXT.
_QUOTED_ROW = re.compile(r"(\[parameters: |DETAIL: |CONTEXT: ).*")
_DENIED = frozenset(
    {
        "phone",
        "msisdn",
        "caller",
        "recipient",
        "sender",
        "payer",
        "answer",
        "answers",
        "input",
        "text",
        "body",
        "message",
        "messages",
        "payload",
        "content",
        "transcript",
        "note",
        "name",
        "names",
        "birth",
        "email",
        "address",
        "nina",
        "npi",
        "ifu",
        "nif",
        "pin",
        "otp",
        "totp",
        "code",
        "token",
        "password",
        "passphrase",
        "secret",
        "authorization",
        "cookie",
        "signature",
        "url",
        "query",
        "params",
        "form",
        "args",
        "kwargs",
    }
)
# These are denied also as one word of a longer key: "payer_phone", "access_token", "accessToken".
_DENIED_WORDS = frozenset(
    {
        "phone",
        "msisdn",
        "answer",
        "answers",
        "text",
        "body",
        "pin",
        "otp",
        "totp",
        "token",
        "password",
        "passphrase",
        "secret",
        "authorization",
        "cookie",
    }
)
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_TRACES = frozenset({"exception", "stack"})


def masked_phone(phone: str) -> str:
    """``+22370000001`` -> ``+223******01``: enough to tell two calls apart, too little to ring."""
    digits = phone.removeprefix("+")
    if len(digits) < 8:
        return HIDDEN
    return f"+{digits[:3]}{'*' * (len(digits) - 5)}{digits[-2:]}"


def redact(_logger: object, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """The structlog processor: every value cleaned, values of denied keys dropped."""
    return {_text(key): _entry(key, value, 0) for key, value in event.items()}


def cleaned(value: object, depth: int = 0) -> Any:  # noqa: ANN401 - what JSON can hold.
    """``value`` as it may be logged. An unknown object shows as its type: a repr may hold anything."""
    if depth > _MAX_DEPTH:
        return HIDDEN
    return _cleaner(type(value))(value, depth)  # type: ignore[arg-type]  # mypy: classes are hashable, too.


def _entry(key: str, value: object, depth: int) -> Any:  # noqa: ANN401 - as above.
    if key in _TRACES and isinstance(value, str):
        # The renderer writes the line ends of a traceback as \n in its JSON; here they stay readable.
        return "\n".join(_text(line) for line in value[-_MAX_TEXT:].split("\n"))
    return HIDDEN if _is_denied(key) else cleaned(value, depth)


@lru_cache(maxsize=1000)  # Our keys are a few hundred words of code.
def _is_denied(key: str) -> bool:
    return key.lower() in _DENIED or any(word.lower() in _DENIED_WORDS for word in _WORDS.findall(key))


def _text(value: str) -> str:
    text = value[:_MAX_TEXT]
    if text.replace("_", "").isalpha():
        return text  # Names of events, states and screens: most of what is logged.
    text = _QUOTED_ROW.sub(r"\1" + HIDDEN, text)
    text = _PHONE.sub(_mask_match, text)
    return _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _mask_match(found: re.Match[str]) -> str:
    digits = re.sub(r"%2[Bb]|\D", "", found[0])
    return masked_phone(digits.removeprefix("00"))


def _number(value: int, _depth: int) -> int | str:
    return _text(str(value)) if value > 10**9 and _PHONE.fullmatch(str(value)) else value


def _mapping(value: Mapping[object, object], depth: int) -> dict[str, Any]:
    items = list(value.items())[:_MAX_ITEMS]
    return {_text(str(key)): _entry(str(key), inner, depth + 1) for key, inner in items}


def _sequence(value: Iterable[object], depth: int) -> list[Any]:
    return [cleaned(inner, depth + 1) for inner in list(value)[:_MAX_ITEMS]]


@lru_cache(maxsize=1000)
def _cleaner(kind: type) -> Callable[[Any, int], Any]:
    for kinds, clean in _CLEANERS.items():
        if issubclass(kind, kinds):
            return clean
    return lambda _value, _depth: f"<{kind.__name__}>"


# First match wins: bool is an int, and keeps its own line.
_CLEANERS: dict[type | tuple[type, ...], Callable[[Any, int], Any]] = {
    str: lambda value, _: _text(value),
    (bool, float, type(None)): lambda value, _: value,
    int: _number,
    (date, Decimal, UUID): lambda value, _: _text(str(value)),
    Mapping: _mapping,
    (list, tuple, set, frozenset): _sequence,
    (bytes, bytearray): lambda value, _: f"[{len(value)} bytes]",
}
