"""Amounts: whole francs CFA as int (ISO 4217: XOF has exponent 0), never a float."""

import re

from kernel.digits import ascii_digits

# 10**12 francs is several times the yearly budget of either state: above it is a fault, not a price.
LARGEST = 10**12
# 40 characters hold the largest amount with blanks, decimals and a currency; longer is not an amount.
LONGEST = 40
# Groups of three parted by one blank, or none; decimals only when they are zero; the currency's names.
WRITTEN = re.compile(
    r"([0-9]+|[0-9]{1,3}(?: [0-9]{3})+)(?:[.,]0{1,2})? ?(?:F|CFA|F ?CFA|XOF)?", re.IGNORECASE
)


class AmountRefused(ValueError):
    """Not an amount in whole francs. ``reason_code``: type, empty, shape or range; ask again, never guess."""

    def __init__(self, reason_code: str) -> None:
        super().__init__(reason_code)
        self.reason_code = reason_code


def francs(amount: str | int) -> int:
    """Francs from "3000", "3000.00", "1 900 F" or an int: 0 to 10**12. Raises AmountRefused."""
    if isinstance(amount, bool) or not isinstance(amount, str | int):
        raise AmountRefused("type")
    value = amount if isinstance(amount, int) else _read(amount)
    if not 0 <= value <= LARGEST:
        raise AmountRefused("range")
    return value


def show(amount: int) -> str:
    """``1900`` as "1 900 F": plain spaces, which stay in the GSM alphabet."""
    return f"{amount:,} F".replace(",", " ")


def _read(text: str) -> int:
    if len(text) > LONGEST:
        raise AmountRefused("shape")
    written = ascii_digits(text)
    if not written:
        raise AmountRefused("empty")
    match = WRITTEN.fullmatch(written)
    if match is None:
        raise AmountRefused("shape")
    return int(match[1].replace(" ", ""))
