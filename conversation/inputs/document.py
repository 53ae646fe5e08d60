"""Numbers of documents as people copy them: 12 digits, and the 4 of the code behind them when they have it."""

from conversation.inputs import reference
from conversation.inputs.reference import STARS
from conversation.inputs.refused import Refused
from kernel.digits import ascii_digits

NUMBER, CODE = 12, 4
# Sixteen digits however they are spaced; longer is another text.
TYPED_MAX = 64
SEPARATORS = str.maketrans("", "", " .-/")


def read(typed: str) -> tuple[str, str]:
    """(number, code), the code "" when it was not typed."""
    digits = _compact(typed)
    if len(digits) != NUMBER + CODE:
        return reference.read(typed), ""
    return reference.read(digits[:NUMBER]), read_code(digits[NUMBER:])


def read_code(typed: str) -> str:
    """Four digits."""
    digits = _compact(typed)
    if not (len(digits) == CODE and digits.isascii() and digits.isdigit()):
        raise Refused("code_shape")
    return digits


def _compact(typed: str) -> str:
    return ascii_digits(typed[: TYPED_MAX + 1].translate(STARS)).translate(SEPARATORS)
