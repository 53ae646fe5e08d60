"""From what was scanned to one word, and what a person should see beside it. Pure: no clock, no network, no store."""

from dataclasses import dataclass, replace

from verification import link, rules, token
from verification.document import Document
from verification.incomplete import Incomplete
from verification.known import Clocks, Known, Time
from verification.link import Scanned
from verification.rules import Signed
from verification.token import Parsed
from verification.trusted_key import TrustedKey
from verification.word import Word


@dataclass(frozen=True, slots=True)
class Verdict:
    """``reasons``: the first is why this word; codes, never values. ``document`` only when the signature is right.

    ``list_age_s`` is the age of the revocation list by the best time known, None without a list. ``clock_wrong``
    asks the person to set the device's clock. ``replaced_by`` is a serial, where the register was at hand.
    """

    word: Word
    reasons: tuple[str, ...] = ()
    list_age_s: int | None = None
    clock_wrong: bool = False
    document: Document | None = None
    replaced_by: str | None = None


def examine(text: str, our_hosts: frozenset[str], known: Known, clocks: Clocks) -> Verdict:
    """The verdict on a text as scanned, pasted or sent by SMS. Never raises."""
    try:
        scanned = link.read(text, our_hosts)
    except Incomplete as incomplete:
        return _incomplete(incomplete)
    return judge(scanned, known, clocks)


def judge(scanned: Scanned, known: Known, clocks: Clocks) -> Verdict:
    """WRONG_SITE outranks every word, because the paper was tampered with; what the seal says is its second reason."""
    try:
        found = judge_parsed(token.read(scanned.token), known, clocks)
    except Incomplete as incomplete:
        found = _incomplete(incomplete)
    return replace(found, word=Word.WRONG_SITE, reasons=("host", found.word)) if scanned.wrong_site else found


def judge_parsed(parsed: Parsed, known: Known, clocks: Clocks) -> Verdict:
    """The verdict on a token, wherever it came from. The order of rules: `rules`."""
    key, time = known.bundle.key(parsed.kid), Time.of(clocks, known)
    finding = rules.of_envelope(parsed, key)
    if finding or key is None or parsed.document is None:
        word, reason = finding or (Word.FORGED, "claims")
        return Verdict(word, (reason,), clock_wrong=time.behind)
    return _signed(Signed(parsed, parsed.document, key, known, time))


def _signed(signed: Signed) -> Verdict:
    finding, doubts = rules.first(signed), tuple(rules.doubts(signed))
    unharmed = Word.VALID_LIST_OLD if doubts else Word.VALID
    word, reasons = (finding[0], (finding[1],)) if finding else (unharmed, doubts)
    early = word is Word.NOT_YET_OR_CLOCK
    # Beyond the bundle's own long life either the clock runs ahead or nothing was renewed for a year: both are said.
    ahead = word is Word.EXPIRED and signed.time.now > signed.known.bundle.exp
    return Verdict(
        word,
        reasons,
        _age(signed),
        signed.time.behind or early or ahead,
        _named(signed.document, signed.key) if word is not Word.FORGED else None,
        signed.known.replaced_by.get(signed.document.serial) if word is Word.REPLACED else None,
    )


def _named(document: Document, key: TrustedKey) -> Document:
    """With its issuer, which the key tells where the token leaves it out."""
    return replace(document, issuer=key.issuer)


def _age(signed: Signed) -> int | None:
    return int((signed.time.now - signed.statuses.iat).total_seconds()) if signed.statuses else None


def _incomplete(incomplete: Incomplete) -> Verdict:
    if incomplete.wrong_site:
        return Verdict(Word.WRONG_SITE, ("host", Word.INCOMPLETE))
    return Verdict(Word.INCOMPLETE, (incomplete.reason_code,))
