"""How much of a screen or an SMS a text takes on the air. Counts only; rewrites nothing.

3GPP TS 23.038 6.2.1 (default alphabet and its extension table) and 23.040 9.2.3.24.1 (parts).
"""

from dataclasses import dataclass

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = frozenset("\f^{}\\[~]|€")

# What one piece holds: (alone, as one of several).
SMS_SIZES = {"GSM-7": (160, 153), "UCS-2": (70, 67)}
# A USSD string is 160 octets: 182 septets or 80 units; 160 septets is what every operator renders.
SCREEN_BUDGETS = {"GSM-7": 160, "UCS-2": 80}


@dataclass(frozen=True, slots=True)
class Measure:
    """``units`` are septets in GSM-7, 16-bit units in UCS-2; ``foreign`` is what forced UCS-2."""

    encoding: str
    units: int
    budget: int
    parts: int
    foreign: tuple[str, ...]


def measure(text: str) -> Measure:
    """Measure a text as one USSD screen (``budget``) and as an SMS (``parts``)."""
    foreign = tuple(dict.fromkeys(c for c in text if c not in BASIC and c not in EXTENSION))
    encoding = "UCS-2" if foreign else "GSM-7"
    widths = [width(character, encoding) for character in text]
    return Measure(encoding, sum(widths), SCREEN_BUDGETS[encoding], _parts(widths, encoding), foreign)


def width(character: str, encoding: str) -> int:
    """Units one character takes: septets in GSM-7, 16-bit units in UCS-2."""
    if encoding == "UCS-2":
        return len(character.encode("utf-16-be")) // 2
    return 2 if character in EXTENSION else 1


def _parts(widths: list[int], encoding: str) -> int:
    """An extension or surrogate pair may not straddle two parts, so parts are filled, not divided."""
    alone, several = SMS_SIZES[encoding]
    if sum(widths) <= alone:
        return 1
    parts, filled = 1, 0
    for each in widths:
        if filled + each > several:
            parts, filled = parts + 1, 0
        filled += each
    return parts
