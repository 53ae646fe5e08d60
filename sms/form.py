"""Reading a provider's form strictly: Flask's own reader keeps the first of two values in silence.

OWASP ASVS 5.0 V15.3.7 (HTTP parameter pollution).
"""

from urllib.parse import parse_qsl

from flask import Request
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

# Africa's Talking sends at most 8 fields and a text of 1,530 characters, 9 bytes each when percent-encoded.
BODY_MAX = 16 * 1024
FIELDS_MAX = 20
FORM = "application/x-www-form-urlencoded"


class FieldRefused(ValueError):
    """``field`` is missing or too long. The message never holds the value."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def read(request: Request) -> dict[str, str]:
    """The fields. Answers 413, 415 or 400 itself: too large, not a form, too many, twice, NUL, not UTF-8."""
    request.max_content_length = BODY_MAX
    if request.mimetype != FORM:
        raise UnsupportedMediaType
    try:
        body = request.get_data().decode("ascii")
        pairs = parse_qsl(body, keep_blank_values=True, errors="strict", max_num_fields=FIELDS_MAX)
    except ValueError:
        raise BadRequest from None
    fields = dict(pairs)
    if len(fields) != len(pairs) or any("\0" in part for pair in pairs for part in pair):
        raise BadRequest
    return fields


def required(fields: dict[str, str], name: str, longest: int) -> str:
    """The field; FieldRefused when it is absent, blank or longer than ``longest`` characters."""
    value = fields.get(name, "")
    if not value.strip() or len(value) > longest:
        raise FieldRefused(name)
    return value
