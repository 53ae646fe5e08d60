"""CloudEvents 1.0.2 over HTTP: bytes and headers -> CloudEvent, in structured and binary mode. No Flask."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from kernel import strict_json

STRUCTURED = "application/cloudevents+json"
JSON = "application/json"
# CloudEvents 1.0.2 3.1: ids and sources are the sender's; these are the sizes of our columns.
LONGEST = {"id": 128, "source": 200, "type": 120, "subject": 64}
# A control character is no part of an identifier, and PostgreSQL refuses NUL.
CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class EventRefused(ValueError):
    """``status`` is the HTTP status to answer; ``reason`` one fixed word, never the value."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


@dataclass(frozen=True, slots=True)
class CloudEvent:
    """One event. ``data`` is parsed JSON; ``raw`` is the event in structured form, for the record."""

    id: str
    source: str
    type: str
    subject: str
    time: datetime | None
    data: Any = field(repr=False)
    raw: bytes = field(repr=False)


def read(content_type: str, headers: Mapping[str, str], body: bytes) -> CloudEvent:
    """The event of a request; header names in any case. Raises EventRefused with 400 or 415.

    HTTP binding 1.0.2 3: the content type says structured; "ce-" headers beside JSON say binary.
    """
    media, _, parameters = content_type.partition(";")
    charset = parameters.strip().lower().removeprefix("charset=").strip('"')
    if charset not in ("", "utf-8"):
        raise EventRefused(415, "charset")
    if media.strip().lower() == STRUCTURED:
        value = _parsed(body)
        if not isinstance(value, dict):
            raise EventRefused(400, "not an object")
        return _event(value)
    lowered = {name.lower(): text for name, text in headers.items()}
    if media.strip().lower() == JSON and "ce-specversion" in lowered:
        # HTTP binding 3.1.3.2: header values are percent-encoded UTF-8.
        attributes = {name[3:]: unquote(text) for name, text in lowered.items() if name.startswith("ce-")}
        return _event({**attributes, "data": _parsed(body) if body else None})
    raise EventRefused(415, "content type")


def _event(value: Mapping[str, Any]) -> CloudEvent:
    if value.get("specversion") != "1.0":
        raise EventRefused(400, "specversion")
    names = {name: _text(value, name, optional=name == "subject") for name in LONGEST}
    raw = json.dumps(dict(value), ensure_ascii=False, separators=(",", ":"))
    return CloudEvent(**names, time=_time(value.get("time")), data=value.get("data"), raw=_utf8(raw))


def _text(value: Mapping[str, Any], name: str, *, optional: bool) -> str:
    text = value.get(name)
    if text is None and optional:
        return ""
    if not isinstance(text, str) or not text or len(text) > LONGEST[name] or CONTROL.search(text):
        raise EventRefused(400, name)
    _utf8(text)
    return text


def _time(text: object) -> datetime | None:
    """RFC 3339; a time without an offset is nobody's time."""
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text if isinstance(text, str) else "")
    except ValueError:
        raise EventRefused(400, "time") from None
    # A year outside these is a broken clock, and near 1 or 9999 a change of zone leaves the calendar.
    if at.tzinfo is None or not 2000 <= at.year <= 2100:
        raise EventRefused(400, "time")
    return at


def _parsed(body: bytes) -> Any:  # noqa: ANN401 - JSON has no closer type.
    try:
        return strict_json.loads(body)
    except ValueError:
        raise EventRefused(400, "json") from None


def _utf8(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:  # A lone surrogate, written as an escape: valid JSON and no text.
        raise EventRefused(400, "surrogate") from None
