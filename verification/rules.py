"""The rules of a verdict, in their order of precedence: the first that speaks decides. docs/seal.md has the table.

Nothing here depends on the reader's clock before `_not_yet`: a wrong clock never makes a seal a forgery.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from verification.document import Document
from verification.issued_filter import IssuedFilter
from verification.known import TOLERANCE, Known, Time
from verification.status_list import Status, StatusList
from verification.token import Parsed
from verification.trusted_key import KeyState, TrustedKey
from verification.word import Word

Finding = tuple[Word, str] | None
_STATUS_WORDS = {
    Status.REVOKED: Word.REVOKED,
    Status.SUSPENDED: Word.SUSPENDED,
    Status.REPLACED: Word.REPLACED,
}


@dataclass(frozen=True, slots=True)
class Signed:
    """A token whose signature is the key's and whose claims can be read, with what is held about it."""

    parsed: Parsed
    document: Document
    key: TrustedKey
    known: Known
    time: Time

    @property
    def statuses(self) -> StatusList | None:
        return self.known.lists.get(self.key.kid)

    @property
    def issued(self) -> IssuedFilter | None:
        """The filter of this key, where it is newer than the token: an older one cannot know it."""
        found = self.known.filters.get(self.key.kid)
        return found if found is not None and found.iat > self.document.issued_at else None


def of_envelope(parsed: Parsed, key: TrustedKey | None) -> Finding:
    """Before anything in the token is believed."""
    if key is None:
        return Word.UNKNOWN_KEY, "kid"
    if not key.public.accepts(parsed.envelope.alg):
        return Word.FORGED, "alg"
    if not parsed.envelope.signed_by(key.public):
        return Word.FORGED, "signature"
    if parsed.document is None:
        # The key's owner signed something newer than this reader: bring it up to date before accusing anybody.
        return (Word.UNKNOWN_KEY, "newer") if parsed.fault == "newer" else (Word.FORGED, "claims")
    return None


def first(signed: Signed) -> Finding:
    """The finding of the first rule that speaks, None when all are silent: VALID."""
    return next((finding for rule in RULES if (finding := rule(signed))), None)


def doubts(signed: Signed) -> Iterator[str]:
    """Why a seal that nothing speaks against is VALID_LIST_OLD and not VALID."""
    statuses, now = signed.statuses, signed.time.now
    if statuses is None:
        yield "no_list"
    else:
        if now - statuses.iat > timedelta(seconds=statuses.ttl) or now > statuses.exp:
            yield "list_old"
        if statuses.get(signed.document.index) is None:
            yield "not_in_list"
    if now > signed.known.bundle.exp:
        yield "bundle_old"
    # With a clock that is behind, nobody can tell how old the list is.
    if signed.time.behind:
        yield "clock"
    # A thief dates as he likes: of a stolen key, only what the register of issued seals knows is beyond doubt.
    if signed.key.state is KeyState.COMPROMISED and signed.issued is None:
        yield "key_compromised"


def _key_may(signed: Signed) -> Finding:
    document, key = signed.document, signed.key
    if document.issuer and document.issuer != key.issuer:
        return Word.FORGED, "issuer"
    if document.doc_type not in key.doc_types:
        return Word.FORGED, "doc_type"
    if not key.nbf <= document.issued_at <= key.exp:
        return Word.FORGED, "key_period"
    return None


def _not_issued(signed: Signed) -> Finding:
    issued = signed.issued
    if issued is not None and not issued.may_hold(signed.parsed.claims):
        return Word.FORGED, "not_issued"
    return None


def _key_stolen(signed: Signed) -> Finding:
    """REVOKED, not FORGED: an honest bearer may hold one sealed before the theft was noticed."""
    stolen = signed.key.compromised_at
    return (Word.REVOKED, "key_compromised") if stolen and signed.document.issued_at >= stolen else None


def _status(signed: Signed) -> Finding:
    """Also of an old list: what it says was so, and revocation has no way back."""
    status = signed.statuses.get(signed.document.index) if signed.statuses else None
    word = _STATUS_WORDS.get(status) if status else None
    return (word, "status") if word else None


def _not_yet(signed: Signed) -> Finding:
    early = signed.document.issued_at > signed.time.now + TOLERANCE
    return (Word.NOT_YET_OR_CLOCK, "not_yet") if early else None


def _expired(signed: Signed) -> Finding:
    end = signed.document.expires_at
    return (Word.EXPIRED, "expired") if end is not None and signed.time.now > end else None


Rule = Callable[[Signed], Finding]
RULES: tuple[Rule, ...] = (_key_may, _not_issued, _key_stolen, _status, _not_yet, _expired)
