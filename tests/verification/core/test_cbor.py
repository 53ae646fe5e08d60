"""Strict CBOR: one meaning, one encoding; everything that two readers could read differently is refused."""

import math

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.verification.core.office import PATIENT
from verification import cbor
from verification.cbor import CutShort, Limits, Malformed, Tag

INTEGERS = st.integers(-(2**64), 2**64 - 1)
LEAVES = st.none() | st.booleans() | INTEGERS | st.binary(max_size=40) | st.text(max_size=20)
ITEMS = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=5) | st.dictionaries(INTEGERS | st.text(max_size=5), inner, max_size=5)
    ),
    max_leaves=15,
)
WIDE = Limits(1 << 16, depth=40, tags=frozenset({18}))


@PATIENT
@given(ITEMS)
def test_what_is_written_is_read(item: object) -> None:
    assert cbor.loads_strict(cbor.dumps(item), WIDE) == item


@PATIENT
@given(ITEMS)
def test_another_library_reads_the_same(item: object) -> None:
    assert cbor2.loads(cbor.dumps(item)) == item


@PATIENT
@given(st.binary(max_size=60))
def test_what_is_read_has_no_other_encoding(data: bytes) -> None:
    try:
        item = cbor.loads_strict(data, WIDE)
    except Malformed:
        return
    assert cbor.dumps(item) == data


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("", "short"),
        ("18", "short"),
        ("1817", "not_shortest"),
        ("190017", "not_shortest"),
        ("1a0000ffff", "not_shortest"),
        ("1b00000000ffffffff", "not_shortest"),
        ("5801", "not_shortest"),
        ("f93c00", "float"),
        ("fa3f800000", "float"),
        ("fb3ff0000000000000", "float"),
        ("f7", "simple"),
        ("f820", "simple"),
        ("5f4101ff", "indefinite"),
        ("7f6161ff", "indefinite"),
        ("9f01ff", "indefinite"),
        ("bf0102ff", "indefinite"),
        ("ff", "simple"),
        ("1c", "reserved"),
        ("a201000100", "duplicate"),
        ("a202000100", "unsorted"),
        ("a2616100616200ff", "trailing"),
        ("a220000100", "unsorted"),
        ("a1f500", "key"),
        ("a1800000", "key"),
        ("c074323031332d30332d32315432303a30343a30305a", "tag"),
        ("d83d00", "tag"),
        ("62c328", "utf8"),
        ("0000", "trailing"),
        ("81818181818181" + "00", "deep"),
        ("9b7fffffffffffffff", "short"),
        ("bb7fffffffffffffff", "short"),
        ("5b7fffffffffffffff", "short"),
        ("9a00100000" + "00" * 50, "short"),
    ],
)
def test_everything_else_is_refused(data: str, reason: str) -> None:
    """Bad-input row 56: bombs of length and depth cost nothing."""
    with pytest.raises(Malformed) as raised:
        cbor.loads_strict(bytes.fromhex(data))
    assert raised.value.reason_code == reason
    assert isinstance(raised.value, CutShort) == (reason == "short")


def test_more_than_the_limit_is_not_looked_at() -> None:
    with pytest.raises(Malformed, match="large"):
        cbor.loads_strict(cbor.dumps(bytes(4096)))
    assert cbor.loads_strict(cbor.dumps(bytes(4093))) == bytes(4093)


def test_six_levels_are_allowed() -> None:
    assert cbor.loads_strict(bytes.fromhex("818181818181" + "00")) == [[[[[[0]]]]]]


@pytest.mark.parametrize(
    "value",
    [1.5, math.nan, {1, 2}, object(), {1.0: 2}, 1 << 64],
    ids=["a float", "no number", "a set", "an object", "a float as a key", "beyond 64 bits"],
)
def test_a_float_is_never_written(value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        cbor.dumps(value)


def test_keys_are_sorted_by_their_bytes_not_by_their_length() -> None:
    """RFC 8949 4.2.1, unlike RFC 7049: 1000 (19 03e8) comes before -1 (20)."""
    assert cbor.dumps({-1: 0, 1000: 0, 10: 0}).hex() == "a30a001903e8002000"


def test_a_tag_that_is_expected_is_read() -> None:
    assert cbor.loads_strict(bytes.fromhex("d200")) == Tag(18, 0)
