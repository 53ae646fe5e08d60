"""Answers of closed cases past the time that their administration gives: erased, and the rules that are missing."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from cases.erasure import due, erase_due
from cases.tables import CASE_FILE
from catalogue.administration import Administration
from kernel import audit
from kernel.crypto import Keyring
from kernel.database import Database

# Batches a sweep: 10,000 cases an hour, more than a year's backlog of a country in a week.
BATCHES_A_SWEEP = 50
# The sweep runs each hour; two days late mean that it does not.
GRACE = timedelta(days=2)
SHOWN_MAX = 20
AUTOMATE = "automate"


def sweep(
    database: Database, keyring: Keyring, administrations: Mapping[str, Administration], at: datetime
) -> int:
    """Erase what is past its time, some rows a transaction, each in the trail; how many cases."""
    return sum(
        _of_one(database, keyring, office.code, office.answers_kept.days, at)
        for office in administrations.values()
        if office.answers_kept is not None
    )


def late(connection: Connection, administrations: Mapping[str, Administration], at: datetime) -> list[str]:
    """References of cases whose answers should be gone for two days."""
    found: list[str] = []
    for office in administrations.values():
        if office.answers_kept is not None:
            before = at - timedelta(days=office.answers_kept.days) - GRACE
            query = select(CASE_FILE.c.reference).where(due(office.code, before)).limit(SHOWN_MAX)
            found += connection.execute(query).scalars()
    return found[:SHOWN_MAX]


def without_rule(
    connection: Connection, administrations: Mapping[str, Administration], at: datetime
) -> list[str]:
    """Administrations that have answers of closed cases here and give no time for them."""
    silent = [office.code for office in administrations.values() if office.answers_kept is None]
    return [
        code
        for code in silent
        if connection.execute(select(CASE_FILE.c.id).where(due(code, at)).limit(1)).first() is not None
    ]


def _of_one(database: Database, keyring: Keyring, code: str, days: int, at: datetime) -> int:
    cases = 0
    for _ in range(BATCHES_A_SWEEP):
        with database.transaction() as connection:
            some = erase_due(connection, keyring, code, at - timedelta(days=days), at)
            if not some:
                break
            said = {"cases": some, "days": days}
            audit.append(connection, AUTOMATE, "answers.erase", f"administration:{code}", said)
        cases += some
    return cases
