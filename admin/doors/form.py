"""Fields of a form, each asked for by its name and bounded. Whatever else was sent is never read (control 38)."""

from flask import abort, request

# A name, a code, a word to search for (bad-input row 68); passwords bring their own.
LETTERS_MAX = 100


def field(name: str, letters_max: int = LETTERS_MAX) -> str:
    """The value as typed; "" when absent. 400 when it is given twice, too long, or holds a NUL."""
    values = request.form.getlist(name)
    if len(values) > 1:
        abort(400)
    return _bounded(values[0] if values else "", letters_max)


def password(name: str, bytes_max: int = 1024) -> str:
    """As ``field``, blanks and all; the bound is in bytes (bad-input row 60)."""
    value = field(name, bytes_max)
    if len(value.encode()) > bytes_max:
        abort(400)
    return value


def asked(name: str, letters_max: int = LETTERS_MAX) -> str:
    """A value of the query, trimmed and cut: a search that is too long finds what its beginning finds."""
    value = request.args.get(name, "").replace("\0", "").strip()
    return value[:letters_max]


def number(name: str, low: int, high: int) -> int | None:
    """A whole number of the query, brought between its bounds; None when there is none (bad-input row 69)."""
    value = request.args.get(name, "")
    digits = value.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 20):
        return None
    return min(max(int(value), low), high)


def _bounded(value: str, letters_max: int) -> str:
    if len(value) > letters_max or "\0" in value:
        abort(400)
    return value
