"""Public keys and the two algorithms of seals. The algorithm belongs to the key, never to the token (RFC 9052 3.1)."""

import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from verification import cbor
from verification.cbor import Malformed

ES256, EDDSA = -7, -8
ESP256, ED25519 = -9, -19  # RFC 9864: the same two, fully specified
# Both names of an algorithm are accepted from a key of that algorithm; -7 and -8 are written, which all readers know.
NAMES = {ES256: frozenset({ES256, ESP256}), EDDSA: frozenset({EDDSA, ED25519})}
SIGNATURE_BYTES = 64
KID_BYTES = 4
# RFC 9053 7: kty, crv, x, y of a COSE_Key.
_KTY, _CRV, _X, _Y = 1, -1, -2, -3
_EC2, _OKP, _P256, _ED = 2, 1, 1, 6

PrivateKey = ec.EllipticCurvePrivateKey | Ed25519PrivateKey


@dataclass(frozen=True, slots=True)
class PublicKey:
    """``alg`` is ES256 or EDDSA; ``cose`` the COSE_Key in deterministic CBOR, required members only."""

    alg: int
    cose: bytes
    _key: ec.EllipticCurvePublicKey | Ed25519PublicKey

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PublicKey) and self.cose == other.cose

    def __hash__(self) -> int:
        return hash(self.cose)

    @property
    def thumbprint(self) -> bytes:
        """RFC 9679: SHA-256 of the required members, 32 bytes."""
        return hashlib.sha256(self.cose).digest()

    @property
    def kid(self) -> bytes:
        """The first 4 bytes of the thumbprint: enough to find a key in a bundle, and no proof of anything."""
        return self.thumbprint[:KID_BYTES]

    def accepts(self, alg: int) -> bool:
        """Whether a header may name this key's algorithm so."""
        return alg in NAMES[self.alg]

    def verify(self, signature: bytes, data: bytes) -> bool:
        """ECDSA P-256 with SHA-256 as r || s (RFC 9053 2.1), or Ed25519 (2.2)."""
        if len(signature) != SIGNATURE_BYTES:
            return False
        try:
            if isinstance(self._key, Ed25519PublicKey):
                self._key.verify(signature, data)
            else:
                self._key.verify(_der(signature), data, ec.ECDSA(hashes.SHA256()))
        except InvalidSignature:
            return False
        return True


def public_key(private: PrivateKey) -> PublicKey:
    """The public half. Raises ValueError for a curve other than P-256."""
    public = private.public_key()
    if isinstance(public, Ed25519PublicKey):
        raw = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        return PublicKey(EDDSA, cbor.dumps({_KTY: _OKP, _CRV: _ED, _X: raw}), public)
    if public.curve.name != ec.SECP256R1.name:
        raise ValueError("the curve is not P-256")
    point = public.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    return from_point(point)


def from_point(point: bytes) -> PublicKey:
    """P-256 from its uncompressed point (SEC 1 2.3.3), which is what PKCS#11 gives. Raises ValueError."""
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    members = {_KTY: _EC2, _CRV: _P256, _X: point[1:33], _Y: point[33:65]}
    return PublicKey(ES256, cbor.dumps(members), public)


def from_cose(data: bytes) -> PublicKey:
    """A COSE_Key with exactly its required members. Raises Malformed, also for a point off the curve."""
    members = cbor.loads_strict(data)
    try:
        match members:
            case {1: 2, -1: 1, -2: bytes(x), -3: bytes(y), **rest} if not rest and len(x) == len(y) == 32:
                return from_point(b"\x04" + x + y)
            case {1: 1, -1: 6, -2: bytes(x), **rest} if not rest and len(x) == 32:
                return PublicKey(EDDSA, data, Ed25519PublicKey.from_public_bytes(x))
    except ValueError:
        raise Malformed("key") from None
    raise Malformed("key")


def _der(signature: bytes) -> bytes:
    half = SIGNATURE_BYTES // 2
    return utils.encode_dss_signature(
        int.from_bytes(signature[:half], "big"), int.from_bytes(signature[half:], "big")
    )
