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
