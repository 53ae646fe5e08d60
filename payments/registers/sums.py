"""What the rows of a long register add up to, without reading them out: for the foot of its first page."""

from collections.abc import Collection

from sqlalchemy import Connection, TextClause, text

from payments.registers.period import Period

_WHERE = """
WHERE j.occurred_at >= :start AND j.occurred_at < :stop AND (CAST(:regie AS text) IS NULL OR j.regie = :regie)
"""
_JOURNAL = text(f"""
SELECT count(*) AS rows, CAST(coalesce(sum(greatest(e.amount_xof, 0)), 0) AS bigint) AS debit_xof,
       CAST(coalesce(sum(greatest(-e.amount_xof, 0)), 0) AS bigint) AS credit_xof
FROM ledger_journal j JOIN ledger_entry e ON e.journal_id = j.id {_WHERE}
""")  # noqa: S608 - both parts are ours
_ACCOUNTS = text(f"""
SELECT count(*) AS rows, CAST(coalesce(sum(e.amount_xof), 0) AS bigint) AS amount_xof,
       CAST(coalesce(sum(greatest(e.amount_xof, 0)), 0) AS bigint) AS debit_xof,
       CAST(coalesce(sum(greatest(-e.amount_xof, 0)), 0) AS bigint) AS credit_xof
FROM ledger_journal j
JOIN ledger_entry e ON e.journal_id = j.id AND e.account = ANY (CAST(:accounts AS text[])) {_WHERE}
""")  # noqa: S608 - as above
_CHARGES = text("""
SELECT count(*) AS rows, CAST(coalesce(sum(a.amount_xof), 0) AS bigint) AS amount_xof,
       CAST(coalesce(sum(a.operator_fee_xof), 0) AS bigint) AS operator_fee_xof
FROM payment_attempt a JOIN invoice i ON i.id = a.invoice_id
WHERE a.created_at >= :start AND a.created_at < :stop AND (CAST(:regie AS text) IS NULL OR i.regie = :regie)
""")


def of_journal(connection: Connection, period: Period, regie: str | None) -> dict[str, int]:
    """``rows``, ``debit_xof`` and ``credit_xof`` of `journal`."""
    return _read(connection, _JOURNAL, period, regie)


def of_accounts(
    connection: Connection, period: Period, accounts: Collection[str], regie: str | None
) -> dict[str, int]:
    """``rows``, ``amount_xof``, ``debit_xof`` and ``credit_xof`` of the entries on ``accounts``."""
    return _read(connection, _ACCOUNTS, period, regie, accounts=list(accounts))


def of_charges(connection: Connection, period: Period, regie: str | None) -> dict[str, int]:
    """``rows``, ``amount_xof`` and ``operator_fee_xof`` of `charges`."""
    return _read(connection, _CHARGES, period, regie)


def _read(
    connection: Connection, query: TextClause, period: Period, regie: str | None, **more: object
) -> dict[str, int]:
    start, stop = period.bounds
    values = {"start": start, "stop": stop, "regie": regie, **more}
    return {name: int(value) for name, value in connection.execute(query, values).mappings().one().items()}
