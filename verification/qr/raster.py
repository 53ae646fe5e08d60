"""A symbol as pixels, a whole number a module: to be read back, shown on a screen or sent as a PNG."""

from PIL import Image

from verification.qr.symbol import QUIET, Symbol

WHITE, BLACK = 255, 0


def raster(symbol: Symbol, dots: int) -> Image.Image:
    """Grey image with the quiet zone, ``dots`` pixels a module."""
    side = symbol.modules + 2 * QUIET
    pixels = bytearray([WHITE]) * (side * side)
    for y, row in enumerate(symbol.matrix, QUIET):
        for x, dark in enumerate(row, QUIET):
            if dark:
                pixels[y * side + x] = BLACK
    small = Image.frombytes("L", (side, side), bytes(pixels))
    return small.resize((side * dots, side * dots), Image.Resampling.NEAREST)
