"""Forgetting the holder of papers that are no longer in force, and what these showed. Number, dates and story stay."""

from datetime import datetime

from sqlalchemy import Connection, or_, select, update

from kernel.crypto import Keyring
from kernel.personal import BATCH
from verification.registry import seals
from verification.registry.states import DOCUMENT
from verification.registry.tables import SEALED_DOCUMENT


def erase_papers(connection: Connection, keyring: Keyring, phone: str, at: datetime) -> int:
    """What is printed, the file and the holder of papers that were revoked, replaced or have run out.

    The token stays: a genuine paper that somebody still has would be called forged without it.
    """
    row = SEALED_DOCUMENT.c
    ended = or_(row.state.in_(sorted(DOCUMENT.final)), row.expires_at < at)
    mine = select(row.id).where(row.holder_index == seals.holder_index(keyring, phone), ended)
    ids = list(connection.execute(mine.limit(BATCH).with_for_update()).scalars())
    for document_id in ids:
        empty = {
            "print_sealed": seals.seal_print(keyring, document_id, {}),
            "pdf_sealed": None,
            "holder_sealed": None,
            "holder_index": None,
        }
        connection.execute(update(SEALED_DOCUMENT).where(row.id == document_id).values(empty))
    return len(ids)
