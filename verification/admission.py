"""Lists, deltas and filters let in: only what a key of the bundle, or the root, may say about another key."""

from datetime import datetime

from verification import delta, issued_filter, status_list
from verification.bundle import TrustBundle
from verification.cose import Envelope
from verification.delta import Delta
from verification.issued_filter import IssuedFilter
from verification.status_list import ListRefused, StatusList
from verification.trusted_key import KeyState, TrustedKey


def admit_list(data: bytes, bundle: TrustBundle, known_number: int = 0) -> tuple[bytes, StatusList]:
    """The kid it speaks of, and the list. Raises ListRefused; "older" for one below ``known_number``.

    Signed by the key itself, by a register key of the same issuer, or by the root.
    """
    envelope, statuses = status_list.take_apart(data)
    subject = next((key for key in bundle.keys if key.list_uri == statuses.uri), None)
    if subject is None:
        raise ListRefused("subject")
    _check(envelope, bundle, subject, statuses.iat, itself=True)
    if statuses.number < known_number:
        raise ListRefused("older")
    return subject.kid, statuses


def admit_changes(data: bytes, bundle: TrustBundle) -> Delta:
    """What a delta says, believed; whether it fits the list at hand is for `delta.apply`. Raises ListRefused."""
    envelope, changes = delta.take_apart(data)
    subject = bundle.key(changes.list_kid)
    if subject is None:
        raise ListRefused("subject")
    _check(envelope, bundle, subject, changes.iat, itself=True, aad=delta.AAD)
    return changes


def admit_delta(data: bytes, bundle: TrustBundle, statuses: StatusList) -> StatusList:
    """The list brought up to date. Raises ListRefused."""
    changes = admit_changes(data, bundle)
    subject = bundle.key(changes.list_kid)
    if subject is None or subject.list_uri != statuses.uri:
        raise ListRefused("subject")
    return delta.apply(changes, statuses)


def admit_filter(data: bytes, bundle: TrustBundle) -> IssuedFilter:
    """Signed by a register key of the same issuer, or by the root; never by the key itself. Raises ListRefused."""
    envelope, issued = issued_filter.take_apart(data)
    subject = bundle.key(issued.kid)
    if subject is None:
        raise ListRefused("subject")
    _check(envelope, bundle, subject, issued.iat, itself=False)
    return issued


def _check(
    envelope: Envelope,
    bundle: TrustBundle,
    subject: TrustedKey,
    at: datetime,
    *,
    itself: bool,
    aad: bytes = b"",
) -> None:
    if envelope.kid == bundle.root.kid:
        public = bundle.root
    else:
        public = _signer(envelope.kid, bundle, subject, at, itself=itself).public
    if not envelope.signed_by(public, aad):
        raise ListRefused("signature")


def _signer(
    kid: bytes, bundle: TrustBundle, subject: TrustedKey, at: datetime, *, itself: bool
) -> TrustedKey:
    key = bundle.key(kid)
    if key is None or key.issuer != subject.issuer:
        raise ListRefused("key")
    # A thief dates a list as he likes: of a stolen key none counts, whatever its date.
    if key.state is KeyState.COMPROMISED or not key.trusted_at(at):
        raise ListRefused("key")
    allowed = itself if key.kid == subject.kid else key.seals_registers
    if not allowed:
        raise ListRefused("key")
    return key
