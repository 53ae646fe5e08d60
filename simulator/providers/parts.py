"""A long SMS as the parts it travels in. 3GPP TS 23.040 9.2.3.24.1: 153 septets or 67 units each."""

from simulator.septets import BASIC, EXTENSION, SMS_SIZES, measure, width


def split(text: str) -> list[str]:
    """The text of each part, in order; one part when it fits."""
    size = measure(text)
    if size.parts == 1:
        return [text]
    room, parts, filled = SMS_SIZES[size.encoding][1], [""], 0
    for character in text:
        units = width(character, size.encoding)
        if filled + units > room:
            parts.append("")
            filled = 0
        parts[-1] += character
        filled += units
    return parts


def in_default_alphabet(text: str) -> str:
    """The text as a 7-bit message carries it: whatever GSM 03.38 does not have becomes ``?``."""
    return "".join(c if c in BASIC or c in EXTENSION else "?" for c in text)
