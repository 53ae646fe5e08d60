"""A document is sealed once for each cause, whoever asks, however often, and whatever dies meanwhile."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from kernel import ids, serials
from kernel.crypto import KeyMissing, Keyring
from kernel.database import Database, DatabaseUnavailable
from tests.verification.core.office import APEX, DAY, NOON, known, p256
from tests.verification.registry.desk import CODE_KEY, FIELDS, PHONE, REFERENCE_KEY, SHOWN, Desk, request
from verification import token
from verification.doc_type import CopyKind, DocType
from verification.known import Clocks
from verification.registry import codes, issuing, papers, places
from verification.registry.errors import RegistryRefused
from verification.signer import FileSigner, SigningFailed
from verification.verdict import judge_parsed


def test_what_was_issued_is_genuine_and_says_what_was_asked(desk: Desk) -> None:
    issued = desk.issue()
    parsed = token.read(issued.token)
    assert parsed.document is not None
    assert parsed.document.serial == issued.number
    assert {name: getattr(parsed.document, name) for name in FIELDS} == FIELDS
    assert judge_parsed(parsed, known(lists={}), Clocks(NOON)).word == "VALID_LIST_OLD"


def test_the_register_opens_what_the_paper_shows(desk: Desk) -> None:
    issued = desk.issue()
    with desk.database.transaction() as connection:
        paper = papers.find(connection, desk.keyring, CODE_KEY, f" {issued.number[:4]}-{issued.number[4:]} ")
        assert paper is not None
        assert (paper.shown, paper.token, paper.code) == (SHOWN, issued.token, issued.code)
        assert papers.numbers_of_holder(connection, desk.keyring, PHONE) == [issued.number]
        assert papers.of_cause(connection, desk.keyring, CODE_KEY, "case:1") == paper
        assert papers.of_id(connection, desk.keyring, CODE_KEY, issued.id) == paper
        assert [row["number"] for row in papers.list_documents(connection)] == [issued.number]
        assert [row["act"] for row in papers.story(connection, issued.id)] == ["issue"]


def test_nothing_personal_stands_in_the_clear(desk: Desk) -> None:
    desk.issue()
    with desk.database.transaction() as connection:
        row = connection.execute(text("SELECT sealed_document::text FROM sealed_document")).scalar_one()
    for word in (PHONE, "KARITE", b"KARITE".hex(), PHONE.encode().hex()):
        assert word not in row


def test_the_same_cause_again_is_the_first_document(desk: Desk) -> None:
    first, again = desk.issue(), desk.issue(fields={**FIELDS, "gross_kg": 1})
    assert (again.number, again.token, again.code, again.id) == (
        first.number, first.token, first.code, first.id
    )  # fmt: skip
    assert (first.new, again.new) == (True, False)
    assert desk.count("sealed_document") == desk.count("document_event") == 1


def test_the_same_cause_for_another_paper_is_refused(desk: Desk) -> None:
    desk.issue()
    for change in ({"kind": DocType.LEGALISATION}, {"copy_kind": CopyKind.DUPLICATA}):
        with pytest.raises(RegistryRefused, match="another kind"):
            desk.issue(**change)


def test_sixteen_at_once_for_one_cause_make_one_document(desk: Desk) -> None:
    with ThreadPoolExecutor(8) as pool:
        issued = list(pool.map(lambda _: desk.issue(), range(16)))
    assert len({each.number for each in issued}) == 1
    assert sum(each.new for each in issued) == 1
    assert desk.count("sealed_document") == 1


def test_sixteen_causes_at_once_have_each_their_number_and_place(desk: Desk) -> None:
    with ThreadPoolExecutor(8) as pool:
        issued = list(pool.map(lambda number: desk.issue(f"case:{number}"), range(16)))
    assert len({each.number for each in issued}) == 16
    assert desk.count("(SELECT DISTINCT status_index FROM sealed_document) d") == 16


class Failing(FileSigner):
    """The office's key, in a device that is away."""

    def __init__(self) -> None:
        super().__init__(APEX._private)

    def sign(self, data: bytes) -> bytes:
        raise SigningFailed


def test_a_key_that_does_not_sign_leaves_nothing_behind(desk: Desk) -> None:
    """Fault row 38."""
    with pytest.raises(SigningFailed):
        desk.issue(signer=Failing())
    assert desk.count("sealed_document") == 0
    assert desk.issue().new


def test_killed_before_the_commit_it_is_issued_once_later(desk: Desk) -> None:
    """Fault row 38."""
    with pytest.raises(DatabaseUnavailable), desk.database.transaction() as connection:
        issuing.issue(connection, desk.keyring, REFERENCE_KEY, APEX, request(), NOON, code_key=CODE_KEY)
        connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    assert desk.count("sealed_document") == 0
    assert desk.issue().new
    assert not desk.issue().new


def test_a_document_never_has_the_number_of_a_case(desk: Desk) -> None:
    """One sequence, whose numbers a keyed permutation keeps apart."""
    numbers = []
    for turn in range(10):
        with desk.database.transaction() as connection:
            numbers.append(serials.next_reference(connection, 2026, REFERENCE_KEY))
        numbers.append(desk.issue(f"case:{turn}").number)
    serials_of = [ids.serial_of(number, REFERENCE_KEY)[1] for number in numbers]
    assert sorted(set(serials_of)) == serials_of
    assert serials_of[-1] - serials_of[0] == 19


