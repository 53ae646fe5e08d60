"""Verdicts: one word each, in their order of precedence, and a wrong clock never makes a forger of anybody."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.verification.core.office import (
    APEX,
    DAY,
    ESSENTIAL,
    HOST,
    NOON,
    OURS,
    PATIENT,
    SERIAL,
    STATE,
    STRANGER,
    bundle,
    clocks,
    issued,
    known,
    registers,
    statuses,
    trusted,
)
from verification import cbor, claims, cose, link, token
from verification.doc_type import DocType
from verification.document import Document
from verification.known import Clocks, Known
from verification.signer import FileSigner
from verification.status_list import Status
from verification.trusted_key import KeyState
from verification.verdict import Verdict, examine
from verification.word import Word

LATER = clocks(NOON + 200 * DAY)
NAMED = replace(ESSENTIAL, issuer="ML-APEX")
LINK = link.compose(HOST, token.issue(ESSENTIAL, APEX))
FRESH = Clocks(NOON + timedelta(hours=2))


def of(
    document: Document = ESSENTIAL, signer: FileSigner = APEX, held: Known | None = None, at: Clocks = FRESH
) -> Verdict:
    return examine(link.compose(HOST, token.issue(document, signer)), OURS, held or known(), at)


def set_to(status: Status, **changes: Any) -> Known:
    return known(lists={APEX.kid: statuses({ESSENTIAL.index: status})}, **changes)


def stolen(at: datetime, **changes: Any) -> Known:
    return known(
        bundle=bundle(trusted(state=KeyState.COMPROMISED, compromised_at=at), registers()), **changes
    )


RECEIPT = replace(ESSENTIAL, doc_type=DocType.QUITTANCE)
FILTERED = {APEX.kid: issued(ESSENTIAL)}
EMPTY = {APEX.kid: issued()}
OLD_EMPTY = {APEX.kid: issued(at=NOON)}

CASES: dict[str, tuple[Verdict, Word, tuple[str, ...]]] = {
    "fresh": (of(), Word.VALID, ()),
    "issuer named in the token": (of(NAMED), Word.VALID, ()),
    "another issuer named": (of(replace(ESSENTIAL, issuer="BJ-CCIB")), Word.FORGED, ("issuer",)),
    "revoked": (of(held=set_to(Status.REVOKED)), Word.REVOKED, ("status",)),
    "suspended": (of(held=set_to(Status.SUSPENDED)), Word.SUSPENDED, ("status",)),
    "replaced": (of(held=set_to(Status.REPLACED)), Word.REPLACED, ("status",)),
    "expired": (of(at=LATER), Word.EXPIRED, ("expired",)),
    "revoked and expired": (of(held=set_to(Status.REVOKED), at=LATER), Word.REVOKED, ("status",)),
    "the last second": (of(at=clocks(NOON + 182 * DAY)), Word.VALID_LIST_OLD, ("list_old",)),
    "no end": (of(replace(ESSENTIAL, expires_at=None), at=LATER), Word.VALID_LIST_OLD, ("list_old",)),
    "list a day and a second old": (
        of(at=clocks(NOON + timedelta(hours=25, seconds=1))), Word.VALID_LIST_OLD, ("list_old",),
    ),
    "list a day old": (of(at=clocks(NOON + timedelta(hours=25))), Word.VALID, ()),
    "list past its end": (
        of(held=known(lists={APEX.kid: statuses(ttl=10**8, exp=NOON + DAY)}), at=clocks(NOON + 2 * DAY)),
        Word.VALID_LIST_OLD, ("list_old",),
    ),
    "old list, revoked in it": (of(held=set_to(Status.REVOKED), at=clocks(NOON + 90 * DAY)), Word.REVOKED, ("status",)),
    "no list": (of(held=known(lists={})), Word.VALID_LIST_OLD, ("no_list",)),
    "list too short": (of(held=known(lists={APEX.kid: statuses(size=8)})), Word.VALID_LIST_OLD, ("not_in_list",)),
    "bundle past its end": (
        of(held=known(bundle=bundle(exp=NOON)), at=FRESH), Word.VALID_LIST_OLD, ("bundle_old",),
    ),
    "unknown key": (of(signer=STRANGER), Word.UNKNOWN_KEY, ("kid",)),
    "key of other documents": (of(RECEIPT), Word.FORGED, ("doc_type",)),
    "before the key's time": (of(replace(ESSENTIAL, issued_at=NOON - 301 * DAY)), Word.FORGED, ("key_period",)),
    "after the key's time": (of(replace(ESSENTIAL, issued_at=NOON + 66 * DAY)), Word.FORGED, ("key_period",)),
    "key retired since": (of(held=known(bundle=bundle(trusted(state=KeyState.RETIRED)))), Word.VALID, ()),
    "key stolen before": (of(held=stolen(NOON)), Word.REVOKED, ("key_compromised",)),
    "key stolen after, no filter": (of(held=stolen(NOON + DAY)), Word.VALID_LIST_OLD, ("key_compromised",)),
    "key stolen after, in the filter": (of(held=stolen(NOON + DAY, filters=FILTERED)), Word.VALID, ()),
    "key stolen after, not in the filter": (of(held=stolen(NOON + DAY, filters=EMPTY)), Word.FORGED, ("not_issued",)),
    "key stolen before, in the filter": (of(held=stolen(NOON, filters=FILTERED)), Word.REVOKED, ("key_compromised",)),
    "in the filter": (of(held=known(filters=FILTERED)), Word.VALID, ()),
    "not in the filter": (of(held=known(filters=EMPTY)), Word.FORGED, ("not_issued",)),
    "not in a filter older than it": (of(held=known(filters=OLD_EMPTY)), Word.VALID, ()),
    "a true number on other goods": (
        of(replace(ESSENTIAL, gross_kg=90_000), held=known(filters=FILTERED)), Word.FORGED, ("not_issued",),
    ),
    "not issued and revoked": (of(held=set_to(Status.REVOKED, filters=EMPTY)), Word.FORGED, ("not_issued",)),
    "sealed tomorrow": (of(replace(ESSENTIAL, issued_at=NOON + DAY)), Word.VALID, ()),
    "sealed in three days": (of(replace(ESSENTIAL, issued_at=NOON + 3 * DAY)), Word.NOT_YET_OR_CLOCK, ("not_yet",)),
    "another site": (
        examine(LINK.replace("EXAMPLE", "EXAMP1E"), OURS, known(), FRESH), Word.WRONG_SITE, ("host", "VALID"),
    ),
    "another site, cut": (
        examine("https://evil.example/v/#AB", OURS, known(), FRESH), Word.WRONG_SITE, ("host", "INCOMPLETE"),
    ),
    "lower case": (examine(LINK.lower(), OURS, known(), FRESH), Word.INCOMPLETE, ("lowercase",)),
    "something else": (examine("bonjour", OURS, known(), FRESH), Word.INCOMPLETE, ("lowercase",)),
}  # fmt: skip


@pytest.mark.parametrize(("found", "word", "reasons"), CASES.values(), ids=CASES.keys())
def test_the_word_is(found: Verdict, word: Word, reasons: tuple[str, ...]) -> None:
    """Bad-input rows 51 to 54."""
    assert (found.word, found.reasons) == (word, reasons)


def test_fields_are_shown_exactly_when_the_signature_is_right_and_the_seal_no_forgery() -> None:
    shown = {name for name, (found, _, _) in CASES.items() if found.document is not None}
    hidden = {Word.FORGED, Word.UNKNOWN_KEY, Word.INCOMPLETE}
    assert shown == {
        name
        for name, (_, word, reasons) in CASES.items()
        if word not in hidden and reasons != ("host", "INCOMPLETE")
    }
    assert of().document == NAMED


def test_the_words_are_those_of_the_contract() -> None:
    assert [str(word) for word in Word] == [
        "VALID", "VALID_LIST_OLD", "REVOKED", "SUSPENDED", "REPLACED", "EXPIRED", "NOT_YET_OR_CLOCK", "UNKNOWN_KEY",
        "FORGED", "INCOMPLETE", "WRONG_SITE",
    ]  # fmt: skip


def test_the_age_of_the_list_is_said() -> None:
    assert of(at=clocks(NOON + timedelta(hours=5))).list_age_s == 4 * 3600
    assert of(held=known(lists={})).list_age_s is None


def test_what_it_was_replaced_by_is_said_where_the_register_is_at_hand() -> None:
    assert (
        of(held=set_to(Status.REPLACED, replaced_by={SERIAL: "270000000001"})).replaced_by == "270000000001"
    )
    assert of(held=set_to(Status.REPLACED)).replaced_by is None


@PATIENT
@given(st.datetimes(datetime(2000, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - the zone is beside
def test_no_clock_makes_a_forgery(at: datetime) -> None:
    """A clock three years off is three years off, and the seal is the seal."""
    assert of(at=Clocks(at)).word in {Word.VALID, Word.VALID_LIST_OLD, Word.EXPIRED}
    assert of(held=set_to(Status.REVOKED), at=Clocks(at)).word is Word.REVOKED


@pytest.mark.parametrize(
    ("at", "heard", "word", "wrong"),
    [
        (NOON - 1000 * DAY, None, Word.VALID_LIST_OLD, True),
        (NOON - timedelta(hours=5), None, Word.VALID, False),
        (NOON - 1000 * DAY, NOON + timedelta(hours=3), Word.VALID_LIST_OLD, True),
        (NOON - 1000 * DAY, NOON + 190 * DAY, Word.EXPIRED, True),
        (NOON + 1000 * DAY, None, Word.EXPIRED, True),
        (NOON + 200 * DAY, None, Word.EXPIRED, False),
    ],
    ids=["three years behind", "five hours behind", "behind, but heard of us", "behind, and heard that it is over",
         "three years ahead", "seven months later"],
)  # fmt: skip
def test_a_clock_that_is_wrong_is_said(at: datetime, heard: datetime | None, word: Word, wrong: bool) -> None:
    found = of(at=Clocks(at, heard))
    assert (found.word, found.clock_wrong) == (word, wrong)


def test_an_early_seal_on_a_late_clock_asks_for_the_clock() -> None:
    found = of(held=known(lists={}), at=Clocks(NOON - 1000 * DAY))
    assert (found.word, found.clock_wrong) == (Word.NOT_YET_OR_CLOCK, True)


@pytest.mark.parametrize("length", range(len(LINK)))
def test_a_link_that_is_cut_anywhere_is_incomplete(length: int) -> None:
    assert examine(LINK[:length], OURS, known(), FRESH).word is Word.INCOMPLETE


def test_no_flipped_bit_is_called_valid() -> None:
    """Bad-input rows 52 and 53."""
    sealed = token.issue(ESSENTIAL, APEX)
    words = set()
    for bit in range(len(sealed) * 8):
        altered = bytearray(sealed)
        altered[bit // 8] ^= 1 << bit % 8
        words.add(examine(link.compose(HOST, bytes(altered)), OURS, known(), FRESH).word)
    assert words == {Word.FORGED, Word.UNKNOWN_KEY, Word.INCOMPLETE}


def test_a_flipped_bit_of_the_claims_is_a_forgery() -> None:
    """Bad-input row 52."""
    sealed = token.issue(ESSENTIAL, APEX)
    start = sealed.index(claims.encode(ESSENTIAL))
    for place in range(start, start + len(claims.encode(ESSENTIAL))):
        altered = bytearray(sealed)
        altered[place] ^= 4
        found = examine(link.compose(HOST, bytes(altered)), OURS, known(), FRESH)
        assert (found.word, found.reasons) == (Word.FORGED, ("signature",))


def test_a_token_cannot_choose_its_algorithm() -> None:
    """Bad-input row 53: the header says Ed25519, none or HMAC; the key is P-256 and stays so."""
    for alg in (-8, -19, 0, 5, -35):
        protected = cbor.dumps({1: alg, 4: APEX.kid})
        signature = STATE.sign(cbor.dumps(["Signature1", protected, b"", claims.encode(ESSENTIAL)]))
        forged = cbor.dumps(cbor.Tag(18, [protected, {}, claims.encode(ESSENTIAL), signature]))
        found = examine(link.compose(HOST, forged), OURS, known(), FRESH)
        assert (found.word, found.reasons) == (Word.FORGED, ("alg",))


def test_the_fully_specified_name_of_the_keys_algorithm_is_accepted() -> None:
    """RFC 9864."""
    protected = cbor.dumps({1: -9, 4: APEX.kid})
    signature = APEX.sign(cbor.dumps(["Signature1", protected, b"", claims.encode(ESSENTIAL)]))
    sealed = cbor.dumps(cbor.Tag(18, [protected, {}, claims.encode(ESSENTIAL), signature]))
    assert examine(link.compose(HOST, sealed), OURS, known(), FRESH).word is Word.VALID


@pytest.mark.parametrize(
    ("inner", "word", "reason"),
    [({1: 99}, Word.UNKNOWN_KEY, "newer"), ({3: 5}, Word.FORGED, "claims")],
    ids=["a type of tomorrow", "a shape of nobody"],
)
def test_what_the_key_signed_and_we_cannot_read(inner: dict[int, object], word: Word, reason: str) -> None:
    found: Any = cbor.loads_strict(claims.encode(ESSENTIAL))
    found[claims.DOCUMENT] |= inner
    sealed = cose.sign1(APEX, cbor.dumps(found))
    verdict = examine(link.compose(HOST, sealed), OURS, known(), FRESH)
    assert (verdict.word, verdict.reasons) == (word, (reason,))


@PATIENT
@given(st.text(max_size=300))
def test_no_text_raises(text: str) -> None:
    """Bad-input row 51."""
    assert examine(text, OURS, known(), FRESH).word in {Word.INCOMPLETE, Word.WRONG_SITE, Word.UNKNOWN_KEY}
