"""The trust bundle: which keys may seal what, signed by the root key, numbered so that it never goes backwards.

The root is offline. Each bundle names the hash of the next root (pre-rotation), so that a stolen root cannot choose
its own successor, and a reader that holds a bundle needs nothing else to accept the successor.
"""

from dataclasses import dataclass
from datetime import datetime

from verification import cbor, claims, cose
from verification.cbor import Malformed
from verification.cose import Envelope
from verification.fields import number
from verification.keys import PublicKey, from_cose
from verification.signer import Signer
from verification.trusted_key import TrustedKey, from_wire, to_wire

TYP = "application/guichet-bundle+cose"
BODY = -70002  # private use claim: {1: number, 2: keys, 3: next root's hash, 4: this root's COSE_Key}
TTL = 65534  # IETF token status list: seconds after which a copy should be renewed
KEYS_MAX = 200
HASH_BYTES = 32


class BundleForged(ValueError):
    """Not a bundle of our root. ``reason_code``: shape, root (signed by another key), signature."""

    retry = False

    def __init__(self, reason_code: str) -> None:
        super().__init__(reason_code)
        self.reason_code = reason_code


class OlderBundle(ValueError):
    """A true bundle, older than one seen before: keep the newer."""

    retry = False

    def __init__(self, number: int, known_number: int) -> None:
        super().__init__(f"bundle {number}, and {known_number} is known")
        self.number, self.known_number = number, known_number


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustBundle:
    """``ttl`` seconds; after ``exp`` verdicts say VALID_LIST_OLD, never worse: a missed renewal must not close borders.

    ``root`` is the key that signed it and ``next_root_hash`` the thumbprint (SHA-256) of the one to come.
    """

    number: int
    keys: tuple[TrustedKey, ...]
    next_root_hash: bytes
    iat: datetime
    ttl: int
    exp: datetime
    root: PublicKey

    def key(self, kid: bytes) -> TrustedKey | None:
        """The key of a token's kid."""
        return next((key for key in self.keys if key.kid == kid), None)


def seal(bundle: TrustBundle, root: Signer) -> bytes:
    """COSE_Sign1. Raises ValueError for a bundle that no reader would open."""
    kids = {key.kid for key in bundle.keys}
    if len(kids) < len(bundle.keys) or len(kids) > KEYS_MAX or len(bundle.next_root_hash) != HASH_BYTES:
        raise ValueError("two keys with one id, too many keys, or no hash of the next root")
    if root.public != bundle.root:
        raise ValueError("the root named is not the root that signs")
    body = {
        1: number(bundle.number),
        2: [to_wire(key) for key in bundle.keys],
        3: bundle.next_root_hash,
        4: bundle.root.cose,
    }
    payload = {
        claims.IAT: claims.seconds(bundle.iat),
        claims.EXP: claims.seconds(bundle.exp),
        TTL: number(bundle.ttl),
        BODY: body,
    }
    return cose.sign1(root, cbor.dumps(payload), typ=TYP)


def open_sealed(
    data: bytes, root: PublicKey, known_number: int = 0, *, next_root_hash: bytes = b""
) -> TrustBundle:
    """The bundle. ``next_root_hash`` is that of the newest bundle held: the root it names is accepted too.

    Raises BundleForged, OlderBundle (the same number again is not older).
    """
    try:
        envelope = cose.take_apart(data, cbor.REGISTER)
        bundle = _bundle(envelope.payload)
    except (Malformed, ValueError):
        raise BundleForged("shape") from None
    if bundle.root != root and bundle.root.thumbprint != next_root_hash:
        raise BundleForged("root")
    if not _signed(envelope, bundle.root):
        raise BundleForged("signature")
    if bundle.number < known_number:
        raise OlderBundle(bundle.number, known_number)
    return bundle


def _signed(envelope: Envelope, root: PublicKey) -> bool:
    return envelope.typ == TYP and envelope.kid == root.kid and envelope.signed_by(root)


def _bundle(payload: bytes) -> TrustBundle:
    match cbor.loads_strict(payload, cbor.REGISTER):
        case {
            6: iat,
            4: exp,
            65534: ttl,
            -70002: {1: count, 2: list(keys), 3: bytes(following), 4: bytes(root)},
        }:
            pass
        case _:
            raise Malformed("claims")
    found = tuple(from_wire(key) for key in keys)
    if len({key.kid for key in found}) < len(keys) or len(keys) > KEYS_MAX or len(following) != HASH_BYTES:
        raise Malformed("keys")
    return TrustBundle(
        number=number(count),
        keys=found,
        next_root_hash=following,
        iat=claims.moment(iat),
        ttl=number(ttl),
        exp=claims.moment(exp),
        root=from_cose(root),
    )
