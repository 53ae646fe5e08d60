"""The QR symbol of a link: error correction M and the smallest version that cheap cameras read."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import ceil
from typing import Any

import qrcode
from qrcode import util
from qrcode.constants import ERROR_CORRECT_M

from verification.qr.masking import Modules, best

# Measured: versions 10 to 14 are safe at 35 mm. 13 has three alignment patterns a side and reads worse than 14,
# which has four; from 20 on cheap cameras fail.
VERSION_MAX = 14
VERSIONS = (*range(1, 13), VERSION_MAX)
# Shortest run worth a mode of its own: `#` is the only symbol that is not alphanumeric, digits come in long runs.
RUN = 10
MASKS = 8
MODE_BITS = 4
# Bits a character: ten for three digits, eleven for two of the 45 others (ISO/IEC 18004:2015 7.4.3 to 7.4.5).
BITS = {
    util.MODE_NUMBER: Fraction(10, 3), util.MODE_ALPHA_NUM: Fraction(11, 2), util.MODE_8BIT_BYTE: Fraction(8),
}  # fmt: skip
QUIET = 4  # modules of white on each side, ISO/IEC 18004 6.3.8


class TooLong(ValueError):
    """The text needs a symbol that is not read reliably: seal fewer fields, or the digest of an annex. Permanent."""

    retry = False


@dataclass(frozen=True, slots=True)
class Symbol:
    """``matrix``: rows of modules, true is dark, without the quiet zone. ``ecc`` is always "M"."""

    version: int
    ecc: str
    matrix: tuple[tuple[bool, ...], ...]

    @property
    def modules(self) -> int:
        """A side, without the quiet zone: 57 for version 10, 73 for version 14."""
        return len(self.matrix)


def symbol(text: str) -> Symbol:
    """At most version 12, or else 14. Raises TooLong.

    M and not Q: for the same data Q helps against dirt when the camera is good, and hurts when it is poor.
    """
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(text, optimize=RUN)
    room = util.BIT_LIMIT_TABLE[ERROR_CORRECT_M]
    version = next((each for each in VERSIONS if _bits(code.data_list, each) <= room[each]), None)
    if version is None:
        raise TooLong(f"version {VERSION_MAX} is the most")
    code.version = version
    # The library's own search for a mask takes two thirds of the time of a symbol, that for a version another fifth.
    return Symbol(version, "M", best(_drawn(code, 0), _turns(version)).matrix())


def _bits(parts: "Iterable[util.QRData]", version: int) -> int:
    """What they take: each its mode, its length and its characters (ISO/IEC 18004:2015 7.4.1)."""
    return sum(
        MODE_BITS + util.length_in_bits(part.mode, version) + ceil(len(part) * BITS[part.mode])
        for part in parts
    )


def _drawn(code: "qrcode.QRCode[Any]", mask: int) -> Modules:
    code.makeImpl(False, mask)
    return Modules.of([[bool(dark) for dark in row] for row in code.modules])


@cache
def _turns(version: int) -> tuple[Modules, ...]:
    """By mask, the modules that differ from a symbol drawn with mask 0: the same whatever the text is."""
    code = qrcode.QRCode(version, error_correction=ERROR_CORRECT_M, border=0)
    code.add_data("0")
    first = _drawn(code, 0)
    return tuple(first ^ _drawn(code, mask) for mask in range(MASKS))
