"""Where things stand on an A4 sheet, in whole dots of 300 to the inch, so that no printer rounds a module away."""

from dataclasses import dataclass

from verification.qr.printed import MM_PER_INCH, fit
from verification.qr.symbol import Symbol

DPI = 300
POINTS = 72 / DPI  # one dot is 0.24 pt
PAGE_PT = (595.2756, 841.8898)
MARGIN_X, MARGIN_TOP = 165, 106  # dots: 14.0 and 9.0 mm
# The band to verify by stands at the foot of every paper, left; stamps have their boxes above it, on the right.
BAND_TOP = 2806  # 237.6 mm
# 42 mm: seven dots a module for version 10 (a symbol of 33.8 mm), six for 14 (37.1 mm), whose quiet zone is counted in.
FIELD = 496
FIELD_MM = FIELD * MM_PER_INCH / DPI
PAD = 12  # between the frame of the band and the symbol's field
BAND_HEIGHT = FIELD + 2 * PAD
FOOT_GAP, BODY_GAP = 18, 30  # dots


@dataclass(frozen=True, slots=True)
class Placed:
    """A symbol in its field: ``dots`` a module, ``side`` with its quiet zone; ``x``, ``y`` from the band; in dots."""

    dots: int
    side: int
    x: int
    y: int


def placed(symbol: Symbol) -> Placed:
    """The largest whole dots, in the middle of the field. Raises TooSmall."""
    printed = fit(symbol, FIELD_MM, DPI)
    side = round(printed.mm / MM_PER_INCH * DPI)
    free = (FIELD - side) // 2
    return Placed(printed.dots, side, PAD + free, PAD + free)


def points(dots: int) -> float:
    """PDF points."""
    return round(dots * POINTS, 4)


def field_box() -> tuple[float, float, float, float]:
    """Left, bottom, right and top of the symbol's field on the page, in points from the lower left corner."""
    left, top = points(MARGIN_X), PAGE_PT[1] - points(BAND_TOP)
    side = points(BAND_HEIGHT)
    return left, top - side, left + side, top
