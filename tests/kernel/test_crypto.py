"""Sealed values open only where they belong; keys rotate without a stop. Fault row 40."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.crypto import KeyMissing, Keyring, SealBroken

OLD, NEW, INDEX = b"o" * 32, b"n" * 32, b"i" * 32
RING = Keyring({"2025": OLD, "2026": NEW}, active="2026", index_key=INDEX)
HERE = "case.answers.42"


@given(plain=st.binary(max_size=2000), context=st.text(max_size=80))
def test_what_is_sealed_opens_again(plain: bytes, context: str) -> None:
    assert RING.open(RING.seal(plain, context), context) == plain


@given(plain=st.binary(max_size=300), data=st.data())
def test_any_flipped_bit_is_noticed(plain: bytes, data: st.DataObject) -> None:
    sealed = bytearray(RING.seal(plain, HERE))
    place = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[place // 8] ^= 1 << place % 8
    with pytest.raises((SealBroken, KeyMissing)):
        RING.open(bytes(sealed), HERE)


@given(kept=st.integers(0, 42))
def test_a_cut_value_is_noticed(kept: int) -> None:
    with pytest.raises(SealBroken):
        RING.open(RING.seal(b"Awa Traore", HERE)[:kept], HERE)


def test_a_value_moved_to_another_row_does_not_open() -> None:
    with pytest.raises(SealBroken):
        RING.open(RING.seal(b"Awa Traore", HERE), "case.answers.43")


def test_the_same_value_never_looks_the_same_twice() -> None:
    assert len({RING.seal(b"Awa Traore", HERE) for _ in range(100)}) == 100


def test_the_stored_form_is_length_key_id_nonce_ciphertext_tag() -> None:
    sealed = RING.seal(b"12345", HERE)
    assert sealed[:5] == b"\x042026"
    assert len(sealed) == 1 + 4 + 12 + 5 + 16


def test_an_old_key_reads_and_the_active_one_writes() -> None:
    before = Keyring({"2025": OLD}, active="2025", index_key=INDEX).seal(b"Awa", HERE)
    assert RING.open(before, HERE) == b"Awa"
    assert not RING.is_current(before)
    assert RING.is_current(RING.seal(b"Awa", HERE))


def test_a_lost_key_is_named_and_nothing_is_returned() -> None:
    sealed = RING.seal(b"Awa", HERE)
    with pytest.raises(KeyMissing, match="2026") as caught:
        Keyring({"2025": OLD}, active="2025", index_key=INDEX).open(sealed, HERE)
    assert caught.value.key_id == "2026"


def test_another_key_under_the_same_id_does_not_open() -> None:
    impostor = Keyring({"2026": OLD}, active="2026", index_key=INDEX)
    with pytest.raises(SealBroken):
        RING.open(impostor.seal(b"Awa", HERE), HERE)


def test_a_memoryview_from_the_database_driver_opens() -> None:
    assert RING.open(memoryview(RING.seal(b"Awa", HERE)), HERE) == b"Awa"  # type: ignore[arg-type]


def test_an_index_is_stable_and_differs_by_value_purpose_and_key() -> None:
    index = RING.index("+22370000001", "phone")
    assert index == RING.index("+22370000001", "phone")
    assert len(index) == 32
    assert set(index) <= set("0123456789abcdef")
    other_key = Keyring({"2026": NEW}, active="2026", index_key=b"j" * 32)
    others = {
        RING.index("+22370000002", "phone"),
        RING.index("+22370000001", "payer"),
        other_key.index("+22370000001", "phone"),
    }
    assert len(others | {index}) == 4


def test_purpose_and_value_do_not_run_into_each_other() -> None:
    assert RING.index("bc", "a") != RING.index("c", "ab")


@pytest.mark.parametrize(
    ("keys", "active", "index", "error"),
    [
        ({"a": NEW}, "b", INDEX, KeyMissing),
        ({}, "a", INDEX, KeyMissing),
        ({"a": NEW[:16]}, "a", INDEX, ValueError),
        ({"a": NEW + b"x"}, "a", INDEX, ValueError),
        ({"a": NEW}, "a", INDEX[:31], ValueError),
        ({"": NEW}, "", INDEX, ValueError),
        ({"k" * 256: NEW}, "k" * 256, INDEX, ValueError),
    ],
    ids=["active-absent", "no-keys", "short-key", "long-key", "short-index-key", "empty-id", "long-id"],
)
def test_a_wrong_keyring_is_refused(
    keys: dict[str, bytes], active: str, index: bytes, error: type[Exception]
) -> None:
    with pytest.raises(error):
        Keyring(keys, active, index)
