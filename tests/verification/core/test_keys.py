"""Keys: the algorithm belongs to the key, a key at rest is encrypted, and a token in an HSM signs as a file does."""

from base64 import b64decode, b64encode

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from hypothesis import given
from hypothesis import strategies as st

from tests.verification.core.office import APEX, ESSENTIAL, STATE, STRANGER, p256
from verification import cbor, keys, sealed_key, signer, token
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


def _der(der: bytes) -> keys.PrivateKey:
    private = serialization.load_der_private_key(der, None)
    assert isinstance(private, Ed25519PrivateKey)
    return private


def _block(body: bytes) -> bytes:
    lines = (
        "-----BEGIN GUICHET SEALED KEY-----",
        b64encode(body).decode(),
        "-----END GUICHET SEALED KEY-----",
    )
    return "\n".join([*lines, ""]).encode()


SEALED_BODY = b64decode(b"".join(signer.new_pem(keys.ES256, b"right").splitlines()[1:-1]))


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


def test_a_new_key_is_sealed_with_argon2id_and_aes_gcm() -> None:
    """The file, read as its description says by nothing of ours. OWASP ASVS 11.4.4; RFC 9106 4, second choice."""
    lines = signer.new_pem(keys.EDDSA, b"right").decode().splitlines()
    assert (lines[0], lines[-1]) == ("-----BEGIN GUICHET SEALED KEY-----", "-----END GUICHET SEALED KEY-----")
    body = b64decode("".join(lines[1:-1]))
    version, salt, nonce, sealed = body[0], body[1:17], body[17:29], body[29:]
    key = Argon2id(salt=salt, length=32, iterations=3, lanes=4, memory_cost=65_536).derive(b"right")
    der = AESGCM(key).decrypt(nonce, sealed, lines[0].encode() + b"\n" + body[:17])
    assert version == 1
    assert FileSigner(_der(der)).kid == FileSigner.from_pem("\n".join([*lines, ""]).encode(), b"right").kid


def test_two_keys_never_share_a_nonce_and_two_passphrases_no_salt() -> None:
    one, two, other = (
        b64decode(b"".join(signer.new_pem(keys.EDDSA, passphrase).splitlines()[1:-1]))
        for passphrase in (b"one", b"one", b"other")
    )
    assert one[17:29] != two[17:29]
    assert one[1:17] != other[1:17]


@given(st.integers(min_value=0), st.integers(1, 255))
def test_no_changed_byte_of_a_sealed_key_opens(place: int, change: int) -> None:
    body = bytearray(SEALED_BODY)
    # The salt has a test of its own: each salt is another tenth of a second.
    places = [0, *range(17, len(body))]
    body[places[place % len(places)]] ^= change
    with pytest.raises(KeyRefused) as raised:
        FileSigner.from_pem(_block(bytes(body)), b"right")
    assert raised.value.reason_code == ("version" if body[0] != 1 else "passphrase")


@pytest.mark.parametrize(
    "body",
    [
        bytes([SEALED_BODY[0]]) + bytes(16) + SEALED_BODY[17:],
        SEALED_BODY[:-1],
        SEALED_BODY[:29],
        SEALED_BODY[:20],
        b"",
    ],
    ids=["another salt", "cut", "head alone", "half a nonce", "nothing"],
)
def test_a_sealed_key_that_is_not_whole_is_refused(body: bytes) -> None:
    with pytest.raises(KeyRefused, match="passphrase"):
        FileSigner.from_pem(_block(body), b"right")


def test_a_passphrase_opens_many_keys_at_the_cost_of_one() -> None:
    sealed_key._stretched.cache_clear()
    for pem in [signer.new_pem(keys.ES256, b"a passphrase of this test") for _ in range(3)]:
        FileSigner.from_pem(pem, b"a passphrase of this test")
    assert sealed_key._stretched.cache_info().misses == 1


def test_a_key_of_before_opens_and_is_written_anew() -> None:
    """An encrypted PKCS#8 file: PBKDF2 and AES-CBC, as keys were kept once."""
    old = _pem(ec.derive_private_key(5, ec.SECP256R1()), b"right")
    new = signer.resealed(old, b"right")
    assert new is not None
    assert FileSigner.from_pem(new, b"right").public == FileSigner.from_pem(old, b"right").public
    assert signer.resealed(new, b"right") is None
    with pytest.raises(KeyRefused, match="passphrase"):
        signer.resealed(old, b"wrong")


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
