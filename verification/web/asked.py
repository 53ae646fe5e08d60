"""What was posted to be verified: JSON or a form, read strictly (a field twice is refused: OWASP ASVS 5.0 V15.3.7)."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from kernel import strict_json
from verification.registry.check_tables import LONGEST_PLACE
from verification.registry.checks import PURPOSES
from verification.web import photo

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
# A link is 4 296 characters at most, 9 bytes each when all of it is percent-encoded.
TEXT_BODY_MAX = 48 * 1024
PARTS_MAX = 12
# The parser holds two pieces of 64 KiB of a picture at a time; the fields themselves are bounded below.
FORM_MEMORY_MAX = 256 * 1024
# Longer than anything that can be right; `link.read` and `parse_reference` say what is wrong with the rest.
LONGEST = {
    "token": 16_384,
    "number": 64,
    "code": 16,
    "place": LONGEST_PLACE,
    "purpose": 20,
    "lang": 3,
    "said": 200,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One of ``token``, ``number`` and ``photo`` is there, or none: then there is nothing to verify."""

    token: str = ""
    number: str = ""
    code: str | None = None
    photo: bytes = b""
    place: str | None = None
    purpose: str | None = None
    said: str = ""
    lang: str = ""

    @property
    def empty(self) -> bool:
        return not (self.token or self.number or self.photo)


def read(request: Request) -> Asked:
    """Answers 400, 413 or 415 itself."""
    if request.mimetype == "application/json":
        return _asked(_json(request), b"")
    if request.mimetype not in FORMS:
        raise UnsupportedMediaType
    multipart = request.mimetype == FORMS[1]
    request.max_content_length = photo.BYTES_MAX + TEXT_BODY_MAX if multipart else TEXT_BODY_MAX
    request.max_form_memory_size = FORM_MEMORY_MAX
    request.max_form_parts = PARTS_MAX
    pictures = request.files.getlist("photo")
    if len(pictures) > 1 or len(request.files) > len(pictures):
        raise BadRequest
    return _asked(_once(request.form), pictures[0].read(photo.BYTES_MAX + 1) if pictures else b"")


def _json(request: Request) -> Mapping[str, object]:
    request.max_content_length = TEXT_BODY_MAX
    try:
        said = strict_json.loads(request.get_data())
    except ValueError:
        raise BadRequest from None
    if not isinstance(said, dict):
        raise BadRequest
    return {name: value for name, value in said.items() if value is not None}


def _once(form: MultiDict[str, str]) -> Mapping[str, object]:
    if any(len(values) > 1 for _, values in form.lists()):
        raise BadRequest
    return form.to_dict()


def _asked(fields: Mapping[str, object], picture: bytes) -> Asked:
    found: dict[str, str] = {}
    for name, value in fields.items():
        if name not in LONGEST or not isinstance(value, str) or len(value) > LONGEST[name] or "\0" in value:
            raise BadRequest
        if value.strip():
            found[name] = value
    if found.get("purpose", "control") not in PURPOSES or not found.get("place", "x").isprintable():
        raise BadRequest
    asked = Asked(photo=picture, **found)
    if sum(map(bool, (asked.token, asked.number, asked.photo))) > 1:
        raise BadRequest
    return asked
