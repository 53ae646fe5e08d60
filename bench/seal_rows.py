"""Sealed documents by the hundred thousand, written as rows: real numbers, and papers that open for those looked up."""

from collections.abc import Callable, Mapping

import psycopg

from bench.case_rows import BATCH, SPREAD
from kernel.crypto import Keyring
from verification.registry import seals

KID = b"\x00\x00\x00\x01"
# Real bytes are about this long: a token of 200, a paper of 600, no file.
DOCUMENTS = """
WITH serial AS (
  SELECT n, '26' || lpad((n::bigint * %(spread)s::bigint %% 100000000)::text, 8, '0') AS body
  FROM generate_series(%(first)s::int, %(last)s::int) n
)
INSERT INTO sealed_document (
  id, number, kind, copy_kind, kid, status_index, state, token_sealed, print_sealed, cause, subject, service,
  issuer, holder_index, holder_sealed, one_use, issued_at
)
SELECT
  md5('d' || n)::uuid, body || lpad((98 - body::bigint * 100 %% 97)::text, 2, '0'), 1, 0, %(kid)s, n,
  CASE n %% 100 WHEN 0 THEN 'revoked' ELSE 'valid' END, convert_to(repeat('t', 240), 'UTF8'),
  convert_to(repeat('p', 640), 'UTF8'), 'case:' || n, body, 17, 'ML-APEX', md5('h' || n),
  convert_to(repeat('h', 50), 'UTF8'), true, now() - make_interval(mins => n %% 500000)
FROM serial
"""
CHECKS = """
INSERT INTO document_check (id, number_index, kid, verdict, channel, place, purpose, checker_index, at)
SELECT md5('c' || n)::uuid, md5('n' || n), %(kid)s, 'valid', 'api', 'Malanville', 'presentation', md5('w' || n),
       now() - make_interval(mins => n %% 500000)
FROM generate_series(%(first)s::int, %(last)s::int) n
"""
SAMPLE = "SELECT id::text, number FROM sealed_document WHERE state = 'valid' ORDER BY id LIMIT %s"
READY = "VACUUM (ANALYZE) sealed_document, document_check, document_tries"


def write(
    url: str,
    documents: int,
    keyring: Keyring,
    shown: Mapping[str, str],
    sample: int,
    told: Callable[[int], None],
) -> list[str]:
    """``documents`` and as many earlier presentations; the numbers of ``sample`` papers, spread over the table."""
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        for first in range(1, documents + 1, BATCH):
            last = min(first + BATCH - 1, documents)
            words = {"first": first, "last": last, "spread": SPREAD, "kid": KID}
            connection.execute(DOCUMENTS, words)
            connection.execute(CHECKS, words)
            told(last)
        rows = connection.execute(SAMPLE, [sample]).fetchall()
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE sealed_document SET print_sealed = %s WHERE id = %s",
                [(seals.seal_print(keyring, row_id, shown), row_id) for row_id, _ in rows],
            )
        connection.execute(READY)
    return [number for _, number in rows]
