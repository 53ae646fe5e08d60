"""Reading a provider's form strictly: Flask's own reader keeps the first of two values in silence.

OWASP ASVS 5.0 V15.3.7 (HTTP parameter pollution).
"""

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl

from flask import Request
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, UnsupportedMediaType

# The longest are Africa's Talking's and Twilio's: some 20 fields, and a text of 1,600 characters, 9 bytes each
# when percent-encoded.
BODY_MAX = 16 * 1024
# Africa's Talking sends at most 8, Kannel as many as we ask for. Twilio has a limit of its own.
FIELDS_MAX = 20
FORM = "application/x-www-form-urlencoded"

Pairs = Sequence[tuple[bytes, bytes]]


class FieldRefused(ValueError):
    """``field`` is missing or too long. The message never holds the value."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def read(request: Request, fields_max: int = FIELDS_MAX) -> dict[str, str]:
    """The fields. Answers 413, 415 or 400 itself: too large, not a form, too many, twice, NUL, not UTF-8."""
    return texts(once(pairs(body(request), fields_max)))


def body(request: Request) -> bytes:
    """The form as it came. Answers 413 or 415."""
    request.max_content_length = BODY_MAX
    if request.mimetype != FORM:
        raise UnsupportedMediaType
    return request.get_data()


def query(request: Request) -> bytes:
    """The query as it came. Answers 413: what a server lets through in an address is not ours to choose."""
    raw: bytes = request.query_string
    if len(raw) > BODY_MAX:
        raise RequestEntityTooLarge
    return raw


def pairs(raw: bytes, fields_max: int = FIELDS_MAX) -> Pairs:
    """The fields in their order, percent-decoded to bytes. Answers 400: more than ``fields_max``, not ASCII."""
    try:
        # Latin-1 is every byte as it is: what the bytes mean is decided by whoever knows their charset.
        found = parse_qsl(
            raw.decode("ascii"), keep_blank_values=True, max_num_fields=fields_max, encoding="latin-1"
        )
    except ValueError:
        raise BadRequest from None
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in found]


def once(given: Pairs) -> dict[bytes, bytes]:
    """The fields by name. Answers 400 when one is there twice."""
    fields = dict(given)
    if len(fields) != len(given):
        raise BadRequest
    return fields


def texts(fields: Mapping[bytes, bytes], charsets: Mapping[bytes, str] | None = None) -> dict[str, str]:
    """The fields as texts, UTF-8 where ``charsets`` names no other. Answers 400: not in its charset, NUL."""
    charset = charsets or {}
    try:
        read = {name.decode(): value.decode(charset.get(name, "utf-8")) for name, value in fields.items()}
    except UnicodeDecodeError:
        raise BadRequest from None
    if any("\0" in part for pair in read.items() for part in pair):
        raise BadRequest
    return read


def required(fields: Mapping[str, str], name: str, longest: int) -> str:
    """The field; FieldRefused when it is absent, blank or longer than ``longest`` characters."""
    value = given(fields, name, longest)
    if not value.strip():
        raise FieldRefused(name)
    return value


def given(fields: Mapping[str, str], name: str, longest: int) -> str:
    """The field, which may be blank; FieldRefused when it is absent or longer than ``longest`` characters."""
    value = fields.get(name)
    if value is None or len(value) > longest:
        raise FieldRefused(name)
    return value
