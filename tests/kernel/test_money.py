"""Amounts are whole francs or refused: no rounding, no guess."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.gsm import is_gsm7
from kernel.money import LARGEST, AmountRefused, francs, show


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("3000", 3000), ("3000.0", 3000), ("3000.00", 3000), ("3000,00", 3000), ("0", 0), ("0003000", 3000),
        ("1 900", 1900), ("1 900 F", 1900), ("1 900 F CFA", 1900), ("1900FCFA", 1900), ("1900 xof", 1900),
        ("１９００", 1900), ("1\u00a0900", 1900), ("1\u202f900\u202fF", 1900), (" 12 345 678 ", 12_345_678),
        ("1000000000000", LARGEST), (1900, 1900), (0, 0),
    ],
)  # fmt: skip
def test_an_amount_is_read_however_it_is_written(written: str | int, amount: int) -> None:
    assert francs(written) == amount


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("3000.5", "shape"), ("10.00000001", "shape"), ("1e9", "shape"), ("-1", "shape"), ("NaN", "shape"),
        ("inf", "shape"), ("1.900", "shape"), ("19 00", "shape"), ("1  900", "shape"), ("3²", "shape"),
        ("٣٠٠", "shape"), ("0x10", "shape"), ("1_000", "shape"), ("F", "shape"), ("3000 EUR", "shape"),
        ("", "empty"), ("\u00a0", "empty"), ("9" * 41, "shape"), ("9" * 40, "range"),
        ("1000000000001", "range"), (LARGEST + 1, "range"), (-1, "range"), (3000.0, "type"), (True, "type"),
        (None, "type"), (b"3000", "type"),
    ],
)  # fmt: skip
def test_what_is_not_whole_francs_is_refused_by_reason(written: object, reason: str) -> None:
    """Bad-input row 40."""
    with pytest.raises(AmountRefused) as refused:
        francs(written)  # type: ignore[arg-type]
    assert refused.value.reason_code == reason
    assert str(refused.value) == reason, "the refused value itself is never told"


@given(st.integers(0, LARGEST))
def test_what_is_shown_reads_back_and_is_gsm(amount: int) -> None:
    assert francs(show(amount)) == amount
    assert is_gsm7(show(amount))


def test_thousands_are_parted_by_a_plain_space() -> None:
    assert [show(0), show(1900), show(12345678)] == ["0 F", "1 900 F", "12 345 678 F"]
