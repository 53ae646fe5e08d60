"""Grand livre: the movements of one account with the balance after each."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, text

from payments import ledger
from payments.registers.period import Period
from payments.registers.reading import stream

_MOVEMENTS = text("""
SELECT j.id AS journal_id, j.occurred_at, j.kind, j.regie, j.reverses_id,
       greatest(e.amount_xof, 0) AS debit_xof, greatest(-e.amount_xof, 0) AS credit_xof,
       CAST(:opening + sum(e.amount_xof) OVER (ORDER BY j.occurred_at, j.id, e.line) AS bigint) AS balance_xof
FROM ledger_journal j JOIN ledger_entry e ON e.journal_id = j.id AND e.account = :account
WHERE j.occurred_at >= :start AND j.occurred_at < :stop
ORDER BY j.occurred_at, j.id, e.line
""")


@dataclass(frozen=True, slots=True)
class Movement:
    """One entry of the account; ``balance_xof`` (debit above zero) is that after it."""

    journal_id: int
    occurred_at: datetime
    kind: str
    regie: str | None
    reverses_id: int | None
    debit_xof: int
    credit_xof: int
    balance_xof: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """The page of an account: what it opened with, its movements (read them once), what it closes with."""

    opening_xof: int
    movements: Iterator[Movement]
    closing_xof: int


def grand_livre(connection: Connection, account: str, period: Period) -> Sheet:
    """The page of ``account``. In a transaction that repeats its reads, opening and movements meet."""
    start, stop = period.bounds
    opening = ledger.balance(connection, account, start)
    values = {"account": account, "start": start, "stop": stop, "opening": opening}
    return Sheet(
        opening, stream(connection, Movement, _MOVEMENTS, values), ledger.balance(connection, account, stop)
    )
