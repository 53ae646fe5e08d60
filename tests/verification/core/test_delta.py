"""Deltas: what changed since an older list, small, signed, and only for the list that it follows."""

import random
from datetime import timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kernel import gsm
from tests.verification.core.office import (
    APEX,
    DAY,
    ESSENTIAL,
    NOON,
    PATIENT,
    REGISTER,
    STRANGER,
    URI,
    bundle,
    statuses,
)
from verification import base41, cbor, claims, cose, delta, frames, golomb, token
from verification.admission import admit_delta
from verification.cbor import Malformed
from verification.incomplete import Incomplete
from verification.status_list import BYTES_MAX, ListRefused, Status

INDICES = st.sets(st.integers(0, 1 << 20), max_size=80)
CHANGES = st.dictionaries(st.integers(0, 999), st.sampled_from(Status), max_size=40)
LATER = {"number": 4, "iat": NOON + DAY, "exp": NOON + 30 * DAY + 23 * timedelta(hours=1)}


@PATIENT
@given(INDICES, st.integers(10, 24))
def test_golomb_reads_what_it_writes(indices: set[int], rice: int) -> None:
    assert golomb.decode(golomb.encode(indices, rice), len(indices), rice) == tuple(sorted(indices))


@PATIENT
@given(st.binary(max_size=40), st.integers(0, 60), st.integers(0, 30))
def test_golomb_refuses_or_reads_and_never_runs_away(data: bytes, count: int, rice: int) -> None:
    try:
        found = golomb.decode(data, count, rice)
    except Malformed:
        return
    assert golomb.encode(found, rice) == data


def test_golomb_is_within_a_tenth_of_what_a_random_set_needs() -> None:
    """100 of 10 000: log2 of the number of such sets is 803 bits, 101 bytes."""
    spread = [index * 7919 % 10_000 for index in range(100)]
    assert len(golomb.encode(spread, golomb.best_rice(100, 10_000))) <= 111


def test_golomb_refuses_a_parameter_that_is_too_small() -> None:
    with pytest.raises(ValueError, match="small"):
        golomb.encode([1 << 20], 0)


@PATIENT
@given(CHANGES, CHANGES, st.sampled_from([1000, 1004, 2000, 66_536, BYTES_MAX * 4]))
@example({}, {}, 1004)
@example({}, {1003: Status.REVOKED}, 1004)
def test_an_old_list_and_a_delta_make_the_new_list(
    before: dict[int, Status], after: dict[int, Status], size: int
) -> None:
    """Also one that has grown, whether or not anything in its new part has changed."""
    old = statuses(before, 1000)
    new = statuses(before | after, size, **LATER)
    sealed = delta.seal(delta.between(old, new, APEX.kid), APEX, new.size)
    assert admit_delta(sealed, bundle(), old) == new


def _sealed() -> bytes:
    spread = random.Random(10_100).sample(range(10_000), 100)
    new = statuses(dict.fromkeys(spread, Status.REVOKED), 10_000, **LATER)
    return delta.seal(delta.between(statuses(size=10_000), new, APEX.kid), APEX, new.size)


def test_a_hundred_revocations_of_ten_thousand_are_two_sms() -> None:
    text = base41.encode(_sealed())
    assert gsm.segments(text).encoding == "GSM-7"
    assert gsm.segments(text).parts == 2
    assert base41.decode(text) == _sealed()


@pytest.mark.parametrize(
    ("number", "reason"),
    [(2, "gap"), (4, "older"), (9, "older")],
    ids=["a list in between is missing", "known already", "newer is known"],
)
def test_a_delta_fits_the_list_it_follows_only(number: int, reason: str) -> None:
    with pytest.raises(ListRefused) as raised:
        admit_delta(_sealed(), bundle(), statuses(size=10_000, number=number))
    assert raised.value.reason_code == reason


def test_growth_costs_ten_bytes_and_only_when_there_is_some() -> None:
    """Eight are its own set; the others are the rest's, whose gaps are longer and whose length needs a byte more."""
    old, changes = statuses(size=65_536), {5: Status.REVOKED, 40_000: Status.REVOKED}
    bodies = [
        delta.seal(delta.between(old, statuses(changes, size, **LATER), APEX.kid), APEX, size)
        for size in (65_536, 131_072)
    ]
    assert [len(body) for body in bodies] == [99, 109]


