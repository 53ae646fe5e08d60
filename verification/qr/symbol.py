"""The QR symbol of a link: error correction M and the smallest version that cheap cameras read."""

from dataclasses import dataclass

import qrcode
from qrcode.constants import ERROR_CORRECT_M
from qrcode.exceptions import DataOverflowError

# Measured: versions 10 to 14 are safe at 35 mm. 13 has three alignment patterns a side and reads worse than 14,
# which has four; from 20 on cheap cameras fail.
VERSION_MAX = 14
VERSION_SHUNNED = 13
# Shortest run worth a mode of its own: `#` is the only symbol that is not alphanumeric, digits come in long runs.
RUN = 10
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
    code.make(fit=False)
    return Symbol(version, "M", tuple(tuple(map(bool, row)) for row in code.get_matrix()))
