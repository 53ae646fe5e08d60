"""Who a message or a report says it is about: a phone, or a name that nobody can answer."""

from kernel.phone import PhoneRefused, parse

SENDER_MAX = 40  # E.164 has 16 characters and an alphanumeric sender 11.


def phone_of(sender: str) -> str | None:
    """E.164; None for a short code or a name, which are machines (bad-input row 27)."""
    try:
        return parse(sender)
    except PhoneRefused:
        return None