def test_a_delta_made_before_growth_was_said_makes_the_list_as_long_as_it_must() -> None:
    """Its last place is a change, not the end: what lies behind is in the next list."""
    found = delta.apply(delta.take_apart(_sealed())[1], statuses(size=1000))
    assert 1000 < found.size <= 10_000
    assert [found.get(index) for index in range(found.size) if found.get(index)] == [Status.REVOKED] * 100


@pytest.mark.parametrize(("last", "taken"), [(BYTES_MAX * 4 - 1, True), (BYTES_MAX * 4, False)])
def test_no_delta_makes_a_list_longer_than_lists_may_be(last: int, taken: bool) -> None:
    changes = delta.Delta(list_kid=APEX.kid, base=3, number=4, iat=NOON, changes={last: Status.REVOKED})
    sealed = delta.seal(changes, APEX, last)
    if taken:
        assert admit_delta(sealed, bundle(), statuses(size=100)).size == BYTES_MAX * 4
        return
    with pytest.raises(ListRefused) as raised:
        admit_delta(sealed, bundle(), statuses(size=100))
    assert raised.value.reason_code == "shape"


def test_a_delta_is_believed_of_the_keys_that_may_sign_the_list() -> None:
    old, new = statuses(size=100), statuses({5: Status.REVOKED}, 100, **LATER)
    changes = delta.between(old, new, APEX.kid)
    assert admit_delta(delta.seal(changes, REGISTER, 100), bundle(), old) == new
    with pytest.raises(ListRefused) as raised:
        admit_delta(delta.seal(changes, STRANGER, 100), bundle(), old)
    assert raised.value.reason_code == "key"
    with pytest.raises(ListRefused) as raised:
        admit_delta(delta.seal(changes, APEX, 100), bundle(), statuses(size=100, uri=URI + "x"))
    assert raised.value.reason_code == "subject"


def test_no_flipped_bit_of_a_delta_is_accepted() -> None:
    old = statuses(size=100)
    sealed = delta.seal(delta.between(old, statuses({5: Status.REVOKED}, 100, **LATER), APEX.kid), APEX, 100)
    for bit in range(len(sealed) * 8):
        altered = bytearray(sealed)
        altered[bit // 8] ^= 1 << bit % 8
        with pytest.raises(ListRefused):
            admit_delta(bytes(altered), bundle(), old)


def test_a_delta_never_passes_for_a_document_nor_a_document_for_a_delta() -> None:
    assert not cose.take_apart(_sealed()).signed_by(APEX.public)
    with pytest.raises(Incomplete) as refused:
        token.read(_sealed())
    assert refused.value.reason_code == "lists"
    payload = cbor.dumps([APEX.kid, 3, 4, claims.seconds(NOON), {}])
    with pytest.raises(ListRefused) as raised:
        admit_delta(cose.sign1(APEX, payload), bundle(), statuses())
    assert raised.value.reason_code == "signature"
    with pytest.raises(ListRefused):
        admit_delta(token.issue(ESSENTIAL, APEX), bundle(), statuses())


def test_a_status_named_twice_is_refused() -> None:
    sets = {1: [3, 1, golomb.encode([5], 3)], 2: [3, 1, golomb.encode([5], 3)]}
    sealed = cose.sign1(APEX, cbor.dumps([APEX.kid, 3, 4, claims.seconds(NOON), sets]), aad=delta.AAD)
    with pytest.raises(ListRefused) as raised:
        admit_delta(sealed, bundle(), statuses())
    assert raised.value.reason_code == "shape"


def test_a_delta_fits_one_frame_of_a_colleagues_screen() -> None:
    assert len(frames.split(_sealed())) == 1


def test_lists_of_two_keys_have_no_delta() -> None:
    with pytest.raises(ValueError, match="one key"):
        delta.between(statuses(), statuses(uri=URI + "x", number=4), APEX.kid)
