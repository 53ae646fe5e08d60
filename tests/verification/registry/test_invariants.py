"""Each broken rule of the register is seen and named, and a sound register breaks none."""

import pytest
import time_machine
from sqlalchemy import text

from tests.verification.core.office import DAY, NOON, REGISTER, statuses
from tests.verification.registry.desk import FIELDS, Desk
from verification import status_list
from verification.registry.invariants import INVARIANTS


@pytest.fixture
def year(desk: Desk) -> Desk:
    """A valid document, a suspended one, a revoked one, and one with its successor; all published."""
    desk.issue("case:1")
    desk.change(desk.issue("case:2").number, "suspend")
    desk.change(desk.issue("case:3").number)
    old = desk.issue("case:4")
    desk.change(old.number, "replace")
    desk.issue("replace:4", fields={**FIELDS, "replaces": old.number})
    desk.publish(NOON + DAY)
    return desk


def broken(desk: Desk) -> set[str]:
    with desk.database.transaction() as connection:
        return {each.name for each in INVARIANTS if each.broken(connection, desk.keyring)}


def test_a_sound_register_breaks_nothing(year: Desk) -> None:
    assert broken(year) == set()


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ("UPDATE sealed_document SET token_sealed = '\\x00' WHERE cause = 'case:1'", "its token"),
        (
            (  # a place that is free: its neighbour may be taken, since places are drawn by chance
                "UPDATE sealed_document SET status_index = (SELECT min(n) FROM generate_series(0, 65535) n "
                "WHERE n NOT IN (SELECT status_index FROM sealed_document)) WHERE cause = 'case:1'"
            ),
            "its token",
        ),
        (
            (
                "UPDATE sealed_document SET token_sealed = (SELECT token_sealed FROM sealed_document "
                "WHERE cause = 'case:2') WHERE cause = 'case:1'"
            ),
            "its token",
        ),
        ("UPDATE register_copy SET body = (SELECT body FROM empty_list)", "newest list"),
        ("UPDATE sealed_document SET status_index = 70000 WHERE cause = 'case:1'", "within the range"),
        ("UPDATE sealed_document SET state = 'valid' WHERE cause = 'case:3'", "its story"),
        ("DELETE FROM document_event WHERE act = 'issue'", "its story"),
        ("UPDATE document_proposal SET approved = false WHERE act = 'revoke'", "granted proposal"),
        (
            (
                "UPDATE document_event SET proposal_id = (SELECT id FROM document_proposal WHERE act = 'suspend') "
                "WHERE act = 'revoke'"
            ),
            "granted proposal",
        ),
        ("UPDATE sealed_document SET replaced_by = NULL WHERE cause = 'case:4'", "successor"),
        ("UPDATE sealed_document SET replaces = NULL WHERE cause = 'replace:4'", "successor"),
    ],
)
def test_what_breaks_a_rule_is_named(year: Desk, change: str, name: str) -> None:
    _by_force(year, change)
    assert [each for each in broken(year) if name in each]


@pytest.mark.parametrize(
    ("table", "constraint", "rule", "change", "name"),
    [
        (
            "sealed_document", "uq_sealed_document_kid_status_index", "UNIQUE (kid, status_index)",
            "UPDATE sealed_document SET status_index = 5", "no place of a list has two documents",
        ),
        (
            "document_proposal", "ck_document_proposal_two_persons",
            "CHECK (decided_by IS NULL OR lower(decided_by) <> lower(proposed_by))",
            "UPDATE document_proposal SET decided_by = 'AWA'", "every decision is another person's than the proposal",
        ),
    ],
    ids=["place", "person"],
)  # fmt: skip
def test_what_the_database_itself_refuses_is_named_too(
    year: Desk, table: str, constraint: str, rule: str, change: str, name: str
) -> None:
    """A database restored without its constraints."""
    _by_force(year, f"ALTER TABLE {table} DROP CONSTRAINT {constraint}", change)
    try:
        assert name in broken(year)
    finally:
        _by_force(
            year, f"TRUNCATE {table} CASCADE", f"ALTER TABLE {table} ADD CONSTRAINT {constraint} {rule}"
        )


def test_a_change_that_waits_for_its_list_is_a_warning_after_ten_minutes(year: Desk) -> None:
    number = year.issue("case:9").number
    year.change(number, at=NOON + 2 * DAY)
    with time_machine.travel(NOON + 2 * DAY, tick=False):
        assert broken(year) == set()
    with time_machine.travel(NOON + 3 * DAY, tick=False):
        assert broken(year) == {"no change waits for its list"}
    year.publish(NOON + 3 * DAY)
    with time_machine.travel(NOON + 3 * DAY, tick=False):
        assert broken(year) == set()


def _by_force(desk: Desk, *changes: str) -> None:
    """What no code of ours can do: past triggers and foreign keys."""
    with desk.database.transaction() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text("CREATE TEMP TABLE empty_list (body bytea) ON COMMIT DROP"))
        connection.execute(text("INSERT INTO empty_list VALUES (:body)"), {"body": _list_of_nothing()})
        for change in changes:
            connection.execute(text(change))


def _list_of_nothing() -> bytes:
    return status_list.seal(statuses(iat=NOON + DAY), REGISTER)
