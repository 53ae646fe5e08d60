"""Reading a symbol before it is issued, as it is and as a poor camera sees it. What does not read is not issued."""

import random

import zxingcpp
from PIL import Image, ImageFilter

from verification.qr.raster import raster
from verification.qr.symbol import QUIET, Symbol

# A page of A4 at 300 dpi is 8.7 million pixels; a photo of 24 million is more than any phone here takes.
PIXELS_MAX = 24_000_000
# What a cheap camera makes of a code that fills a third of its picture: 4 pixels a module, and little light.
CAMERA_PX_PER_MODULE = 4
BLUR_PX = 0.8
NOISE = 0.15  # share of the picture that is noise
CONTRAST = (70, 185)  # grey levels of black and of white
_SEED = 18004
_QR = zxingcpp.barcode_formats_from_str("QRCode")


class Unreadable(ValueError):
    """Not read, or read as something else. ``stage``: plain, or degraded. Do not issue it."""

    retry = False

    def __init__(self, stage: str) -> None:
        super().__init__(stage)
        self.stage = stage


def texts(image: Image.Image) -> tuple[str, ...]:
    """Every QR code of a picture. Raises Unreadable ("large") for a picture beyond the limit."""
    if image.width * image.height > PIXELS_MAX:
        raise Unreadable("large")
    return tuple(code.text for code in _codes(image))


def check_symbol(symbol: Symbol, text: str) -> None:
    """The symbol reads as ``text``, also through a poor camera. Raises Unreadable."""
    check(raster(symbol, 2 * CAMERA_PX_PER_MODULE), text, symbol.modules)


def check(image: Image.Image, text: str, modules: int) -> None:
    """A picture with the symbol in it (a rasterised page, or the symbol alone) reads as ``text``. Raises Unreadable.

    Every code on it must read so: a page that repeats its code repeats the same one. ``modules`` is a side.
    """
    if set(texts(image)) != {text}:
        raise Unreadable("plain")
    if text not in texts(degraded(_cut_out(image, modules))):
        raise Unreadable("degraded")


def degraded(image: Image.Image) -> Image.Image:
    """Blurred, noisy and of low contrast; the same every time, so that a refusal can be looked into."""
    noise = Image.frombytes("L", image.size, random.Random(_SEED).randbytes(image.width * image.height))  # noqa: S311
    soft = image.convert("L").filter(ImageFilter.GaussianBlur(BLUR_PX))
    black, white = CONTRAST
    return Image.blend(soft, noise, NOISE).point(
        [black + (white - black) * level // 255 for level in range(256)]
    )


def _codes(image: Image.Image) -> list[zxingcpp.Barcode]:
    return zxingcpp.read_barcodes(image.convert("L"), formats=_QR, text_mode=zxingcpp.TextMode.Plain)


def _cut_out(image: Image.Image, modules: int) -> Image.Image:
    """The first symbol with its quiet zone, at the resolution of the camera."""
    place = _codes(image)[0].position
    xs = [place.top_left.x, place.top_right.x, place.bottom_left.x, place.bottom_right.x]
    ys = [place.top_left.y, place.top_right.y, place.bottom_left.y, place.bottom_right.y]
    margin = (max(xs) - min(xs)) * QUIET // modules
    box = (min(xs) - margin, min(ys) - margin, max(xs) + margin, max(ys) + margin)
    side = (modules + 2 * QUIET) * CAMERA_PX_PER_MODULE
    return image.convert("L").resize((side, side), Image.Resampling.BOX, box=_within(box, image))


def _within(box: tuple[int, int, int, int], image: Image.Image) -> tuple[int, int, int, int]:
    left, top, right, bottom = box
    return max(left, 0), max(top, 0), min(right, image.width), min(bottom, image.height)
