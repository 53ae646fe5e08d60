"""The QR symbol of a link: error correction M and the smallest version that cheap cameras read."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import qrcode
from qrcode.constants import ERROR_CORRECT_M
from qrcode.exceptions import DataOverflowError

from verification.qr.masking import best

# Measured: versions 10 to 14 are safe at 35 mm. 13 has three alignment patterns a side and reads worse than 14,
# which has four; from 20 on cheap cameras fail.
VERSION_MAX = 14
VERSION_SHUNNED = 13
# Shortest run worth a mode of its own: `#` is the only symbol that is not alphanumeric, digits come in long runs.
RUN = 10
MASKS = 8
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
    try:
        version = code.best_fit()
    except (DataOverflowError, ValueError):
        raise TooLong("no QR code holds this") from None
    version = VERSION_MAX if version == VERSION_SHUNNED else version
    if version > VERSION_MAX:
        raise TooLong(f"version {version}, and {VERSION_MAX} is the most")
    code.version = version
    # The library's own search for a mask takes two thirds of the time of a symbol.
    rows = best(_drawn(code, 0), _turns(version))
    side = len(rows)
    return Symbol(version, "M", tuple(tuple(bit == "1" for bit in f"{row:0{side}b}") for row in rows))


def _drawn(code: "qrcode.QRCode[Any]", mask: int) -> list[int]:
    code.makeImpl(False, mask)
    return [int("".join("1" if dark else "0" for dark in row), 2) for row in code.modules]


@cache
def _turns(version: int) -> tuple[list[int], ...]:
    """By mask, the modules that differ from a symbol drawn with mask 0: the same whatever the text is."""
    code = qrcode.QRCode(version, error_correction=ERROR_CORRECT_M, border=0)
    code.add_data("0")
    first, *others = (_drawn(code, mask) for mask in range(MASKS))
    return ([0] * len(first), *([a ^ b for a, b in zip(first, other, strict=True)] for other in others))
