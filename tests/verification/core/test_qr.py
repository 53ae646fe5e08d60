"""QR symbols: the smallest that cheap cameras read, in whole dots, and read back before anything is issued."""

import re
from dataclasses import replace

import pytest
import qrcode
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from qrcode.constants import ERROR_CORRECT_M

from tests.verification.core.office import APEX, ESSENTIAL, HOST
from verification import link, token
from verification.qr import readback
from verification.qr.printed import Printed, TooSmall, fit
from verification.qr.raster import raster
from verification.qr.readback import Unreadable, check, check_symbol
from verification.qr.svg import svg
from verification.qr.symbol import RUN, VERSION_MAX, TooLong, symbol

LINK = link.compose(HOST, token.issue(ESSENTIAL, APEX))
SYMBOL = symbol(LINK)


def test_the_essential_fields_are_a_version_10_symbol() -> None:
    assert (SYMBOL.version, SYMBOL.ecc, SYMBOL.modules) == (10, "M", 57)


@pytest.mark.parametrize(
    ("length", "version"),
    [(410, 12), (430, 14), (460, 14), (490, 14)],
    ids=["12", "would be 13", "14", "also 14"],
)
def test_version_13_is_never_used(length: int, version: int) -> None:
    assert symbol("HTTPS://V.EXAMPLE.ML/V/#" + "A" * (length - 24)).version == version


@given(
    st.sampled_from(["123456789", "1A:/", "1aé", "123456789ABCdé"]).flatmap(
        lambda of: st.text(of, min_size=1)
    ),
    st.integers(1, 500),
)
def test_the_version_is_the_smallest_that_holds_the_text(part: str, length: int) -> None:
    """As qrcode itself finds it, but for 13."""
    text = (part * length)[:length]
    theirs = qrcode.QRCode(error_correction=ERROR_CORRECT_M)
    theirs.add_data(text, optimize=RUN)
    smallest = theirs.best_fit()
    if smallest > VERSION_MAX:
        with pytest.raises(TooLong):
            symbol(text)
    else:
        assert symbol(text).version == {13: 14}.get(smallest, smallest)


@pytest.mark.parametrize("length", [560, 5000])
def test_what_needs_a_larger_symbol_is_refused(length: int) -> None:
    with pytest.raises(TooLong):
        symbol("A" * length)


def test_every_symbol_reads_back_also_through_a_poor_camera() -> None:
    for index in range(20):
        text = link.compose(HOST, token.issue(replace(ESSENTIAL, index=index), APEX))
        check_symbol(symbol(text), text)


def test_a_symbol_of_something_else_is_not_issued() -> None:
    other = link.compose(HOST, token.issue(replace(ESSENTIAL, index=1), APEX))
    with pytest.raises(Unreadable) as raised:
        check_symbol(SYMBOL, other)
    assert raised.value.stage == "plain"


def _page(*texts: str, dots: int = 3) -> Image.Image:
    page = Image.new("L", (1240, 1754), 255)
    for number, text in enumerate(texts):
        page.paste(raster(symbol(text), dots), (100 + 500 * number, 1300))
    return page


def test_a_page_is_read_at_150_dpi() -> None:
    """Three pixels a module, and the code on both lower corners."""
    check(_page(LINK, LINK), LINK, SYMBOL.modules)


def test_a_page_with_two_different_codes_is_not_issued() -> None:
    other = link.compose(HOST, token.issue(replace(ESSENTIAL, index=1), APEX))
    with pytest.raises(Unreadable):
        check(_page(LINK, other), LINK, SYMBOL.modules)


def test_a_stamp_over_the_code_is_noticed() -> None:
    image = raster(SYMBOL, 8)
    image.paste(0, (100, 100, 350, 350))
    with pytest.raises(Unreadable):
        check(image, LINK, SYMBOL.modules)


def test_a_code_that_reads_only_when_it_is_clean_is_not_issued(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readback, "NOISE", 0.8)
    with pytest.raises(Unreadable) as raised:
        check_symbol(SYMBOL, LINK)
    assert raised.value.stage == "degraded"


def test_a_picture_beyond_the_limit_is_not_decoded() -> None:
    with pytest.raises(Unreadable) as raised:
        readback.texts(Image.new("1", (6000, 5000)))
    assert raised.value.stage == "large"


def test_the_drawing_is_whole_dots_of_vector_rectangles() -> None:
    drawn = svg(SYMBOL, 6, 300)
    assert 'width="33.0200mm"' in drawn
    assert 'viewBox="0 0 65 65"' in drawn
    dark = sum(int(width) for width in re.findall(r"M\d+ \d+h(\d+)v1h-\d+z", drawn))
    assert dark == sum(map(sum, SYMBOL.matrix))
    assert "image" not in drawn


def test_the_drawing_is_the_symbol() -> None:
    """Drawn by hand from the path, it reads as the link."""
    side = SYMBOL.modules + 8
    picture = Image.new("L", (side, side), 255)
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", svg(SYMBOL, 6, 300)):
        picture.paste(0, (int(x), int(y), int(x) + int(width), int(y) + 1))
    assert readback.texts(picture.resize((side * 5, side * 5), Image.Resampling.NEAREST)) == (LINK,)


@pytest.mark.parametrize(
    ("field_mm", "dpi", "printed"),
    [
        (35, 300, Printed(6, 300, 33.02)),
        (35, 203, Printed(4, 203, 32.53)),
        (40, 600, Printed(14, 600, 38.52)),
    ],
    ids=["office laser", "thermal", "fine laser"],
)
def test_the_size_is_the_largest_of_whole_dots(field_mm: float, dpi: int, printed: Printed) -> None:
    found = fit(SYMBOL, field_mm, dpi)
    assert (found.dots, found.dpi, round(found.mm, 2)) == (printed.dots, printed.dpi, printed.mm)


def test_fewer_than_four_dots_a_module_are_not_printed() -> None:
    with pytest.raises(TooSmall):
        fit(SYMBOL, 25, 203)
