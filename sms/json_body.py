"""Reading a provider's JSON strictly: bounded, no duplicate key, no character that a database refuses."""

from collections.abc import Mapping
from typing import Any

from flask import Request
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from kernel import strict_json
from sms.form import BODY_MAX, FieldRefused

JSON = "application/json"


def read(request: Request) -> dict[str, Any]:
    """The object. Answers 413, 415 or 400 itself: too large, not JSON by its type or by its text, no object."""
    request.max_content_length = BODY_MAX
    if request.mimetype != JSON:
        raise UnsupportedMediaType
    try:
        value = strict_json.loads(request.get_data())
    except ValueError:
        raise BadRequest from None
    if not isinstance(value, dict):
        raise BadRequest
    return value


def inside(value: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The object named ``name``; FieldRefused when it is something else."""
    found = value.get(name)
    if not isinstance(found, dict):
        raise FieldRefused(name)
    return found


def text(value: Mapping[str, Any], name: str, longest: int) -> str:
    """The text; "" when absent. FieldRefused when it is no text, too long, or cannot be stored."""
    found = value.get(name)
    if found is None:
        return ""
    if not isinstance(found, str) or len(found) > longest or not _storable(found):
        raise FieldRefused(name)
    return found


def required(value: Mapping[str, Any], name: str, longest: int) -> str:
    """The text; FieldRefused when it is absent or blank too."""
    found = text(value, name, longest)
    if not found.strip():
        raise FieldRefused(name)
    return found


def given(value: Mapping[str, Any], name: str, longest: int) -> str:
    """The text, which may be blank or null; FieldRefused when it is absent."""
    if name not in value:
        raise FieldRefused(name)
    return text(value, name, longest)


def _storable(found: str) -> bool:
    """JSON can spell NUL and half a surrogate pair (RFC 8259 8.2); PostgreSQL and UTF-8 can not."""
    return "\0" not in found and not any("\ud800" <= character <= "\udfff" for character in found)
