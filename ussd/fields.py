"""Parameters of a request, from bytes to bounded text: form and query here, JSON and XML beside it."""

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote_to_bytes

from kernel import strict_json
from ussd.wire import Refused, WireRequest
from ussd.xml_fields import xml_pairs

# Eleven are the most that any known operator sends; the rest is room for its novelties (bad-input row 4).
PARAMETERS_MAX = 20
# 36 characters is the longest id seen (a UUID, or "ATUid_" and 32 digits); bad-input row 13.
SESSION_MAX = 128
# Codes, networks and languages are a dozen characters; the rest is junk before it is compared or stored.
WORD_MAX = 64
# All of Unicode's control characters (Cc) and lone surrogates: PostgreSQL refuses NUL, logs refuse CR LF.
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")

Pairs = list[tuple[str, str]]


def form_pairs(body: bytes) -> Pairs:
    """``application/x-www-form-urlencoded`` (WHATWG URL 5.1), as UTF-8. Raises Refused."""
    if body.count(b"&") >= PARAMETERS_MAX:
        raise Refused(400, "too_many_parameters")
    pairs = [item.partition(b"=") for item in body.split(b"&") if item]
    try:
        return [(_decoded(name), _decoded(value)) for name, _, value in pairs]
    except UnicodeDecodeError:
        raise Refused(400, "not_utf8") from None


def _decoded(raw: bytes) -> str:
    """On bytes: ``urllib.parse.parse_qsl`` gives the same in three times the time, on every step."""
    raw = raw.replace(b"+", b" ")
    return (unquote_to_bytes(raw) if b"%" in raw else raw).decode()


def json_pairs(body: bytes) -> Pairs:
    """The members of a JSON object that are not objects themselves, as text. Raises Refused."""
    try:
        value = strict_json.loads(body)
    except ValueError:
        raise Refused(400, "not_json") from None
    if not isinstance(value, dict):
        raise Refused(400, "not_json")
    return [(name, _text(item)) for name, item in value.items() if not isinstance(item, dict | list)]


def _text(item: Any) -> str:  # noqa: ANN401 - any JSON scalar
    if item is None:
        return ""
    return str(item).lower() if isinstance(item, bool) else str(item)


Decoder = Callable[[bytes], Pairs]
BY_TYPE: Mapping[str, Decoder] = MappingProxyType({
    "application/x-www-form-urlencoded": form_pairs,
    "application/json": json_pairs,
    "text/json": json_pairs,
    "text/xml": xml_pairs,
    "application/xml": xml_pairs,
})  # fmt: skip


def decoder(request: WireRequest, allowed: Iterable[Decoder]) -> Decoder:
    """The decoder of the request's content type. Raises Refused 415 when it is none of ``allowed``."""
    named = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    found = BY_TYPE.get(named)
    if found is None or found not in allowed:
        raise Refused(415, "content_type")
    return found


def unique(pairs: Pairs, known: frozenset[str] | None = None) -> dict[str, str]:
    """The parameters by name. Raises Refused for too many, or one twice (of ``known``; of all when None).

    Which of two values counts differs between readers (HTTP parameter pollution; OWASP ASVS 5.0 V15.3.7).
    """
    if len(pairs) > PARAMETERS_MAX:
        raise Refused(400, "too_many_parameters")
    if known is not None:
        pairs = [pair for pair in pairs if pair[0] in known]
    values = dict(pairs)
    if len(values) != len(pairs):
        raise Refused(400, "duplicate_parameter")
    return values


def clean(values: Mapping[str, str]) -> None:
    """Raise Refused when a value holds a control character (bad-input row 9)."""
    if CONTROL.search("".join(values.values())):
        raise Refused(400, "control_character")


def session_id(value: str) -> str:
    """A session id of 1 to 128 characters, or Refused."""
    if not value:
        raise Refused(400, "missing_session")
    if len(value) > SESSION_MAX:
        raise Refused(400, "session_too_long")
    return value


def word(value: str) -> str:
    """A short opaque value (network, language), or Refused."""
    if len(value) > WORD_MAX:
        raise Refused(400, "value_too_long")
    return value
