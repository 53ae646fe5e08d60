"""Balances, from the last snapshot and what followed it. Reads only."""

from datetime import datetime

from sqlalchemy import Connection, text

# One statement, so one view of the data: a row is either sealed or waiting, never both nor neither.
_NOW = text("""
WITH last AS (SELECT coalesce(max(seq), 0) AS seq FROM ledger_snapshot),
recent AS (
    SELECT journal_id FROM ledger_seal WHERE seq > (SELECT seq FROM last)
    UNION ALL SELECT journal_id FROM ledger_unsealed
)
SELECT coalesce((SELECT balance_xof FROM ledger_snapshot
                 WHERE seq = (SELECT seq FROM last) AND account = :account), 0)
     + coalesce((SELECT sum(e.amount_xof) FROM recent JOIN ledger_entry e USING (journal_id)
                 WHERE e.account = :account), 0)
""")
_SINCE = text("""
SELECT coalesce(sum(e.amount_xof), 0) FROM ledger_journal j JOIN ledger_entry e ON e.journal_id = j.id
WHERE j.occurred_at >= :at AND e.account = :account
""")


def balance(connection: Connection, account: str, at: datetime | None = None) -> int:
    """Francs on ``account`` (debit above zero), now or just before ``at``; 0 when nothing was posted to it.

    A past balance is today's less what occurred since: it costs what was posted since, not the whole history.
    """
    present = int(connection.execute(_NOW, {"account": account}).scalar_one())
    if at is None:
        return present
    return present - int(connection.execute(_SINCE, {"account": account, "at": at}).scalar_one())
