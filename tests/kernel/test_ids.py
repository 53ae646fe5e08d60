"""References are unique, hide their serial, survive typing and betray a slip of the finger."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.ids import SERIALS, ReferenceRefused, new_code, parse_reference, reference, serial_of, spaced

KEY = bytes(range(32))
SERIAL = st.integers(0, SERIALS - 1)
YEAR = st.integers(2000, 2099)


@given(SERIAL, YEAR, st.binary(min_size=16, max_size=64))
def test_a_reference_gives_its_serial_back_to_the_holder_of_the_key(
    serial: int, year: int, key: bytes
) -> None:
    """An inverse for every serial is what makes the permutation one to one."""
    made = reference(serial, year, key)
    assert len(made) == 12
    assert made.isascii()
    assert made.isdigit()
    assert made[:2] == f"{year % 100:02}"
    assert parse_reference(made) == made
    assert int(made) % 97 == 1
    assert serial_of(made, key) == (year, serial)


@given(st.integers(0, SERIALS - 1), YEAR, st.binary(min_size=16, max_size=32))
def test_every_eight_digits_are_the_image_of_some_serial(image: int, year: int, key: bytes) -> None:
    body = f"{year % 100:02}{image:08}"
    made = body + f"{98 - int(body) * 100 % 97:02}"
    _, serial = serial_of(made, key)
    assert reference(serial, year, key) == made


def test_the_published_way_to_check_agrees_on_a_fixed_reference() -> None:
    """Printed references live for years: the same serial and key must give the same digits for ever."""
    assert reference(1234, 2026, b"k" * 32) == "260491351645"


def test_neighbours_years_and_keys_look_unrelated() -> None:
    serials = [int(reference(serial, 2026, KEY)[2:10]) for serial in range(500)]
    assert len(set(serials)) == 500
    assert sum(1 for a, b in pairwise(serials) if abs(a - b) < 1000) < 5
    assert max(serials) > 90_000_000
    assert min(serials) < 10_000_000
    assert reference(7, 2026, KEY)[2:10] != reference(7, 2027, KEY)[2:10]
    assert reference(7, 2026, KEY) != reference(7, 2026, KEY[::-1])


@given(SERIAL, st.integers(0, 11), st.integers(1, 9))
def test_one_wrong_digit_is_always_seen(serial: int, place: int, shift: int) -> None:
    made = reference(serial, 2026, KEY)
    wrong = made[:place] + str((int(made[place]) + shift) % 10) + made[place + 1 :]
    with pytest.raises(ReferenceRefused, match="check"):
        parse_reference(wrong)


@given(SERIAL, st.integers(0, 10), st.integers(1, 2))
def test_two_digits_swapped_are_always_seen(serial: int, place: int, distance: int) -> None:
    digits = list(reference(serial, 2026, KEY))
    other = min(place + distance, 11)
    digits[place], digits[other] = digits[other], digits[place]
    if "".join(digits) != reference(serial, 2026, KEY):
        with pytest.raises(ReferenceRefused, match="check"):
            parse_reference("".join(digits))


@pytest.mark.parametrize(
    "typed",
    [
        "26 04913516 45",
        "26-04913516-45",
        "26.0491.3516.45",
        " 260491351645\n",
        "２６０４９１３５１６４５",
        "26\u00a004913516\u202f45",
    ],
)
def test_a_reference_is_read_however_it_is_typed(typed: str) -> None:
    assert parse_reference(typed) == "260491351645"


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "length"), ("26049135164", "length"), ("2604913516450", "length"), (" " * 65, "length"),
        ("26049135164O", "digits"), ("26*4913516445", "digits"), ("٢٦٠٤٩١٣٥١٦٤٥", "digits"),
        ("260491351646", "check"), ("000000000000", "check"), ("26²491351645", "digits"),
    ],
)  # fmt: skip
def test_what_is_no_reference_is_refused_by_reason(typed: str, reason: str) -> None:
    with pytest.raises(ReferenceRefused) as refused:
        parse_reference(typed)
    assert refused.value.reason_code == reason
    assert str(refused.value) == reason


def test_check_digits_that_are_congruent_but_not_canonical_are_refused() -> None:
    """Check digits run from 02 to 98: 00, 01 and 99 would be second spellings of 97, 98 and 02."""
    made = next(r for r in (reference(serial, 2026, KEY) for serial in range(2000)) if r.endswith("97"))
    with pytest.raises(ReferenceRefused, match="check"):
        parse_reference(made[:10] + "00")


@pytest.mark.parametrize(
    ("serial", "year", "key"),
    [
        (-1, 2026, KEY),
        (SERIALS, 2026, KEY),
        (1, 1999, KEY),
        (1, 26, KEY),
        (1, 2100, KEY),
        (1, 2026, b"short"),
    ],
)
def test_a_serial_year_or_key_out_of_bounds_makes_no_reference(serial: int, year: int, key: bytes) -> None:
    with pytest.raises(ValueError, match=r"reference key|out of range"):
        reference(serial, year, key)


def test_a_reference_is_read_out_in_three_groups() -> None:
    assert spaced("260123456789") == "26 01234567 89"


def test_codes_are_four_digits_and_spread() -> None:
    codes = {new_code() for _ in range(500)}
    assert all(len(code) == 4 and code.isascii() and code.isdigit() for code in codes)
    assert len(codes) > 400