def test_places_say_nothing_about_order(desk: Desk) -> None:
    with desk.database.transaction() as connection:
        drawn = [places.draw(connection, REFERENCE_KEY, APEX.kid, 2026).index for _ in range(300)]
    assert all(0 <= place < places.BLOCK for place in drawn)
    rises = sum(one < other for one, other in pairwise(drawn))
    # 149.5 in the mean with a deviation of 5: eight of them in both directions.
    assert 109 < rises < 190
    # And all over the list: each quarter has its 75 with a deviation of 7.5.
    assert all(
        15 < sum(place * 4 // places.BLOCK == quarter for place in drawn) < 135 for quarter in range(4)
    )


def test_a_full_list_grows_by_a_block(desk: Desk) -> None:
    with desk.database.transaction() as connection:
        connection.execute(text("INSERT INTO status_range (kid, size) VALUES (:kid, 3)"), {"kid": APEX.kid})
    for turn in range(5):
        desk.issue(f"case:{turn}")
    with desk.database.transaction() as connection:
        size = connection.execute(text("SELECT size FROM status_range")).scalar_one()
    assert size == 3 + places.BLOCK


def test_a_list_of_two_million_is_full(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "SIZE_MAX", places.BLOCK)
    monkeypatch.setattr(places, "candidates", lambda: [7] * places.TRIES)
    desk.issue("case:1")
    with pytest.raises(RegistryRefused, match="no free place"):
        desk.issue("case:2")


def test_a_place_taken_meanwhile_is_drawn_anew(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between drawing and entering another process took it: the row is refused, not the citizen."""
    entered, asked = desk.issue("case:1"), iter(["first", "then"])
    with desk.database.transaction() as connection:
        taken = places.draw(connection, REFERENCE_KEY, APEX.kid, 2026)
        index = connection.execute(text("SELECT status_index FROM sealed_document")).scalar_one()
    real = places.draw
    stale = places.Place(taken.number, index, None)
    monkeypatch.setattr(places, "draw", lambda *given: stale if next(asked, "") == "first" else real(*given))
    second = desk.issue("case:2")
    assert second.new
    assert second.number not in {entered.number, taken.number}


def test_no_connection_is_held_while_a_distant_key_signs(desk: Desk, database_url: str) -> None:
    database = Database(database_url, pool_size=1)

    class Distant(FileSigner):
        def sign(self, data: bytes) -> bytes:
            database.ping()
            return super().sign(data)

    issued = issuing.issue_apart(
        database, desk.keyring, REFERENCE_KEY, Distant(APEX._private), request(), NOON, code_key=CODE_KEY
    )
    again = issuing.issue_apart(
        database, desk.keyring, REFERENCE_KEY, Distant(APEX._private), request(), NOON, code_key=CODE_KEY
    )
    database.close()
    assert (issued.new, again.new) == (True, False)
    assert issued.token == again.token


def test_after_a_rotation_old_documents_stand_and_new_ones_have_the_new_key(desk: Desk) -> None:
    """Fault row 39."""
    new = p256(77)
    old_one, new_one = desk.issue("case:1"), desk.issue("case:2", signer=new)
    assert token.read(old_one.token).kid == APEX.kid
    assert token.read(new_one.token).kid == new.kid
    assert desk.issue("case:1", signer=new).token == old_one.token
    assert desk.count("status_range") == 2


def test_without_the_field_key_nothing_opens_and_nothing_is_shown(desk: Desk) -> None:
    """Fault row 40."""
    number = desk.issue().number
    without = Keyring({"k1": bytes(range(32))}, active="k1", index_key=b"i" * 32)
    with desk.database.transaction() as connection, pytest.raises(KeyMissing):
        papers.find(connection, without, CODE_KEY, number)


def test_the_file_is_kept_once(desk: Desk) -> None:
    issued = desk.issue()
    with desk.database.transaction() as connection:
        assert papers.keep_pdf(connection, desk.keyring, issued.id, b"%PDF-1")
        assert not papers.keep_pdf(connection, desk.keyring, issued.id, b"%PDF-2")
        paper = papers.of_id(connection, desk.keyring, CODE_KEY, issued.id)
        assert paper is not None
        assert paper.pdf == b"%PDF-1"
        with pytest.raises(RegistryRefused):
            papers.keep_pdf(connection, desk.keyring, issued.id, bytes(papers.PDF_MAX + 1))


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM sealed_document",
        "TRUNCATE sealed_document CASCADE",
        "UPDATE sealed_document SET number = '260000000000'",
        "UPDATE sealed_document SET kid = '\\x00000000'",
        "UPDATE sealed_document SET status_index = status_index + 1",
        "UPDATE sealed_document SET one_use = NOT one_use",
        "UPDATE sealed_document SET expires_at = NULL",
        "DELETE FROM document_event",
        "UPDATE document_event SET actor = 'nobody'",
        "DELETE FROM document_proposal",
    ],
)
def test_history_does_not_change(desk: Desk, change: str) -> None:
    desk.change(desk.issue().number, "suspend")
    with pytest.raises(ProgrammingError), desk.database.transaction() as connection:
        connection.execute(text(change))


def test_a_code_is_of_its_number_and_key() -> None:
    codes_seen = [codes.code_of(CODE_KEY, f"{number:012}") for number in range(2000)]
    assert all(len(code) == 4 and code.isdigit() for code in codes_seen)
    # Of 10 000 codes 2 000 random numbers meet about 1 813 different ones.
    assert 1750 < len(set(codes_seen)) < 1880
    assert codes.code_of(b"d" * 32, f"{1:012}") != codes_seen[1]
    assert codes.right(CODE_KEY, f"{1:012}", f" {codes_seen[1]} ")
    assert not codes.right(CODE_KEY, f"{1:012}", "")
    with pytest.raises(ValueError, match="32"):
        codes.code_of(b"short", "1")


def test_a_paper_that_expires_says_so_in_its_token(desk: Desk) -> None:
    parsed = token.read(desk.issue(expires_at=NOON + DAY).token)
    assert parsed.document is not None
    assert parsed.document.expires_at == NOON + DAY
