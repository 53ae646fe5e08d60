"""Reading back the finished paper as a printer and a camera see it. What does not read is not issued."""

import pypdfium2 as pdfium
from PIL import Image

from verification.pdf.geometry import PAGE_PT, field_box
from verification.pdf.opened import opened
from verification.qr import readback
from verification.qr.readback import Unreadable

DPIS = (300, 150)  # a clean print, and a poor one or a photo of the whole sheet
POINTS_PER_INCH = 72
PDF_MAX = 2 << 20  # bytes: papers are 70 kB; more is not one of ours


def prove(pdf: bytes, link: str) -> None:
    """The symbol of the one page reads as ``link`` at 300 and at 150 dpi. Raises Unreadable: do not issue it.

    Only the symbol's field is rasterised: it is where the templates put it, and twenty times faster than the page.
    """
    if len(pdf) > PDF_MAX:
        raise Unreadable("large")
    for dpi, field in zip(DPIS, _fields(pdf), strict=True):
        if readback.texts(field) != (link,):
            raise Unreadable(f"{dpi} dpi")


def _fields(pdf: bytes) -> tuple[Image.Image, ...]:
    """At each of DPIS. They are read by the caller: nobody else can open a PDF until this is done."""
    try:
        with opened(pdf) as document:
            if len(document) != 1:
                raise Unreadable("pages")
            page = document[0]  # parsed once, which takes longer than both pictures
            return tuple(_field(page, dpi) for dpi in DPIS)
    except pdfium.PdfiumError:
        raise Unreadable("pdf") from None


def _field(page: pdfium.PdfPage, dpi: int) -> Image.Image:
    width, height = PAGE_PT
    left, bottom, right, top = field_box()
    # pdfium's crop: how much of the page is left out on each side.
    crop = (left, bottom, width - right, height - top)
    found: Image.Image = page.render(scale=dpi / POINTS_PER_INCH, crop=crop, grayscale=True).to_pil()
    return found
