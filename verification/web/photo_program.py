"""The program that reads one picture from its input and writes the text of its QR code. Imports nothing of ours.

EXIF is not looked at: a QR code reads in every rotation. Exit 1 for what is no picture, or one beyond the limits.
"""

import io
import os
import resource
import sys

import zxingcpp
from PIL import Image

FORMATS = ("JPEG", "PNG", "WEBP")
PIXELS_MAX = 24_000_000
# Where a phone's picture has a code, half its resolution shows it, and a JPEG opens at that size four times faster.
FIRST_LOOK = (2000, 2000)
MEMORY_MAX = 2 << 30  # bytes of address space: 24 million pixels need 300 MB
SECONDS_MAX = 6
_QR = zxingcpp.barcode_formats_from_str("QRCode")


def main() -> int:
    """Reads standard input to its end."""
    os.nice(10)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MAX, MEMORY_MAX))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS_MAX, SECONDS_MAX))
    data = sys.stdin.buffer.read()
    try:
        text = _look(data, FIRST_LOOK) or _look(data, None)
    except (OSError, ValueError, SyntaxError, MemoryError, Image.DecompressionBombError):
        return 1
    sys.stdout.buffer.write(text.encode())
    return 0


def _look(data: bytes, size: tuple[int, int] | None) -> str:
    with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
        if picture.width * picture.height > PIXELS_MAX:
            raise ValueError("too many pixels")
        if size is not None:
            picture.draft("L", size)  # does nothing for PNG and WebP
        found = zxingcpp.read_barcodes(picture.convert("L"), formats=_QR, text_mode=zxingcpp.TextMode.Plain)
    return found[0].text if found else ""


if __name__ == "__main__":
    sys.exit(main())
