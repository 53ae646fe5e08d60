"""How long what messages say is kept: long enough to answer a complaint, no longer. That they were stays: the bill."""

from datetime import datetime, timedelta

from kernel.crypto import Keyring
from kernel.database import Database
from sms.texts import RECEIVED, REPORTED, SENT, Texts

# As callbacks and administrations' announcements: who was told something wrong says so within a quarter. A bill is
# disputed by dates, numbers and prices, which stay.
TEXTS_KEPT = timedelta(days=90)
# Batches a sweep, for each table: 10,000 texts an hour, so that a year never swept is gone within days.
BATCHES_A_SWEEP = 50


def sweep(database: Database, keyring: Keyring, at: datetime) -> int:
    """Empty the texts that ended, or came, longer ago; some rows a transaction. How many."""
    return sum(_sweep(database, keyring, texts, at - TEXTS_KEPT) for texts in (SENT, RECEIVED, REPORTED))


def _sweep(database: Database, keyring: Keyring, texts: Texts, before: datetime) -> int:
    old, emptied = texts.table.c[texts.time] < before, 0
    for _ in range(BATCHES_A_SWEEP):
        with database.transaction() as connection:
            some = texts.empty(connection, keyring, old, wait=False)
        emptied += some
        if not some:
            break
    return emptied
