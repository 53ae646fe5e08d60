"""What must be true of quittances at any moment: the questions that `guichet check` puts. Mends nothing."""

from collections.abc import Callable

from sqlalchemy import Connection, text

from payments.ledger.invariants import SHOWN_MAX, Invariant


def _rows(sql: str) -> Callable[[Connection], list[str]]:
    statement = text(f"{sql} ORDER BY 1 LIMIT {SHOWN_MAX}")
    return lambda connection: [str(row) for row in connection.execute(statement).scalars()]


INVARIANTS: tuple[Invariant, ...] = (
    Invariant(
        "quittance numbers have no gap in a regie and exercice",
        # Numbers are unique and above zero: as many as the highest, which is the counter's, leave no gap.
        _rows("""
            SELECT coalesce(c.regie, q.regie) || ' ' || coalesce(c.exercice, q.exercice)
            FROM quittance_counter c
            FULL JOIN (SELECT regie, exercice, count(*) AS issued, max(number) AS highest
                       FROM quittance GROUP BY 1, 2) q USING (regie, exercice)
            WHERE (c.last, c.last) IS DISTINCT FROM (q.issued, CAST(q.highest AS bigint))
        """),
    ),
    Invariant(
        "paid invoice has one quittance",
        _rows("""
            SELECT reference FROM invoice i
            WHERE state = 'paid' AND NOT EXISTS (SELECT FROM quittance q WHERE q.invoice_id = i.id)
        """),
    ),
    Invariant(
        "quittance in force is of a paid invoice and its amount",
        _rows("""
            SELECT q.document_number FROM quittance q LEFT JOIN invoice i ON i.id = q.invoice_id
            WHERE q.voided_at IS NULL
              AND (i.state, i.amount_xof) IS DISTINCT FROM (CAST('paid' AS varchar), q.amount_xof)
        """),
    ),
)
