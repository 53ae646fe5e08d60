"""PI-SPI's QR of a payment: an EMV text (tag, length, value) with a CRC, for the payment notice. Draws nothing.

Source: BCEAO, bceao-pispi-qrcode 1.0.2; EMVCo Merchant-Presented Mode 1.1.
"""

from dataclasses import dataclass

SCHEME = "int.bceao.pi"
FRANC = "952"  # ISO 4217 numeric of XOF.
VALUE_MAX = 99  # A length has two digits.
REFERENCE_MAX = 25
STATIC, DYNAMIC = "000", "400"
LARGEST_XOF = 9_999_999_999  # EMVCo 4.7: tag 54 has at most 13 characters, "9999999999.00".


class QrRefused(ValueError):
    """The value does not fit the format. The message names the field, never the value."""


@dataclass(frozen=True, slots=True)
class Payment:
    """What a payer's application reads. ``alias`` is ours, ``country`` ISO 3166, ``amount_xof`` None lets him type."""

    alias: str
    country: str
    amount_xof: int | None = None
    reference: str = ""
    dynamic: bool = False


def text(payment: Payment) -> str:
    """The string that the QR holds. Raises QrRefused."""
    if payment.amount_xof is not None and not 0 < payment.amount_xof <= LARGEST_XOF:
        raise QrRefused("amount")
    if len(payment.reference) > REFERENCE_MAX:
        raise QrRefused("reference")
    # Amounts are printed with two decimals, though the franc has none.
    amount = "" if payment.amount_xof is None else _field("54", f"{payment.amount_xof}.00")
    reference = _field("05", payment.reference) if payment.reference else ""
    channel = _field("11", DYNAMIC if payment.dynamic else STATIC)
    body = "".join((
        _field("00", "01"),
        _field("36", _field("00", SCHEME) + _field("01", payment.alias)),
        _field("52", "0000"),
        _field("53", FRANC),
        amount,
        _field("58", payment.country),
        _field("59", "X"),
        _field("60", "X"),
        _field("62", reference + channel),
        "6304",
    ))  # fmt: skip
    return body + f"{crc(body.encode()):04X}"


def crc(data: bytes) -> int:
    """CRC16-CCITT, polynomial 1021, initial value FFFF (EMVCo 4.7.3)."""
    value = 0xFFFF
    for byte in data:
        value ^= byte << 8
        for _ in range(8):
            value = (value << 1) ^ 0x1021 if value & 0x8000 else value << 1
        value &= 0xFFFF
    return value


def _field(tag: str, value: str) -> str:
    if not value or len(value) > VALUE_MAX or not value.isascii() or not value.isprintable():
        raise QrRefused(tag)
    return f"{tag}{len(value):02}{value}"
