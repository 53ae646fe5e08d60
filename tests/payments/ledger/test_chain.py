"""The hash chain: sealed after commit, nothing skipped, and every change of history found and named."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from kernel.database import Database
from payments import ledger
from payments.ledger.tables import LEDGER_ENTRY, LEDGER_JOURNAL
from tests.payments.ledger.postings import receive, sealed, tamper

COUNT = 5


def seals(connection: Connection) -> list[tuple[int, int]]:
    """(place, journal id) along the chain."""
    rows = connection.execute(text("SELECT seq, journal_id FROM ledger_seal ORDER BY seq"))
    return [(row.seq, row.journal_id) for row in rows]


def test_rows_are_sealed_in_journal_order_and_hold(database: Database) -> None:
    with database.transaction() as connection:
        ids = sealed(connection, COUNT)
        assert seals(connection) == list(enumerate(ids, 1))
        assert ledger.verify(connection) is None
        assert ledger.seal_chain(connection) == 0


def test_a_batch_is_bounded_and_the_next_continues(database: Database) -> None:
    with database.transaction() as connection:
        for number in range(COUNT):
            receive(connection, f"settlement:{number}")
        assert [ledger.seal_chain(connection, 2) for _ in range(4)] == [2, 2, 1, 0]
        assert ledger.verify(connection) is None


def test_a_row_that_commits_late_is_sealed_later_and_not_skipped(database: Database) -> None:
    with database.engine.begin() as slow:
        late = receive(slow, "settlement:late")
        with database.transaction() as connection:
            early = receive(connection, "settlement:early")
        assert late < early
        with database.transaction() as connection:
            assert ledger.seal_chain(connection) == 1
            assert ledger.verify(connection) is None
    with database.transaction() as connection:
        assert ledger.seal_chain(connection) == 1
        assert seals(connection) == [(1, early), (2, late)]
        assert ledger.verify(connection) is None


def test_a_rolled_back_row_leaves_nothing_to_wait_for(database: Database) -> None:
    with database.transaction() as connection:
        savepoint = connection.begin_nested()
        lost = receive(connection, "settlement:lost")
        savepoint.rollback()
        kept = receive(connection, "settlement:kept")
        assert kept > lost
        assert ledger.seal_chain(connection) == 1
        assert ledger.verify(connection) is None


def test_two_sealers_at_once_make_one_chain(database: Database) -> None:
    with database.transaction() as connection:
        receive(connection, "settlement:1")
    with database.engine.begin() as first, database.engine.begin() as second:
        assert ledger.seal_chain(first) == 1
        assert ledger.seal_chain(second) == 0
    with database.transaction() as connection:
        assert ledger.verify(connection) is None


TAMPERED: dict[str, tuple[str, int, str]] = {
    "amount altered": (
        "UPDATE ledger_entry SET amount_xof = 1700 WHERE journal_id = 3 AND line = 1", 3, "altered",
    ),
    "two amounts altered in balance": (
        """UPDATE ledger_entry SET amount_xof = amount_xof + CASE line WHEN 2 THEN 1 ELSE -1 END
           WHERE journal_id = 3 AND line IN (2, 3)""", 3, "altered",
    ),
    "beneficiary altered": (
        "UPDATE ledger_entry SET beneficiary = 'me' WHERE journal_id = 3 AND line = 3", 3, "altered",
    ),
    "day altered": ("UPDATE ledger_journal SET occurred_at = now() WHERE id = 2", 2, "altered"),
    "entry removed": ("DELETE FROM ledger_entry WHERE journal_id = 4 AND line = 4", 4, "altered"),
    "journal row removed": ("DELETE FROM ledger_journal WHERE id = 3", 3, "removed"),
    "seal removed": ("DELETE FROM ledger_seal WHERE seq = 3", 4, "link 3 before it was removed"),
    "last seal removed": ("DELETE FROM ledger_seal WHERE seq = 5", 5, "neither sealed nor waiting"),
    "seals swapped": (
        """UPDATE ledger_seal SET seq = CASE seq WHEN 2 THEN 3 ELSE 2 END + 100 WHERE seq IN (2, 3);
           UPDATE ledger_seal SET seq = seq - 100 WHERE seq > 100""", 3, "altered",
    ),
    "hash altered": (
        "UPDATE ledger_seal SET hash = decode(repeat('00', 32), 'hex') WHERE seq = 2", 2, "altered",
    ),
    "row put in past the door": (
        """INSERT INTO ledger_journal (kind, idem_key, occurred_at, recorded_at, lines)
           VALUES ('x', 'k', now(), now(), 2)""", 6, "neither sealed nor waiting",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("sql", "journal_id", "reason"), TAMPERED.values(), ids=TAMPERED)
def test_a_changed_history_is_found_and_the_row_named(
    database: Database, sql: str, journal_id: int, reason: str
) -> None:
    with database.transaction() as connection:
        assert sealed(connection, COUNT) == [1, 2, 3, 4, 5]
    with database.transaction() as connection:
        for statement in sql.split(";\n"):
            tamper(connection, statement)
        broken = ledger.verify(connection)
    assert broken is not None
    assert (broken.journal_id, reason in broken.reason) == (journal_id, True), broken


@pytest.fixture
def exported(database: Database, tmp_path: Path) -> Path:
    path = tmp_path / "ledger.jsonl"
    with database.transaction() as connection, path.open("w", encoding="utf-8") as stream:
        sealed(connection, COUNT)
        assert ledger.export(connection, stream) == ledger.head(connection)
    return path


def test_an_export_is_verified_without_the_database(exported: Path) -> None:
    assert len(exported.read_text(encoding="utf-8").splitlines()) == COUNT + 1
    assert ledger.verify_file(exported) is None


EDITS: dict[str, tuple[Callable[[list[str]], list[str]], int]] = {
    "altered": (lambda lines: [lines[0], lines[1].replace("1900", "1700"), *lines[2:]], 2),
    "altered in balance": (lambda lines: [lines[0], lines[1].replace("cercle", "region"), *lines[2:]], 2),
    "removed": (lambda lines: [*lines[:1], *lines[2:]], 3),
    "reordered": (lambda lines: [lines[0], lines[2], lines[1], *lines[3:]], 3),
    "repeated": (lambda lines: [*lines[:2], lines[1], *lines[2:]], 2),
    "cut before the last line": (lambda lines: [*lines[:4], lines[5]], 5),
    "cut at the end": (lambda lines: lines[:4], 5),
    "lines after the end": (lambda lines: [*lines, lines[0]], 6),
    "not JSON": (lambda lines: [lines[0], "{", *lines[2:]], 2),
    "no link": (lambda lines: [lines[0], '{"seq": 2, "id": 2, "lines": "x"}', *lines[2:]], 2),
    "nested": (lambda lines: [lines[0], "[" * 60_000, *lines[2:]], 2),
    "empty": (lambda _: [], 1),
}


@pytest.mark.parametrize(("edit", "place"), EDITS.values(), ids=EDITS)
def test_an_edited_export_is_found_and_the_line_named(
    exported: Path, edit: Callable[[list[str]], list[str]], place: int
) -> None:
    lines = exported.read_text(encoding="utf-8").splitlines()
    exported.write_text("".join(line + "\n" for line in edit(lines)), encoding="utf-8")
    broken = ledger.verify_file(exported)
    assert broken is not None
    assert broken.seq == place, broken


def test_a_shorter_export_is_told_from_the_printed_head(database: Database, exported: Path) -> None:
    with database.transaction() as connection:
        before = ledger.head(connection)
        receive(connection, "settlement:more")
        ledger.seal_chain(connection)
        after = ledger.head(connection)
    assert ledger.verify_file(exported, before) is None
    broken = ledger.verify_file(exported, after)
    assert broken is not None
    assert "expected head" in broken.reason


def test_the_hash_covers_every_column(exported: Path) -> None:
    body = json.loads(exported.read_text(encoding="utf-8").splitlines()[0])
    assert set(body) == {column.name for column in LEDGER_JOURNAL.columns} | {"seq", "entries", "hash"}
    assert len(body["entries"][0]) == len(LEDGER_ENTRY.columns) - 1
