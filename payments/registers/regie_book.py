"""The grand livre of one regie: its accounts with what they opened and closed with, and the movements of one.

The sheet of an account for all regies together is `grand_livre.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, text

from payments.registers.period import Period
from payments.registers.reading import stream

_ACCOUNTS = text("""
SELECT e.account,
       CAST(coalesce(sum(e.amount_xof) FILTER (WHERE j.occurred_at < :start), 0) AS bigint) AS opening_xof,
       CAST(coalesce(sum(e.amount_xof)
                     FILTER (WHERE j.occurred_at >= :start AND e.amount_xof > 0), 0) AS bigint) AS debit_xof,
       CAST(coalesce(-sum(e.amount_xof)
                     FILTER (WHERE j.occurred_at >= :start AND e.amount_xof < 0), 0) AS bigint) AS credit_xof,
       CAST(sum(e.amount_xof) AS bigint) AS closing_xof
FROM ledger_journal j JOIN ledger_entry e ON e.journal_id = j.id
WHERE j.regie = :regie AND j.occurred_at < :stop
GROUP BY e.account ORDER BY e.account
""")
_OPENING = text("""
SELECT coalesce(sum(e.amount_xof), 0)
FROM ledger_journal j JOIN ledger_entry e ON e.journal_id = j.id AND e.account = :account
WHERE j.regie = :regie AND j.occurred_at < :start
""")
_MOVEMENTS = text("""
SELECT j.id AS journal_id, j.occurred_at, j.kind, j.rail, j.operator_ref, j.reverses_id,
       greatest(e.amount_xof, 0) AS debit_xof, greatest(-e.amount_xof, 0) AS credit_xof,
       CAST(:opening + sum(e.amount_xof) OVER (ORDER BY j.occurred_at, j.id, e.line) AS bigint) AS balance_xof
FROM ledger_journal j JOIN ledger_entry e ON e.journal_id = j.id AND e.account = :account
WHERE j.regie = :regie AND j.occurred_at >= :start AND j.occurred_at < :stop
ORDER BY j.occurred_at, j.id, e.line
""")


@dataclass(frozen=True, slots=True)
class AccountOfRegie:
    """One account: debit above zero; ``closing`` is ``opening`` and ``debit`` less ``credit``."""

    account: str
    opening_xof: int
    debit_xof: int
    credit_xof: int
    closing_xof: int


@dataclass(frozen=True, slots=True)
class MovementOfRegie:
    """One entry of the account; ``balance_xof`` is the regie's after it."""

    journal_id: int
    occurred_at: datetime
    kind: str
    rail: str | None
    operator_ref: str | None
    reverses_id: int | None
    debit_xof: int
    credit_xof: int
    balance_xof: int


def accounts_of(connection: Connection, regie: str, period: Period) -> Iterator[AccountOfRegie]:
    """Every account that the regie has ever moved until the end of ``period``."""
    start, stop = period.bounds
    return stream(connection, AccountOfRegie, _ACCOUNTS, {"regie": regie, "start": start, "stop": stop})


def movements_of(
    connection: Connection, regie: str, account: str, period: Period
) -> Iterator[MovementOfRegie]:
    """The movements of ``account`` within the regie, each with the balance after it."""
    start, stop = period.bounds
    values = {"regie": regie, "account": account, "start": start, "stop": stop}
    opening = int(connection.execute(_OPENING, values).scalar_one())
    return stream(connection, MovementOfRegie, _MOVEMENTS, {**values, "opening": opening})
