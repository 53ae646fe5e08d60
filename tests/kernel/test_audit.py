"""The audit trail shows any later change. Fault row 48, security control 30."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from kernel import audit
from kernel.database import Database


def write(database: Database, count: int = 5) -> None:
    with database.transaction() as connection:
        for number in range(1, count + 1):
            audit.append(connection, "agent:7", "case.moved", "260123456789", {"to": "rdv", "n": number})


def verified(database: Database) -> int | None:
    with database.transaction() as connection:
        return audit.verify(connection)


def as_superuser(database: Database, statement: str) -> None:
    """What an intruder with all rights would do: round the trigger."""
    with database.transaction() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text(statement))


def test_an_empty_and_an_untouched_trail_are_whole(database: Database) -> None:
    assert verified(database) is None
    write(database)
    assert verified(database) is None


def test_what_was_appended_is_there(database: Database) -> None:
    write(database, 1)
    with database.transaction() as connection:
        row = connection.execute(audit.AUDIT_LOG.select()).one()
        assert audit.head(connection) == (1, bytes(row.hash).hex())
    assert (row.id, row.actor, row.act, row.subject) == (1, "agent:7", "case.moved", "260123456789")
    assert row.detail == {"to": "rdv", "n": 1}
    assert row.at.tzinfo is not None


@pytest.mark.parametrize(
    ("change", "first_bad"),
    [
        ("UPDATE audit_log SET actor = 'agent:8' WHERE id = 3", 3),
        ("UPDATE audit_log SET act = 'x' WHERE id = 1", 1),
        ("UPDATE audit_log SET subject = 'x' WHERE id = 5", 5),
        ('UPDATE audit_log SET detail = \'{"n": 3, "to": "retiree"}\' WHERE id = 3', 3),
        ("UPDATE audit_log SET at = at + interval '1 microsecond' WHERE id = 2", 2),
        ("UPDATE audit_log SET hash = decode(repeat('00', 32), 'hex') WHERE id = 4", 4),
        ("DELETE FROM audit_log WHERE id = 3", 4),
        ("DELETE FROM audit_log WHERE id = 1", 2),
        ("UPDATE audit_log SET id = CASE id WHEN 2 THEN 3 ELSE 2 END + 10 WHERE id IN (2, 3)", 4),
        ("INSERT INTO audit_log SELECT 6, at, actor, act, subject, detail, hash FROM audit_log LIMIT 1", 6),
    ],
    ids=["actor", "act", "subject", "detail", "time", "hash", "removed", "first-gone", "moved", "inserted"],
)
def test_a_change_is_found_at_its_first_row(database: Database, change: str, first_bad: int) -> None:
    write(database)
    as_superuser(database, change)
    assert verified(database) == first_bad


def test_a_row_rewritten_with_a_fitting_hash_breaks_the_next_one(database: Database) -> None:
    write(database)
    as_superuser(database, "UPDATE audit_log SET actor = 'agent:8' WHERE id = 3")
    with database.transaction() as connection:
        rows = connection.execute(audit.AUDIT_LOG.select().order_by(audit.AUDIT_LOG.c.id)).all()
    forged = audit._link(rows[1].hash, audit._of(rows[2])).hex()
    as_superuser(database, f"UPDATE audit_log SET hash = decode('{forged}', 'hex') WHERE id = 3")  # noqa: S608 - our own hex.
    assert verified(database) == 4


def test_rows_cut_from_the_end_change_the_head(database: Database) -> None:
    write(database)
    with database.transaction() as connection:
        before = audit.head(connection)
    as_superuser(database, "DELETE FROM audit_log WHERE id = 5")
    with database.transaction() as connection:
        assert audit.head(connection) != before


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_log SET actor = 'x'", "DELETE FROM audit_log", "TRUNCATE audit_log"]
)
def test_the_database_refuses_to_change_history(database: Database, statement: str) -> None:
    write(database)
    with pytest.raises(ProgrammingError, match="append-only"), database.transaction() as connection:
        connection.execute(text(statement))
    assert verified(database) is None


def test_appends_at_once_make_one_chain(database: Database) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: write(database, 2), range(20)))
    assert verified(database) is None
    with database.transaction() as connection:
        assert audit.head(connection)[0] == 40


def test_a_rolled_back_append_leaves_no_gap(database: Database) -> None:
    write(database, 1)
    with database.engine.connect() as connection:
        audit.append(connection, "a", "b", "c", {})
        connection.rollback()
    write(database, 1)
    assert verified(database) is None


def test_a_long_trail_is_walked_in_pages(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "_PAGE", 2)
    write(database, 7)
    assert verified(database) is None
    as_superuser(database, "UPDATE audit_log SET actor = 'x' WHERE id = 6")
    assert verified(database) == 6


@pytest.mark.parametrize(
    "detail",
    [
        {},
        {"b": 1, "a": [1, "é", None, True, {"z": "𝄞", "y": -(2**63)}]},
        {"big": 10**30, "empty": [], "text": '"\\\n'},
    ],
    ids=["empty", "nested", "edges"],
)
def test_a_detail_comes_back_as_it_went_in(database: Database, detail: dict[str, Any]) -> None:
    with database.transaction() as connection:
        audit.append(connection, "a", "b", "c", detail)
    assert verified(database) is None


@pytest.mark.parametrize(
    ("detail", "error"),
    [
        ({"a": 1.5}, TypeError),
        ({"a": [b"x"]}, TypeError),
        ({"a": {1: "x"}}, TypeError),
        ({"a": "x" * 4000}, ValueError),
        ({"a": "\ud800"}, ValueError),
    ],
    ids=["float", "bytes", "number-key", "too-long", "half-a-character"],
)
def test_a_detail_that_would_not_come_back_is_refused(
    database: Database, detail: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error), database.transaction() as connection:
        audit.append(connection, "a", "b", "c", detail)
    assert verified(database) is None
