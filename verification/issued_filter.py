"""Which seals a ministry made, as a signed Bloom filter: a stolen signing key alone then makes none that passes.

What is held is the hash of a token's claims, not its serial: a true number cannot be put on other goods either. A
filter is signed by another key than the one it watches. A thief who holds the filter too needs about 2**hashes tries.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from verification import cbor, claims, cose
from verification.cbor import Malformed
from verification.cose import Envelope
from verification.fields import number
from verification.keys import KID_BYTES
from verification.signer import Signer
from verification.status_list import ListRefused

TYP = "application/guichet-issued+cose"
BODY = -70004  # private use claim: {1: kid watched, 2: hashes, 3: size in bits, 4: bits}
# 10 hashes and 14.43 bits a seal: one stranger in a thousand passes (Bloom 1970; bits = hashes / ln 2).
HASHES = 10
HASHES_MAX = 64
BYTES_MAX = 1 << 21  # a million seals at 1.8 bytes, and some


@dataclass(frozen=True, slots=True)
class IssuedFilter:
    """All the seals that key ``kid`` had made at ``iat``. ``size`` in bits, lowest bit of the first byte first."""

    kid: bytes
    iat: datetime
    hashes: int
    size: int
    bits: bytes

    def may_hold(self, payload: bytes) -> bool:
        """False: the claims of this token were never issued. True: they were, or chance has it."""
        return all(self.bits[at >> 3] >> (at & 7) & 1 for at in _places(payload, self.hashes, self.size))


def build(
    payloads: Iterable[bytes], count: int, kid: bytes, at: datetime, hashes: int = HASHES
) -> IssuedFilter:
    """Of the claims (`token.Parsed.claims`) of ``count`` tokens."""
    size = max(64, -(-count * hashes * 1443 // 1000))
    bits = bytearray(-(-size // 8))
    for payload in payloads:
        for place in _places(payload, hashes, size):
            bits[place >> 3] |= 1 << (place & 7)
    return IssuedFilter(kid, at, hashes, size, bytes(bits))


def seal(issued: IssuedFilter, signer: Signer) -> bytes:
    """COSE_Sign1. Raises ValueError when the signer is the key that is watched."""
    if signer.kid == issued.kid:
        raise ValueError("a key does not vouch for itself")
    body = {1: issued.kid, 2: issued.hashes, 3: issued.size, 4: issued.bits}
    return cose.sign1(signer, cbor.dumps({claims.IAT: claims.seconds(issued.iat), BODY: body}), typ=TYP)


def take_apart(data: bytes) -> tuple[Envelope, IssuedFilter]:
    """Not believed yet: `admission` says whether its signer may. Raises ListRefused ("shape")."""
    try:
        envelope = cose.take_apart(data, cbor.REGISTER)
        return envelope, _filter(envelope)
    except Malformed:
        raise ListRefused("shape") from None


def _filter(envelope: Envelope) -> IssuedFilter:
    if envelope.typ != TYP:
        raise Malformed("typ")
    match cbor.loads_strict(envelope.payload, cbor.REGISTER):
        case {6: iat, -70004: {1: bytes(kid), 2: int(hashes), 3: int(size), 4: bytes(bits)}}:
            shaped = len(kid) == KID_BYTES and 1 <= hashes <= HASHES_MAX
            if shaped and 1 <= number(size) <= len(bits) * 8 <= BYTES_MAX * 8:
                return IssuedFilter(kid, claims.moment(iat), hashes, size, bits)
    raise Malformed("claims")


def _places(payload: bytes, hashes: int, size: int) -> Iterable[int]:
    """Kirsch and Mitzenmacher 2006: first + n * second, of two halves of one SHA-256, modulo the size."""
    digest = hashlib.sha256(payload).digest()
    first, second = int.from_bytes(digest[:8], "big"), int.from_bytes(digest[8:16], "big") | 1
    return ((first + at * second) % size for at in range(hashes))
