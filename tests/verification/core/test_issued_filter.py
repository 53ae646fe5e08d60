"""The filter of issued seals: what was issued always passes, what a thief makes hardly ever, signed by another key."""

from dataclasses import replace

import pytest

from tests.verification.core.office import (
    APEX,
    DAY,
    ESSENTIAL,
    NOON,
    REGISTER,
    ROOT,
    STRANGER,
    bundle,
    registers,
    trusted,
)
from verification import cbor, claims, cose, issued_filter
from verification.admission import admit_filter
from verification.bundle import TrustBundle
from verification.issued_filter import IssuedFilter
from verification.signer import FileSigner
from verification.status_list import ListRefused
from verification.trusted_key import KeyState

COUNT = 2000
# The filter sees nothing of a token but the SHA-256 of its claims: what differs in one byte is as strange as any other.
_BYTES = claims.encode(ESSENTIAL)
STRANGERS = [_BYTES + index.to_bytes(2) for index in range(19 * COUNT)]


@pytest.fixture(scope="module")
def payloads() -> list[bytes]:
    return [claims.encode(replace(ESSENTIAL, index=index)) for index in range(COUNT)]


@pytest.fixture(scope="module")
def issued(payloads: list[bytes]) -> IssuedFilter:
    return issued_filter.build(payloads, COUNT, APEX.kid, NOON)


def test_whatever_was_issued_passes(issued: IssuedFilter, payloads: list[bytes]) -> None:
    assert all(map(issued.may_hold, payloads))


def test_one_stranger_in_a_thousand_passes(issued: IssuedFilter) -> None:
    """38 000 strangers: 38 are expected, and more than 76 would be chance once in a hundred million."""
    assert sum(map(issued.may_hold, STRANGERS)) <= 76


def test_it_takes_less_than_two_bytes_a_seal(issued: IssuedFilter) -> None:
    assert len(issued.bits) <= 1.85 * COUNT


def test_more_hashes_let_fewer_pass(payloads: list[bytes]) -> None:
    strict = issued_filter.build(payloads, COUNT, APEX.kid, NOON, hashes=20)
    assert all(map(strict.may_hold, payloads))
    assert not any(map(strict.may_hold, STRANGERS[:5000]))


@pytest.mark.parametrize(
    ("signer", "trust", "reason"),
    [
        (REGISTER, bundle(), None),
        (ROOT, bundle(), None),
        (STRANGER, bundle(), "key"),
        (REGISTER, bundle(trusted()), "key"),
        (REGISTER, bundle(trusted(), registers(issuer="BJ-CCIB")), "key"),
        (
            REGISTER,
            bundle(trusted(), registers(state=KeyState.COMPROMISED, compromised_at=NOON + DAY)),
            "key",
        ),
        (REGISTER, bundle(registers()), "subject"),
    ],
    ids=[
        "the register key",
        "the root",
        "a stranger",
        "not in the bundle",
        "another issuer's",
        "stolen",
        "of no key",
    ],
)
def test_who_may_sign_a_filter(
    issued: IssuedFilter, signer: FileSigner, trust: TrustBundle, reason: str | None
) -> None:
    sealed = issued_filter.seal(issued, signer)
    if reason is None:
        assert admit_filter(sealed, trust) == issued
        return
    with pytest.raises(ListRefused) as raised:
        admit_filter(sealed, trust)
    assert raised.value.reason_code == reason


def test_a_key_does_not_vouch_for_itself(issued: IssuedFilter) -> None:
    with pytest.raises(ValueError, match="itself"):
        issued_filter.seal(issued, APEX)
    body = {1: APEX.kid, 2: 10, 3: 64, 4: b"\xff" * 8}
    payload = cbor.dumps({claims.IAT: claims.seconds(NOON), issued_filter.BODY: body})
    with pytest.raises(ListRefused) as raised:
        admit_filter(cose.sign1(APEX, payload, typ=issued_filter.TYP), bundle())
    assert raised.value.reason_code == "key"


@pytest.mark.parametrize(
    "body",
    [{1: b"kid!", 2: 0, 3: 64, 4: bytes(8)}, {1: b"kid!", 2: 65, 3: 64, 4: bytes(8)},
     {1: b"kid!", 2: 10, 3: 65, 4: bytes(8)}, {1: b"k", 2: 10, 3: 64, 4: bytes(8)}, {1: b"kid!", 2: 10, 3: 0, 4: b""}],
    ids=["no hash", "too many hashes", "size beyond its bits", "short kid", "empty"],
)  # fmt: skip
def test_a_filter_of_another_shape_is_refused(body: dict[int, object]) -> None:
    payload = cbor.dumps({claims.IAT: claims.seconds(NOON), issued_filter.BODY: body})
    with pytest.raises(ListRefused) as raised:
        admit_filter(cose.sign1(REGISTER, payload, typ=issued_filter.TYP), bundle())
    assert raised.value.reason_code == "shape"


def test_no_altered_byte_is_accepted(payloads: list[bytes]) -> None:
    sealed = issued_filter.seal(issued_filter.build(payloads[:3], 3, APEX.kid, NOON), REGISTER)
    for place in range(len(sealed)):
        altered = bytearray(sealed)
        altered[place] ^= 1
        with pytest.raises(ListRefused):
            admit_filter(bytes(altered), bundle())
