"""The hash chain over committed journal rows, and the snapshots of balances cut along it.

Postings do not wait for each other, so a row with a lower id may commit after one with a higher. The chain
therefore has an order of its own: `ledger_seal.seq`, given by one sealer at a time under an advisory lock.
What is still to seal stands in `ledger_unsealed`, written by the posting's own transaction: a late row is
seen there once it commits and is sealed then, and one that rolled back was never there. Neither id gaps nor
long transactions, nor transaction ids (which a restored backup starts anew) play a part.
"""

from typing import Any

from sqlalchemy import Connection, text

from kernel import clock
from payments.ledger.record import GENESIS, content, link, waiting

# pg_advisory_xact_lock number of this chain: the bytes "GLED". Two sealers at once would fork the chain.
CHAIN_LOCK = 0x474C4544
# Balances read at most this many rows after a snapshot: about 10 ms.
SNAPSHOT_EVERY = 10_000
# Of one pass: some 0.3 s at 6 000 rows a second, well under the 1.5 s that a statement may take.
SEAL_MAX = 2_000

_LOCK = text("SELECT pg_try_advisory_xact_lock(:lock)")
_HEAD = text("SELECT seq, hash FROM ledger_seal ORDER BY seq DESC LIMIT 1")
_SEAL = text("""
WITH sealed AS (
    INSERT INTO ledger_seal (seq, journal_id, sealed_at, hash)
    SELECT s.seq, s.journal_id, :at, s.hash
    FROM unnest(CAST(:seqs AS bigint[]), CAST(:ids AS bigint[]), CAST(:hashes AS bytea[]))
         AS s (seq, journal_id, hash)
)
DELETE FROM ledger_unsealed WHERE journal_id = ANY (CAST(:ids AS bigint[]))
""")
_LAST_SNAPSHOT = text("SELECT coalesce(max(seq), 0) FROM ledger_snapshot")
_SNAPSHOT = text("""
INSERT INTO ledger_snapshot (seq, account, balance_xof)
SELECT :head, account, sum(amount_xof) FROM (
    SELECT account, balance_xof AS amount_xof FROM ledger_snapshot WHERE seq = :last
    UNION ALL
    SELECT e.account, e.amount_xof FROM ledger_seal s JOIN ledger_entry e ON e.journal_id = s.journal_id
    WHERE s.seq > :last AND s.seq <= :head
) AS movements GROUP BY account
""")


def seal_chain(connection: Connection, limit: int = SEAL_MAX) -> int:
    """Seal up to ``limit`` committed rows and return how many; 0 also while another sealer is at work.

    The job "ledger.seal": call it in a transaction of its own, again at once while it returns ``limit``.
    Takes a snapshot of all balances every 10 000 rows.
    """
    if not connection.execute(_LOCK, {"lock": CHAIN_LOCK}).scalar_one():
        return 0
    seq, previous = _last(connection)
    seals: list[tuple[int, int, bytes]] = []
    for row in waiting(connection, min(limit, SEAL_MAX)):
        seq += 1
        previous = link(previous, content(seq, row))
        seals.append((seq, row.id, previous))
    if seals:
        connection.execute(_SEAL, {"at": clock.now(), **_columns(seals)})
        _snapshot_when_due(connection, seq)
    return len(seals)


def head(connection: Connection) -> tuple[int, str]:
    """Place and hash (hex) of the last link; (0, zeros) for none. Print it: it proves the length."""
    seq, last = _last(connection)
    return seq, last.hex()


def _last(connection: Connection) -> tuple[int, bytes]:
    last = connection.execute(_HEAD).one_or_none()
    return (last.seq, bytes(last.hash)) if last else (0, GENESIS)


def _columns(seals: list[tuple[int, int, bytes]]) -> dict[str, list[Any]]:
    seqs, ids, hashes = zip(*seals, strict=True)
    return {"seqs": list(seqs), "ids": list(ids), "hashes": list(hashes)}


def _snapshot_when_due(connection: Connection, seq: int) -> None:
    last = connection.execute(_LAST_SNAPSHOT).scalar_one()
    if seq - last >= SNAPSHOT_EVERY:
        connection.execute(_SNAPSHOT, {"head": seq, "last": last})
