"""COSE_Sign1 (RFC 9052 4.2), in the one shape that seals have. Not what the payload means."""

from dataclasses import dataclass
from typing import Any

from verification import cbor
from verification.cbor import Limits, Malformed, Tag
from verification.keys import SIGNATURE_BYTES, PublicKey
from verification.signer import Signer

SIGN1 = 18
ALG, KID, TYP = 1, 4, 16  # RFC 9052 3.1; RFC 9596 for typ
# A foreign seal's key id may be longer than our four bytes; then it is an unknown key, not a broken seal.
FOREIGN_KID_MAX = 32


@dataclass(frozen=True, slots=True)
class Envelope:
    """A COSE_Sign1 taken apart, its signature not looked at. ``typ`` is "" in the token of a document."""

    alg: int
    kid: bytes
    typ: str
    payload: bytes
    signature: bytes
    _protected: bytes

    def signed_by(self, key: PublicKey, aad: bytes = b"") -> bool:
        """True when the header names the key's own algorithm and the signature is the key's."""
        return key.accepts(self.alg) and key.verify(
            self.signature, _signed(self._protected, aad, self.payload)
        )


def sign1(signer: Signer, payload: bytes, *, typ: str = "", aad: bytes = b"") -> bytes:
    """``18([<<{1: alg, 4: kid}>>, {}, payload, signature])``, deterministic CBOR.

    ``typ`` (RFC 9596) and ``aad`` (RFC 9052 4.3) keep the kinds apart: a list never passes for a document.
    """
    header: dict[int, Any] = {ALG: signer.alg, KID: signer.kid}
    if typ:
        header[TYP] = typ
    protected = cbor.dumps(header)
    signature = signer.sign(_signed(protected, aad, payload))
    return cbor.dumps(Tag(SIGN1, [protected, {}, payload, signature]))


def take_apart(data: bytes, limits: Limits = cbor.TOKEN) -> Envelope:
    """Raises CutShort when bytes are missing at the end, Malformed for another shape. Verifies nothing."""
    match cbor.loads_strict(data, limits):
        case Tag(number=18, value=[bytes(protected), dict(unprotected), bytes(payload), bytes(signature)]):
            pass
        case _:
            raise Malformed("shape")
    if unprotected or len(signature) != SIGNATURE_BYTES:
        raise Malformed("shape")
    return Envelope(*_header(protected), payload, signature, protected)


def verify(
    data: bytes, key: PublicKey, *, typ: str = "", aad: bytes = b"", limits: Limits = cbor.TOKEN
) -> bytes:
    """The payload. Raises Malformed: also "signature", and "typ" for a seal of another kind."""
    envelope = take_apart(data, limits)
    if envelope.typ != typ:
        raise Malformed("typ")
    if envelope.kid != key.kid or not envelope.signed_by(key, aad):
        raise Malformed("signature")
    return envelope.payload


def _header(protected: bytes) -> tuple[int, bytes, str]:
    try:
        header = cbor.loads_strict(protected)
    except Malformed:
        # Not CutShort: the outer length was whole, so nothing was lost on the way.
        raise Malformed("header") from None
    match header:
        case {1: int(alg), 4: bytes(kid), **rest} if len(kid) <= FOREIGN_KID_MAX and rest.keys() <= {TYP}:
            typ = rest.get(TYP, "")
            if isinstance(typ, str):
                return alg, kid, typ
    raise Malformed("header")


def _signed(protected: bytes, aad: bytes, payload: bytes) -> bytes:
    """Sig_structure, RFC 9052 4.4."""
    return cbor.dumps(["Signature1", protected, aad, payload])
