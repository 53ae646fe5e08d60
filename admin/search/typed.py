"""What somebody typed into the one field, brought to a size. It is compared as it is: no pattern, no wildcard."""

from admin.doors.form import field
from kernel.digits import ascii_digits

# The longest number we know has 100 characters, an operator's transaction (bad-input row 68).
LETTERS_MAX = 100
# Read before it is cut; the gateway refuses larger bodies itself.
POSTED_MAX = 1 << 16


def typed() -> str:
    """The field ``q``: blanks tidied, at most 100 characters. 400 for a NUL or two fields."""
    return tidy(field("q", POSTED_MAX))


def tidy(text: str) -> str:
    """One line of printable characters."""
    line = "".join(letter if letter.isprintable() else " " for letter in text[:LETTERS_MAX])
    return " ".join(ascii_digits(line).split())
