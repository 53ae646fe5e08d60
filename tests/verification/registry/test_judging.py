"""A scanned seal before our own registers: theft, revocation and double use are seen at once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from tests.verification.core.office import (
    APEX,
    DAY,
    HOST,
    NOON,
    OURS,
    REGISTER,
    STRANGER,
    clocks,
    known,
    registers,
    trusted,
)
from tests.verification.registry.desk import FIELDS, NOBODYS, Desk
from verification import base41, link, token
from verification.doc_type import DocType
from verification.document import Document
from verification.registry import copies
from verification.registry.holdings import Holdings, NoBundle
from verification.trusted_key import KeyState
from verification.update import Change, News, Update
from verification.verdict import examine
from verification.word import Word

LATER = NOON + DAY / 4


@pytest.fixture
def open_desk(desk: Desk) -> Desk:
    """With a bundle, and a list before anything was issued."""
    desk.trust()
    return desk


def test_a_seal_of_ours_is_valid(open_desk: Desk) -> None:
    issued = open_desk.issue()
    open_desk.publish()
    judged = open_desk.judge(issued.token, LATER)
    assert (judged.verdict.word, judged.document_id) == (Word.VALID, issued.id)
    assert judged.verdict.list_age_s == 6 * 3600
    assert judged.verdict.document is not None
    assert judged.verdict.document.exporter == FIELDS["exporter"]


@pytest.mark.parametrize(
    ("act", "word"),
    [("suspend", Word.SUSPENDED), ("revoke", Word.REVOKED), ("replace", Word.REPLACED)],
    ids=["suspend", "revoke", "replace"],
)
def test_what_was_decided_is_said_at_once_before_any_list(open_desk: Desk, act: str, word: Word) -> None:
    """Bad-input row 54."""
    issued = open_desk.issue()
    open_desk.publish()
    assert open_desk.judge(issued.token, LATER).verdict.word is Word.VALID
    open_desk.change(issued.number, act, LATER)
    assert open_desk.judge(issued.token, LATER).verdict.word is word


def test_a_restored_document_is_valid_though_the_list_says_suspended(open_desk: Desk) -> None:
    issued = open_desk.issue()
    open_desk.change(issued.number, "suspend")
    open_desk.publish()
    open_desk.change(issued.number, "restore")
    assert open_desk.judge(issued.token, LATER).verdict.word is Word.VALID


def test_a_replaced_document_names_its_successor(open_desk: Desk) -> None:
    old = open_desk.issue()
    open_desk.change(old.number, "replace")
    new = open_desk.issue("replace:1", fields={**FIELDS, "replaces": old.number})
    open_desk.publish()
    assert open_desk.judge(old.token, LATER).verdict.replaced_by == new.number
    assert open_desk.judge(new.token, LATER).verdict.word is Word.VALID


def test_an_expired_document_says_so(open_desk: Desk) -> None:
    issued = open_desk.issue()
    assert open_desk.judge(issued.token, NOON + 183 * DAY).verdict.word is Word.EXPIRED


def stolen(index: int, serial: str) -> bytes:
    document = Document(
        index=index, doc_type=DocType.CERTIFICATE_OF_ORIGIN, serial=serial, issued_at=NOON, **FIELDS
    )  # fmt: skip
    return token.issue(document, APEX)


def test_a_stolen_key_alone_makes_nothing_that_passes(open_desk: Desk) -> None:
    """The register is asked: a number that was never given, another place, other goods on a true number."""
    issued = open_desk.issue()
    open_desk.publish()
    true = token.read(issued.token).document
    assert true is not None
    other = open_desk.issue("case:2")
    forged = [
        stolen(true.index, NOBODYS),
        stolen(true.index + 1, issued.number),
        stolen(true.index, other.number),
        token.issue(replace(true, gross_kg=99_000), APEX),
    ]
    for each in forged:
        judged = open_desk.judge(each, LATER)
        assert (judged.verdict.word, judged.verdict.reasons) == (Word.FORGED, ("not_issued",))
        assert (judged.verdict.document, judged.document_id) == (None, None)
    assert open_desk.judge(token.issue(true, APEX), LATER).verdict.word is Word.VALID


def test_on_another_site_a_forgery_is_both(open_desk: Desk) -> None:
    open_desk.issue()
    elsewhere = link.compose("evil.example", stolen(5, NOBODYS))
    assert open_desk.judge(elsewhere, LATER).verdict.reasons == ("host", Word.FORGED)


def test_a_seal_of_another_administrations_key_is_judged_without_our_register(open_desk: Desk) -> None:
    stranger = replace(trusted(STRANGER), issuer="BJ-CCIB")
    open_desk.trust(number=8, keys=(trusted(), registers(), stranger))
    document = Document(
        index=1, doc_type=DocType.CERTIFICATE_OF_ORIGIN, serial=NOBODYS, issued_at=NOON, **FIELDS
    )
    judged = open_desk.judge(token.issue(document, STRANGER), LATER)
    assert (judged.verdict.word, judged.verdict.reasons) == (Word.VALID_LIST_OLD, ("no_list",))


def test_a_key_that_is_not_in_the_bundle_is_unknown(open_desk: Desk) -> None:
    """Bad-input row 53."""
    issued = open_desk.issue(signer=STRANGER)
    assert open_desk.judge(issued.token, LATER).verdict.word is Word.UNKNOWN_KEY


@given(bit=st.integers(0, 8 * 150 - 1))
@settings(max_examples=60, deadline=None)
def test_one_bit_flipped_is_never_genuine(bit: int) -> None:
    """Bad-input row 52: here without the register, which would only hide it."""
    sealed = bytearray(stolen(5, NOBODYS))
    sealed[bit // 8 % len(sealed)] ^= 1 << bit % 8
    word = examine(link.compose(HOST, bytes(sealed)), OURS, known(), clocks()).word
    assert word in {Word.FORGED, Word.INCOMPLETE, Word.UNKNOWN_KEY}


@pytest.mark.parametrize(
    ("scanned", "word"),
    [
        ("", Word.INCOMPLETE),
        ("javascript:alert(1)", Word.INCOMPLETE),
        ("https://evil.example/V/#ABC", Word.WRONG_SITE),
        ("HTTPS://V.EXAMPLE.ML/V/#", Word.INCOMPLETE),
        ("x" * 5120, Word.INCOMPLETE),
        ("\x00\xff\x01", Word.INCOMPLETE),
        ("HTTPS://V.EXAMPLE.ML/V/#abc", Word.INCOMPLETE),
    ],
    ids=["empty", "script", "elsewhere", "no token", "5 kB", "binary", "lower case"],
)
def test_what_is_no_seal_is_said_and_logged_without_it(open_desk: Desk, scanned: str, word: Word) -> None:
    """Bad-input rows 51 and 56."""
    assert open_desk.judge(scanned, LATER).verdict.word is word
    with open_desk.database.transaction() as connection:
        row = connection.execute(text("SELECT verdict, number_index, kid FROM document_check")).one()
    assert tuple(row) == (word, None, None)


def test_a_paper_of_one_use_presented_twice_tells_its_issuer(open_desk: Desk) -> None:
    issued = open_desk.issue(one_use=True)
    open_desk.publish()
    said = {"channel": "api", "purpose": "presentation"}
    first = open_desk.judge(issued.token, LATER, client="officer:1", place="Malanville", **said)
    looked = open_desk.judge(issued.token, LATER)
    second = open_desk.judge(issued.token, LATER + DAY, client="officer:2", place="Kraké", **said)
    assert first.presented == ()
    assert [each.place for each in looked.presented] == ["Malanville"]
    assert [each.place for each in second.presented] == ["Malanville"]
    assert open_desk.count("outbox WHERE topic = 'document.double_use' AND subject = :id", id=issued.id) == 1


def test_two_officers_who_scan_at_once_and_one_of_them_sees_the_other(open_desk: Desk) -> None:
    issued = open_desk.issue(one_use=True)
    open_desk.publish()

    def present(officer: int) -> int:
        judged = open_desk.judge(
            issued.token, LATER, client=f"officer:{officer}", channel="api", purpose="presentation"
        )
        return len(judged.presented)

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(present, range(4))) == [0, 1, 2, 3]


def test_without_a_bundle_nothing_is_judged(desk: Desk) -> None:
    with pytest.raises(NoBundle):
        desk.judge(desk.issue().token)


def test_a_list_whose_signer_the_bundle_no_longer_trusts_is_not_gone_by(open_desk: Desk) -> None:
    issued = open_desk.issue()
    open_desk.publish()
    assert open_desk.judge(issued.token, LATER).verdict.word is Word.VALID
    burnt = registers(state=KeyState.COMPROMISED, compromised_at=NOON - DAY)
    open_desk.trust(number=8, keys=(trusted(), burnt))
    verdict = open_desk.judge(issued.token, LATER).verdict
    assert (verdict.word, verdict.reasons) == (Word.VALID_LIST_OLD, ("no_list",))


def test_lists_are_opened_once_and_again_when_newer(open_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    real = copies.newest

    def heard(connection: Connection, kid: bytes, kind: str = "list") -> bytes | None:
        opened.append(kind)
        return real(connection, kid, kind)

    monkeypatch.setattr(copies, "newest", heard)
    issued = open_desk.issue()
    open_desk.publish()
    open_desk.watch(NOON)
    for _ in range(3):
        open_desk.judge(issued.token, LATER)
    assert opened == ["list", "filter"]
    open_desk.publish(LATER)
    assert open_desk.judge(issued.token, LATER).verdict.list_age_s == 0
    assert opened == ["list", "filter", "list"]


def test_a_forged_bundle_in_the_table_is_not_believed(open_desk: Desk) -> None:
    open_desk.holdings = Holdings(STRANGER.public)
    with pytest.raises(ValueError, match="root"):
        open_desk.judge("x", LATER)


def test_a_list_update_is_described_and_is_no_check_of_a_document(open_desk: Desk) -> None:
    """It is the very delta that LISTES sends; pasted where codes are checked, it accuses nobody."""
    open_desk.issue()
    open_desk.publish()
    open_desk.publish(LATER)
    with open_desk.database.transaction() as connection:
        body = copies.delta_since(connection, APEX.kid, 1, REGISTER, LATER)
    assert body is not None
    judged = open_desk.judge(base41.encode(body), LATER)
    assert judged.news == News(Update.LIST_UPDATE, (Change("ML-APEX", APEX.kid, 1, 2, LATER),))
    assert (judged.verdict.word, judged.verdict.document) == (Word.INCOMPLETE, None)
    altered = open_desk.judge(base41.encode(body[:-1] + b"!"), LATER)
    assert altered.news is not None
    assert altered.news.word == Update.LIST_UPDATE_FALSE
    assert open_desk.count("document_check") == 0
