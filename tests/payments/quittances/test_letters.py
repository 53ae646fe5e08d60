"""Sums in French letters, with the traps of vingt, cent, mille and million."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.quittances import letters


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "zéro franc CFA"),
        (1, "un franc CFA"),
        (2, "deux francs CFA"),
        (21, "vingt et un francs CFA"),
        (71, "soixante et onze francs CFA"),
        (80, "quatre-vingts francs CFA"),
        (81, "quatre-vingt-un francs CFA"),
        (200, "deux cents francs CFA"),
        (201, "deux cent un francs CFA"),
        (875, "huit cent soixante-quinze francs CFA"),
        (1000, "mille francs CFA"),
        (1900, "mille neuf cents francs CFA"),
        (80_000, "quatre-vingt mille francs CFA"),
        (200_000, "deux cent mille francs CFA"),
        (1_000_000, "un million de francs CFA"),
        (1_000_001, "un million un francs CFA"),
        (2_000_000, "deux millions de francs CFA"),
        (200_000_000, "deux cents millions de francs CFA"),
    ],
)
def test_a_sum_is_written_as_french_writes_it(amount: int, words: str) -> None:
    assert letters(amount) == words


@given(st.integers(0, 10**12))
def test_every_sum_has_letters_and_no_digit(amount: int) -> None:
    assert not any(character.isdigit() for character in letters(amount))


@pytest.mark.parametrize("amount", [-1, 10**12 + 1])
def test_a_sum_out_of_range_is_refused(amount: int) -> None:
    with pytest.raises(ValueError, match="sum in letters"):
        letters(amount)
