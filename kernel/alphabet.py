"""The GSM 7-bit alphabet: which characters an SMS or a USSD string carries in one or two septets.

3GPP TS 23.038 6.2.1 (default table) and 6.2.1.1 (extension table). Counting is in ``kernel.gsm``.
"""

import re

# The 127 characters of the default table in code order; code 0x1B is the escape and no character.
DEFAULT = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# Each of these is sent as the escape and a second septet, which may not be parted.
EXTENSION = "\f^{}\\[~]|€"

OUTSIDE = re.compile(f"[^{re.escape(DEFAULT + EXTENSION)}]")
PAIRED = re.compile(f"[{re.escape(EXTENSION)}]")
# Within ASCII only the backtick and most control characters are outside: a small class, quick to search.
OUTSIDE_ASCII = re.compile(r"[\x00-\x09\x0b\x0e-\x1f\x7f`]")


def is_gsm7(text: str) -> bool:
    """Whether every character of ``text`` is in the default or the extension table."""
    return (OUTSIDE_ASCII if text.isascii() else OUTSIDE).search(text) is None
