"""The token of a document: made by a signer, taken apart by a reader. Whether it may be believed: see `verdict`."""

from dataclasses import dataclass

from verification import claims, cose, delta, frames
from verification.cbor import CutShort, Malformed
from verification.cose import Envelope
from verification.document import Document
from verification.incomplete import Incomplete
from verification.signer import Signer


@dataclass(frozen=True, slots=True)
class Parsed:
    """Nothing here is believed yet. ``document`` is None when the claims cannot be read; ``fault`` then says why."""

    envelope: Envelope
    document: Document | None
    fault: str = ""

    @property
    def kid(self) -> bytes:
        return self.envelope.kid

    @property
    def claims(self) -> bytes:
        """The signed bytes of the claims."""
        return self.envelope.payload


def issue(document: Document, signer: Signer) -> bytes:
    """The sealed bytes. Raises Malformed (a ValueError) for a field that cannot be sealed, SigningFailed."""
    return cose.sign1(signer, claims.encode(document))


def read(data: bytes) -> Parsed:
    """Raises Incomplete: "short" when the end is missing, "lists" for what brings lists up to date, "not_a_seal"."""
    if data.startswith(frames.MAGIC):
        raise Incomplete("lists")
    try:
        envelope = cose.take_apart(data)
    except CutShort:
        raise Incomplete("short") from None
    except Malformed:
        raise Incomplete("not_a_seal") from None
    if delta.kind(envelope):
        raise Incomplete("lists")
    if envelope.typ:
        # A bundle or a filter, truly signed perhaps, but not a document.
        raise Incomplete("not_a_seal")
    try:
        return Parsed(envelope, claims.decode(envelope.payload))
    except Malformed as malformed:
        return Parsed(envelope, None, malformed.reason_code)
