"""Revocation lists: the IETF's form, read as the draft's own vectors say, never taken from the wrong signer."""

import base64
import zlib
from collections.abc import Mapping
from typing import Any

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.verification.core import ietf_lists
from tests.verification.core.office import (
    APEX,
    DAY,
    NOON,
    PATIENT,
    REGISTER,
    ROOT,
    STRANGER,
    URI,
    bundle,
    registers,
    statuses,
    trusted,
)
from verification import cbor, cose, status_list
from verification.admission import admit_list
from verification.bundle import TrustBundle
from verification.cbor import Malformed
from verification.inflate import inflate
from verification.signer import FileSigner
from verification.status_list import ListRefused, Status
from verification.trusted_key import KeyState


@pytest.mark.parametrize(
    ("packed", "bits", "cases"),
    [
        (ietf_lists.ONE, 1, ietf_lists.CASES_ONE),
        (ietf_lists.TWO, 2, ietf_lists.CASES_TWO),
        (ietf_lists.FOUR, 4, ietf_lists.CASES_FOUR),
        (ietf_lists.EIGHT, 8, ietf_lists.CASES_EIGHT),
    ],
    ids=["1 bit", "2 bits", "4 bits", "8 bits"],
)
def test_the_vectors_of_the_draft_are_read(packed: str, bits: int, cases: Mapping[int, int]) -> None:
    limit = status_list.BYTES_MAX
    status_list_bytes = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
    opened = inflate(status_list_bytes, 2 * limit)
    assert {index: status_list.status_at(opened, bits, index) for index in cases} == dict(cases)
    others = (index for index in range(0, 1 << 20, 997) if index not in cases)
    assert not any(status_list.status_at(opened, bits, index) for index in others)


CHANGES = st.dictionaries(st.integers(0, 999), st.sampled_from(Status), max_size=30)


@PATIENT
@given(CHANGES)
def test_a_list_says_what_was_set_and_valid_of_all_others(changes: dict[int, Status]) -> None:
    _, opened = status_list.take_apart(status_list.seal(statuses(changes, 1000), APEX))
    assert opened == statuses(changes, 1000)
    assert {index: opened.get(index) for index in range(1000)} == dict.fromkeys(
        range(1000), Status.VALID
    ) | changes


def test_beyond_its_end_a_list_says_nothing() -> None:
    short = statuses(size=8)
    assert (short.get(7), short.get(8), short.get(-1)) == (Status.VALID, None, None)
    with pytest.raises(IndexError):
        short.with_status({8: Status.REVOKED})


def test_a_list_is_a_cwt_that_other_libraries_read() -> None:
    sealed = status_list.seal(statuses({5: Status.SUSPENDED}), APEX)
    tagged = cbor2.loads(sealed)
    claims = cbor2.loads(tagged.value[2])
    assert cbor2.loads(tagged.value[0])[16] == "application/statuslist+cwt"
    assert (claims[2], claims[6], claims[65534]) == (URI, int(statuses().iat.timestamp()), 86_400)
    assert claims[65533]["bits"] == 2


COMPROMISED = trusted(state=KeyState.COMPROMISED, compromised_at=NOON + 5 * DAY)


@pytest.mark.parametrize(
    ("signer", "trust", "reason"),
    [
        (APEX, bundle(), None),
        (ROOT, bundle(), None),
        (REGISTER, bundle(), None),
        (REGISTER, bundle(COMPROMISED, registers()), None),
        (STRANGER, bundle(), "key"),
        (APEX, bundle(trusted(list_uri="https://elsewhere.example/x")), "subject"),
        (REGISTER, bundle(trusted(), trusted(REGISTER)), "key"),
        (REGISTER, bundle(trusted(), registers(issuer="BJ-CCIB")), "key"),
        (APEX, bundle(COMPROMISED), "key"),
        (APEX, bundle(trusted(exp=NOON)), "key"),
    ],
    ids=["the key itself", "the root", "the issuer's register key", "the register key of a stolen one", "a stranger",
         "another list's address", "a key for documents only", "another issuer's register key", "a stolen key",
         "a key past its end"],
)  # fmt: skip
def test_who_may_sign_a_list(signer: FileSigner, trust: TrustBundle, reason: str | None) -> None:
    sealed = status_list.seal(statuses(), signer)
    if reason is None:
        assert admit_list(sealed, trust) == (APEX.kid, statuses())
        return
    with pytest.raises(ListRefused) as raised:
        admit_list(sealed, trust)
    assert raised.value.reason_code == reason


def test_a_list_never_goes_backwards() -> None:
    sealed = status_list.seal(statuses(), APEX)
    assert admit_list(sealed, bundle(), known_number=3)
    with pytest.raises(ListRefused) as raised:
        admit_list(sealed, bundle(), known_number=4)
    assert raised.value.reason_code == "older"


def test_an_altered_list_is_refused() -> None:
    sealed = status_list.seal(statuses({1: Status.REVOKED}, 64), APEX)
    for place in range(len(sealed)):
        altered = bytearray(sealed)
        altered[place] ^= 1
        with pytest.raises(ListRefused):
            admit_list(bytes(altered), bundle())


def claims_of_a_list(**changes: Any) -> dict[int, Any]:
    found: Any = cbor.loads_strict(
        status_list.take_apart(status_list.seal(statuses(), APEX))[0].payload, cbor.REGISTER
    )
    return {**found, **{int(key[1:]): value for key, value in changes.items()}}


@pytest.mark.parametrize(
    "changes",
    [
        {"c65533": {"bits": 2, "lst": zlib.compress(bytes(status_list.BYTES_MAX + 1))}},
        {"c65533": {"bits": 2, "lst": b"not zlib"}},
        {"c65533": {"bits": 1, "lst": b""}},
        {"c65533": {"bits": 3, "lst": b""}},
        {"c6": "today"},
        {"c2": 5},
    ],
    ids=["bomb", "no zlib", "one bit", "three bits", "time", "subject"],
)
def test_a_list_of_another_shape_is_refused(changes: dict[str, Any]) -> None:
    sealed = cose.sign1(APEX, cbor.dumps(claims_of_a_list(**changes)), typ=status_list.TYP)
    with pytest.raises(ListRefused) as raised:
        admit_list(sealed, bundle())
    assert raised.value.reason_code == "shape"


def test_a_list_has_one_to_two_million_places() -> None:
    assert len(status_list.blank(5)) == 2
    for size in (0, -1, status_list.BYTES_MAX * 4 + 1):
        with pytest.raises(ValueError, match="list"):
            status_list.blank(size)
    with pytest.raises(Malformed, match="bits"):
        status_list.status_at(b"", 3, 0)
