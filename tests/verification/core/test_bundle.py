"""Trust bundles: signed by the root, never backwards, and a new root only as the old one foretold it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.verification.core.office import (
    APEX,
    NEXT_ROOT,
    NOON,
    PATIENT,
    ROOT,
    STATE,
    STRANGER,
    bundle,
    p256,
    registers,
    trusted,
)
from verification import bundle as bundles
from verification import cbor, cose, status_list
from verification.bundle import BundleForged, OlderBundle
from verification.trusted_key import KeyState

STOLEN = trusted(STATE, state=KeyState.COMPROMISED, compromised_at=NOON)
MANY = bundle(
    trusted(), registers(), STOLEN, trusted(STRANGER, state=KeyState.RETIRED, doc_types=frozenset({2, 99}))
)


@pytest.mark.parametrize("made", [bundle(), MANY], ids=["two keys", "every state"])
def test_a_bundle_is_opened_as_it_was_sealed(made: bundles.TrustBundle) -> None:
    opened = bundles.open_sealed(bundles.seal(made, ROOT), ROOT.public, made.number)
    assert opened == made
    assert opened.key(APEX.kid) == trusted()
    assert opened.key(b"none") is None


def test_a_bundle_never_goes_backwards() -> None:
    sealed = bundles.seal(bundle(), ROOT)
    with pytest.raises(OlderBundle) as raised:
        bundles.open_sealed(sealed, ROOT.public, 8)
    assert (raised.value.number, raised.value.known_number) == (7, 8)


def test_no_altered_byte_of_a_bundle_is_accepted() -> None:
    sealed = bundles.seal(bundle(), ROOT)
    for place in range(len(sealed)):
        altered = bytearray(sealed)
        altered[place] ^= 1
        with pytest.raises(BundleForged):
            bundles.open_sealed(bytes(altered), ROOT.public)


def resigned(**changes: Any) -> bytes:
    """The claims of a bundle altered by its own root."""
    claims: Any = cbor.loads_strict(cose.take_apart(bundles.seal(bundle(), ROOT)).payload)
    for name, value in changes.items():
        (claims if name[0] == "c" else claims[bundles.BODY])[int(name[1:])] = value
    return cose.sign1(ROOT, cbor.dumps(claims), typ=bundles.TYP)


@pytest.mark.parametrize(
    ("sealed", "reason"),
    [
        (b"", "shape"),
        (status_list.seal(status_list.StatusList(uri="x", number=1, statuses=b"\0", iat=NOON, ttl=1, exp=NOON), ROOT),
         "shape"),
        (bundles.seal(bundle(root=STRANGER.public), STRANGER), "root"),
        (cose.sign1(STRANGER, cose.take_apart(bundles.seal(bundle(), ROOT)).payload, typ=bundles.TYP), "signature"),
        (cose.sign1(ROOT, cose.take_apart(bundles.seal(bundle(), ROOT)).payload), "signature"),
        (resigned(b3=b"short"), "shape"),
        (resigned(b2=[{}]), "shape"),
        (resigned(b1="7"), "shape"),
        (resigned(c6=None), "shape"),
        (resigned(b4=b"\x00"), "shape"),
    ],
    ids=["nothing", "a list", "another root", "another root in its name", "no typ", "short hash", "empty key",
         "number as text", "no time", "no root"],
)  # fmt: skip
def test_what_is_no_bundle_of_our_root_is_forged(sealed: bytes, reason: str) -> None:
    with pytest.raises(BundleForged) as raised:
        bundles.open_sealed(sealed, ROOT.public)
    assert raised.value.reason_code == reason


def test_the_next_root_is_accepted_because_its_hash_was_foretold() -> None:
    held = bundle()
    following = bundle(number=8, root=NEXT_ROOT.public, next_root_hash=p256(16).public.thumbprint)
    sealed = bundles.seal(following, NEXT_ROOT)
    opened = bundles.open_sealed(sealed, held.root, held.number, next_root_hash=held.next_root_hash)
    assert opened == following
    with pytest.raises(BundleForged):
        bundles.open_sealed(sealed, held.root, held.number)


def test_a_stolen_root_does_not_choose_its_successor() -> None:
    """It can sign bundles until the next root is used, and no root but the one that was foretold follows."""
    held = bundle()
    usurper = bundles.seal(bundle(number=9, root=STRANGER.public), STRANGER)
    with pytest.raises(BundleForged) as raised:
        bundles.open_sealed(usurper, held.root, held.number, next_root_hash=held.next_root_hash)
    assert raised.value.reason_code == "root"


def test_what_no_reader_would_open_is_not_sealed() -> None:
    for made, root in (
        (bundle(trusted(), trusted()), ROOT),
        (bundle(next_root_hash=b""), ROOT),
        (bundle(), STRANGER),
    ):
        with pytest.raises(ValueError):  # noqa: PT011 - three reasons
            bundles.seal(made, root)


@pytest.mark.parametrize(
    "changes",
    [
        {"state": KeyState.COMPROMISED},
        {"compromised_at": NOON},
        {"exp": NOON - bundle().keys[0].exp.resolution, "nbf": NOON},
        {"list_uri": "x" * 201},
    ],
    ids=["stolen, but when", "not stolen, but when", "ends before it begins", "long address"],
)
def test_a_key_that_contradicts_itself_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="key"):
        trusted(**changes)


@PATIENT
@given(st.binary(max_size=200))
def test_any_bytes_are_forged_at_worst(data: bytes) -> None:
    with pytest.raises(BundleForged):
        bundles.open_sealed(data, ROOT.public)
