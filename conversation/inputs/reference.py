"""Case references as people copy them: 12 digits, with blanks, dashes or stars between."""

from conversation.inputs.refused import Refused
from kernel.ids import ReferenceRefused, parse_reference

STARS = str.maketrans("*#", "  ")


def read(typed: str) -> str:
    """The 12 digits; a wrong check digit is told apart from a wrong length."""
    try:
        return parse_reference(typed.translate(STARS))
    except ReferenceRefused as refused:
        raise Refused(f"reference_{refused.reason_code}") from None
