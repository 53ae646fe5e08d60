"""Cases by the hundred thousand, written as rows: real references, blind indexes and indexes of the table.

The personal columns hold bytes of the right length that open to nothing: reading a status opens none of them.
"""

from collections.abc import Callable
from typing import NamedTuple

import psycopg

from bench.journeys import phone
from cases import seals
from gateway import production
from gateway.settings import load
from kernel.crypto import Keyring

# A phone's cases lie far apart in the table, as they do when they were deposited over the years.
CASES_A_PHONE = 4
BATCH = 50_000

PHONES = "CREATE TABLE bench_phone (number integer PRIMARY KEY, phone_index char(32) NOT NULL)"
# Coprime with 10**8: serials become references all over the index, as the keyed permutation makes them.
SPREAD = 48_271_237
FILES = """
WITH serial AS (
  SELECT n, '26' || lpad((n::bigint * %(spread)s::bigint %% 100000000)::text, 8, '0') AS body
  FROM generate_series(%(first)s::int, %(last)s::int) n
)
INSERT INTO case_file (
  id, reference, service, administration, country, state, state_since, opened_at, checked_at, reported_at,
  language, network, phone_index, phone_sealed, answers_sealed, code_sealed,
  external_id, fee_xof, submission, submission_since
)
SELECT
  md5(n::text)::uuid, body || lpad((98 - body::bigint * 100 %% 97)::text, 2, '0'), %(service)s,
  %(administration)s, 'ML', 'en_verification', at, at, at, at,
  'fr', '61002', phone_index, convert_to(repeat('p', 60), 'UTF8'), convert_to(repeat('a', 200), 'UTF8'),
  convert_to(repeat('c', 50), 'UTF8'),
  'EXT-' || n, 3000, 'sent', at
FROM serial
JOIN bench_phone ON number = n %% %(phones)s,
LATERAL (SELECT now() - make_interval(mins => n %% 1000000) AS at) AS moment
"""
EVENTS = """
INSERT INTO case_event (case_id, at, kind, to_state, source)
SELECT md5(n::text)::uuid, now() - make_interval(mins => n %% 1000000), 'deposited', 'deposee', 'citizen'
FROM generate_series(%(first)s::int, %(last)s::int) n
"""
SAMPLE = "SELECT reference FROM case_file ORDER BY id LIMIT %s"


class Written(NamedTuple):
    """Phones ``0`` to ``phones - 1`` have their cases; ``references`` are spread over the whole table."""

    phones: int
    references: list[str]


def write(
    url: str, cases: int, service: tuple[int, str], told: Callable[[int], None], *, references: int
) -> Written:
    """``cases`` cases of ``service`` (number, administration) in an empty database; ``told`` what is done."""
    phones = cases // CASES_A_PHONE
    number, administration = service
    with psycopg.connect(url, autocommit=True) as connection:
        # The batches are made again from nothing after a crash; the key of an event is right by construction.
        connection.execute("SET synchronous_commit = off")
        connection.execute("SET session_replication_role = replica")
        _write_phones(connection, phones)
        for first in range(0, cases, BATCH):
            last = min(first + BATCH, cases) - 1
            values = {
                "first": first, "last": last, "phones": phones, "spread": SPREAD,
                "service": number, "administration": administration,
            }  # fmt: skip
            connection.execute(FILES, values)
            connection.execute(EVENTS, values)
            told(last + 1)
        connection.execute("DROP TABLE bench_phone")
        connection.execute("VACUUM ANALYZE case_file, case_event")
        connection.execute("CHECKPOINT")
        return Written(phones, [row[0] for row in connection.execute(SAMPLE, [references])])


def _write_phones(connection: psycopg.Connection[tuple[object, ...]], phones: int) -> None:
    keyring = _keyring()
    connection.execute(PHONES)
    with connection.cursor().copy("COPY bench_phone FROM STDIN") as copy:
        for number in range(phones):
            copy.write_row((number, seals.phone_index(keyring, phone(number))))
    connection.execute("ANALYZE bench_phone")


def _keyring() -> Keyring:
    """The keyring of the gateway under measurement, which runs with the same settings."""
    settings = load()
    keys = production.field_keys(settings)
    index_key = production.key_bytes(settings.index_key.get_secret_value())
    return Keyring(keys, active=next(iter(keys)), index_key=index_key)
