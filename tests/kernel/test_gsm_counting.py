"""Septets, encodings and parts are those a network charges; smsutil is the independent oracle."""

import pytest
import smsutil
from hypothesis import assume, given
from hypothesis import strategies as st
from smsutil.codecs import GSM_CHARSET

from kernel.alphabet import DEFAULT, EXTENSION
from kernel.gsm import is_gsm7, segments, septets, split

GSM = "".join(character for character in GSM_CHARSET if character != "\x1b")
MIXED = st.text(alphabet=st.sampled_from(GSM + "ɛê😀ç"), max_size=400)
# Mostly one character with a few costly ones, so that a cut often falls in a pair.
RUNS = st.lists(
    st.tuples(st.sampled_from("x€^é\nɛ😀"), st.integers(1, 160)).map(lambda run: run[0] * run[1]), max_size=8
).map("".join)

VECTORS = [
    ("empty", "", ("GSM-7", 1, 0)),
    ("one full part", "x" * 160, ("GSM-7", 1, 160)),
    ("one more", "x" * 161, ("GSM-7", 2, 161)),
    ("two full parts", "x" * 306, ("GSM-7", 2, 306)),
    ("extension fills", "€" * 80, ("GSM-7", 1, 160)),
    ("extension straddles", "x" * 152 + "€" + "x" * 152, ("GSM-7", 3, 306)),
    ("one foreign letter", "ɛ" + "x" * 69, ("UCS-2", 1, 70)),
    ("foreign and one more", "ɛ" + "x" * 70, ("UCS-2", 2, 71)),
    ("surrogates straddle", "ɛ" + "x" * 65 + "😀" + "x" * 66, ("UCS-2", 3, 134)),
]


@pytest.mark.parametrize(("text", "cost"), [row[1:] for row in VECTORS], ids=[row[0] for row in VECTORS])
def test_a_message_costs_what_the_network_counts(text: str, cost: tuple[str, int, int]) -> None:
    assert segments(text) == cost


def test_the_alphabet_is_the_one_of_the_specification() -> None:
    assert len(DEFAULT) == 127
    assert set(DEFAULT + EXTENSION) == set(GSM)
    assert all(is_gsm7(character) == (character in GSM) for character in map(chr, range(0x2200)))


@given(st.one_of(MIXED, RUNS))
def test_the_oracle_counts_and_cuts_the_same(text: str) -> None:
    assume(text)  # The oracle calls the empty message UCS-2.
    oracle = smsutil.split(text)
    gsm7 = oracle.encoding == "gsm0338"
    units = oracle.total_bytes if gsm7 else oracle.total_bytes // 2
    assert segments(text) == ("GSM-7" if gsm7 else "UCS-2", len(oracle.parts), units)
    assert split(text) == [part.content for part in oracle.parts]


@given(st.one_of(MIXED, RUNS))
def test_parts_joined_are_the_message_and_each_fits(text: str) -> None:
    parts = split(text)
    assert "".join(parts) == text
    if len(parts) > 1 and is_gsm7(text):
        assert all(0 < septets(part) <= 153 for part in parts)
    elif len(parts) > 1:
        assert all(0 < len(part.encode("utf-16-be")) <= 134 for part in parts)


@pytest.mark.parametrize(("text", "count"), [("abc", 3), ("a€[", 5), ("prêt", 4), ("ɲ😀", 3)])
def test_septets_are_those_of_the_folded_text(text: str, count: int) -> None:
    assert septets(text) == count
