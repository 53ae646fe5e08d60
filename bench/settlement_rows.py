"""Invoices with a charge under way, written as rows: what settlements are made of. Settles nothing.

The personal columns hold bytes of the right length that open to nothing: a settlement opens none of them.
"""

from collections.abc import Sequence

import psycopg

ROWS = """
WITH row AS (
  SELECT n, (%(places)s::text[])[1 + n %% cardinality(%(places)s::text[])] AS regie,
         '26' || lpad(n::text, 10, '0') AS reference
  FROM generate_series(%(first)s::int, %(last)s::int) n
), opened AS (
  INSERT INTO invoice (id, reference, subject_kind, subject, service, regie, exercice, revenue_line, country,
                       payer_index, payer_sealed, label, amount_xof, state, opened_at)
  SELECT md5('i' || n)::uuid, reference, 'tax', n::text, 11, regie, 2026, %(line)s, %(country)s,
         md5(n::text), convert_to(repeat('p', 60), 'UTF8'), 'Taxe', 1900, 'open', now()
  FROM row RETURNING id
)
INSERT INTO payment_attempt (id, invoice_id, rail, base_url, payer_index, payer_sealed, amount_xof,
                             operator_fee_xof, state, created_at, claimed_at, next_poll_at, expires_at)
SELECT md5('a' || n)::uuid, md5('i' || n)::uuid, %(rail)s, '', md5(n::text),
       convert_to(repeat('p', 60), 'UTF8'), 1900, 0, 'pending', now(), now(), now() + interval '1 day',
       now() + interval '1 day'
FROM row WHERE (SELECT count(*) FROM opened) > 0
"""
IDS = "SELECT md5('i' || n)::uuid::text, md5('a' || n)::uuid::text FROM generate_series(%s::int, %s::int) n"


def write(
    url: str, first: int, count: int, places: Sequence[str], line: str, rail: str, country: str
) -> list[tuple[str, str]]:
    """``count`` payments from number ``first`` on, spread over the regies ``places``: (invoice id, attempt id)."""
    last = first + count - 1
    words = {
        "first": first,
        "last": last,
        "places": list(places),
        "line": line,
        "rail": rail,
        "country": country,
    }
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(ROWS, words)
        # Done here, so that PostgreSQL does not do it by itself in the middle of a measurement.
        connection.execute("VACUUM (ANALYZE) invoice, payment_attempt")
        return [(row[0], row[1]) for row in connection.execute(IDS, [first, last])]
