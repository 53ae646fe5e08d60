"""Keys: the algorithm belongs to the key, a key at rest is encrypted, and a token in an HSM signs as a file does."""

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from tests.verification.core.office import APEX, ESSENTIAL, STATE, STRANGER, p256
from verification import cbor, keys, signer, token
from verification.cbor import Malformed
from verification.pkcs11 import Pkcs11Signer, TokenKey
from verification.signer import FileSigner, KeyRefused, SigningFailed


class SoftKey:
    """What an HSM shows of a key: its point, and signatures."""

    def __init__(self, inner: FileSigner, other: FileSigner | None = None) -> None:
        self._inner = inner
        self._signs = other or inner

    @property
    def point(self) -> bytes:
        members = cbor.loads_strict(self._inner.public.cose)
        assert isinstance(members, dict)
        return b"\x04" + bytes(members[-2]) + bytes(members[-3])

    def sign(self, data: bytes) -> bytes:
        return self._signs.sign(data)


class SoftSession:
    """A PKCS#11 session without hardware."""

    def __init__(self, **labelled: TokenKey) -> None:
        self._labelled = labelled

    def find(self, label: str) -> TokenKey:
        return self._labelled[label]


@pytest.mark.parametrize("alg", [keys.ES256, keys.EDDSA])
def test_a_new_key_is_opened_with_its_passphrase_only(alg: int) -> None:
    pem = signer.new_pem(alg, b"right")
    opened = FileSigner.from_pem(pem, b"right")
    assert opened.alg == alg
    assert token.read(token.issue(ESSENTIAL, opened)).envelope.signed_by(opened.public)
    with pytest.raises(KeyRefused) as raised:
        FileSigner.from_pem(pem, b"wrong")
    assert raised.value.reason_code == "passphrase"


def _pem(private: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, passphrase: bytes) -> bytes:
    how = serialization.BestAvailableEncryption(passphrase) if passphrase else serialization.NoEncryption()
    return private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, how)


@pytest.mark.parametrize(
    ("pem", "reason"),
    [
        (_pem(ec.derive_private_key(5, ec.SECP256R1()), b""), "plain"),
        (_pem(ec.derive_private_key(5, ec.SECP384R1()), b"p"), "kind"),
        (_pem(rsa.generate_private_key(65537, 2048), b"p"), "kind"),
        (b"no key", "passphrase"),
        (b"A" * 9000, "large"),
    ],
    ids=["not encrypted", "P-384", "RSA", "no key", "large"],
)
def test_a_key_that_may_not_sign_is_refused(pem: bytes, reason: str) -> None:
    with pytest.raises(KeyRefused) as raised:
        FileSigner.from_pem(pem, b"p")
    assert raised.value.reason_code == reason


def test_a_key_is_never_stored_in_the_clear() -> None:
    with pytest.raises(ValueError, match="passphrase"):
        signer.new_pem(keys.ES256, b"")


def test_a_key_in_a_token_signs_as_one_in_a_file() -> None:
    hardware = Pkcs11Signer(SoftSession(apex=SoftKey(APEX)), "apex")
    assert (hardware.kid, hardware.alg) == (APEX.kid, APEX.alg)
    assert token.issue(ESSENTIAL, hardware) == token.issue(ESSENTIAL, APEX)
    with pytest.raises(LookupError):
        Pkcs11Signer(SoftSession(), "apex")


def test_a_token_that_signs_with_another_key_is_found_out_before_issue() -> None:
    hardware = Pkcs11Signer(SoftSession(apex=SoftKey(APEX, STRANGER)), "apex")
    with pytest.raises(SigningFailed):
        token.issue(ESSENTIAL, hardware)


@pytest.mark.parametrize(
    ("public", "accepted"),
    [(APEX.public, {-7, -9}), (STATE.public, {-8, -19})],
    ids=["P-256", "Ed25519"],
)
def test_a_key_accepts_the_names_of_its_own_algorithm_only(
    public: keys.PublicKey, accepted: set[int]
) -> None:
    """Bad-input row 53; RFC 9864 names."""
    assert {alg for alg in range(-260, 10) if public.accepts(alg)} == accepted


@pytest.mark.parametrize("public", [APEX.public, STATE.public], ids=["P-256", "Ed25519"])
def test_a_public_key_is_read_as_written(public: keys.PublicKey) -> None:
    assert keys.from_cose(public.cose) == public
    assert public.kid == public.thumbprint[:4]
    assert len({public, keys.from_cose(public.cose), p256(99).public}) == 2


@pytest.mark.parametrize(
    "members",
    [
        {1: 2, -1: 1, -2: bytes(32), -3: bytes(32)},
        {1: 2, -1: 1, -2: bytes(31), -3: bytes(32)},
        {1: 2, -1: 2, -2: bytes(32), -3: bytes(32)},
        {1: 1, -1: 6, -2: bytes(31)},
        {1: 4, -1: bytes(32)},
        {1: 1, -1: 6, -2: bytes(32), -4: b"the private half"},
    ],
    ids=["off the curve", "short x", "other curve", "short Ed25519", "symmetric", "private"],
)
def test_a_key_that_is_none_is_refused(members: dict[int, object]) -> None:
    with pytest.raises(Malformed, match="key"):
        keys.from_cose(cbor.dumps(members))
