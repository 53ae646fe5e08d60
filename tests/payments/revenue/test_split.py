"""Splits: to the franc, in proportion, and undone by their opposite."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.revenue import Share, split

COMMUNE = (Share("commune", 80), Share("cercle", 15), Share("region", 5))
AMOUNTS = st.integers(-(10**12), 10**12)
SHARES = st.lists(st.integers(1, 10**6), min_size=1, max_size=10).map(
    lambda parts: [Share(f"b{number}", weight) for number, weight in enumerate(parts)]
)


@pytest.mark.parametrize(
    ("amount", "shares", "parts"),
    [
        (875, COMMUNE, (700, 131, 44)),
        (3000, COMMUNE, (2400, 450, 150)),
        (1, COMMUNE, (1, 0, 0)),
        (0, COMMUNE, (0, 0, 0)),
        (-875, COMMUNE, (-700, -131, -44)),
        (2001, (Share("mairie", 50), Share("anip", 50)), (1001, 1000)),
        (100, (Share("a", 1), Share("b", 1), Share("c", 1)), (34, 33, 33)),
        (3000, (Share("commune", 80), Share("district", 20)), (2400, 600)),
    ],
    ids=["TDRL of 875", "TDRL of 3000", "one franc", "nothing", "reversal", "halves", "thirds", "Bamako"],
)
def test_the_shares_are_those_of_the_largest_remainder(
    amount: int, shares: tuple[Share, ...], parts: tuple[int, ...]
) -> None:
    assert tuple(split(amount, shares).values()) == parts
    assert list(split(amount, shares)) == [share.beneficiary for share in shares]


@given(AMOUNTS, SHARES)
def test_the_parts_sum_to_the_amount(amount: int, shares: list[Share]) -> None:
    assert sum(split(amount, shares).values()) == amount


@given(AMOUNTS, SHARES)
def test_a_reversal_is_the_opposite_part_by_part(amount: int, shares: list[Share]) -> None:
    undone = split(-amount, shares)
    assert {name: -part for name, part in undone.items()} == split(amount, shares)


@given(AMOUNTS, SHARES)
def test_no_part_is_a_franc_away_from_its_exact_value(amount: int, shares: list[Share]) -> None:
    whole = sum(share.parts for share in shares)
    parts = split(amount, shares)
    assert all(abs(parts[share.beneficiary] - Fraction(amount * share.parts, whole)) < 1 for share in shares)


@pytest.mark.parametrize(
    "shares",
    [
        (),
        (Share("a", 0),),
        (Share("a", -1), Share("b", 2)),
        (Share("a", 1), Share("a", 1)),
        (Share("a", 1),) * 11,
    ],
    ids=["none", "zero", "negative", "twice", "too many"],
)
def test_shares_that_make_no_split_are_refused(shares: tuple[Share, ...]) -> None:
    with pytest.raises(ValueError, match=r"share|beneficiary"):
        split(100, shares)
