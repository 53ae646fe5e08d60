"""Frames: several codes or messages in any order make the whole again, or say what is missing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.verification.core.office import PATIENT
from verification import base41, frames
from verification.incomplete import Incomplete
from verification.qr.symbol import TooLong, symbol


@PATIENT
@given(st.binary(max_size=3000), st.randoms(use_true_random=False))
def test_frames_in_any_order_make_the_whole(data: bytes, chance: object) -> None:
    texts = list(frames.split(data, 100))
    chance.shuffle(texts)  # type: ignore[attr-defined]
    assert frames.join(texts + texts[:1]) == data


def test_one_missing_or_of_another_whole_is_incomplete() -> None:
    one, two = frames.split(bytes(500), 100), frames.split(bytes(501), 100)
    for texts in (one[1:], one[:-1], (*one, two[0]), ()):
        with pytest.raises(Incomplete) as raised:
            frames.join(texts)
        assert raised.value.reason_code == "frames"


def test_a_piece_swapped_for_another_is_noticed() -> None:
    texts = list(frames.split(bytes(range(200)), 100))
    other = bytearray(base41.decode(texts[1]))
    other[20] ^= 1
    texts[1] = base41.encode(bytes(other))
    with pytest.raises(Incomplete):
        frames.join(texts)


def test_a_token_is_no_frame() -> None:
    with pytest.raises(Incomplete) as raised:
        frames.join([base41.encode(b"\xd2\x84\x43abc")])
    assert raised.value.reason_code == "not_a_seal"


def test_more_than_a_person_would_scan_is_not_framed() -> None:
    with pytest.raises(ValueError, match="long"):
        frames.split(bytes(1 << 16))


def test_a_frame_fills_a_version_20_symbol() -> None:
    """970 symbols of 20-M; documents stay below 15."""
    text = frames.split(bytes(frames.BYTES_QR20 * 2))[0]
    assert len(text) == 970
    with pytest.raises(TooLong):
        symbol(text)


GLUED = {
    "side by side": lambda texts: "".join(texts),
    "a line each": lambda texts: "\n".join(texts),
    "broken into lines": lambda texts: "\n".join(f"{text[:32]}\n{text[32:]}" for text in texts),
    "lowered by an app": lambda texts: " ".join(texts).lower(),
    "with other words": lambda texts: f"Guichet; {texts[1]} fin, {texts[0]}; " + " ".join(texts[2:]),
}


@pytest.mark.parametrize("name", list(GLUED))
def test_frames_are_found_in_whatever_stands_around_them(name: str) -> None:
    texts = list(frames.split(bytes(range(250)), 60))
    assert sorted(frames.within(GLUED[name](texts))) == sorted(texts)


def test_crumbs_are_glued_to_a_frame_up_to_the_longest_there_is() -> None:
    [found] = frames.within("1ZA " + "0 " * 2140)
    assert len(found) == 970


@PATIENT
@given(st.text("1ZA 0I2W-./:+\n", max_size=400))
def test_looking_for_frames_never_fails(text: str) -> None:
    assert all(found.startswith(frames.START) for found in frames.within(text))
