"""Phone numbers as answers: national or international, to E.164."""

from conversation.inputs.refused import Refused
from kernel.phone import PhoneRefused, parse

REASONS = {"empty": "empty", "characters": "phone_letters", "length": "phone_length"}
STARS = str.maketrans("*#", "  ")


def read(typed: str, country: str) -> str:
    """E.164; a number without prefix is one of ``country`` ("ML", "BJ")."""
    try:
        return parse(typed.translate(STARS), country)
    except PhoneRefused as refused:
        raise Refused(REASONS.get(refused.reason_code, "phone_number")) from None
