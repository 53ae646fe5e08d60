"""Steps with an effect: the effect, the reply and the answers are committed together, once.

This is what makes losing Redis harmless: the same transcript finds its reply here and runs nothing again.
"""

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from hashlib import blake2b
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    DateTime,
    Identity,
    Index,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    func,
    insert,
    select,
)

from conversation.effects import Effect
from conversation.ports import StoredReply
from kernel import clock
from kernel.crypto import Keyring
from kernel.database import METADATA, Database
from kernel.oldest import drop_oldest
from kernel.turn import Turn

# A session ends after 180 s and an operator's retries within minutes: a day leaves room for any clock.
KEPT = timedelta(hours=24)

RECEIPT = Table(
    "step_receipt",
    METADATA,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("session_key", String(32), nullable=False),
    Column("transcript_key", String(32), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("session_key", "transcript_key"),
)
Index("ix_step_receipt_created_at", RECEIPT.c.created_at)

Perform = Callable[[Connection, Turn, Any], Mapping[str, str]]
Render = Callable[[Mapping[str, str]], tuple[bytes, bytes]]


class Receipts:
    """The conversation's EffectPort. ``performers`` maps each kind of effect to the function that does it."""

    def __init__(self, database: Database, keyring: Keyring, performers: Mapping[type, Perform]) -> None:
        self._database = database
        self._keyring = keyring
        self._performers = performers

    def recall(self, turn: Turn) -> StoredReply | None:
        """The newest reply committed for this session of this phone, or None."""
        session_key = self._session_key(turn)
        with self._database.transaction() as connection:
            sealed = connection.execute(
                select(RECEIPT.c.sealed)
                .where(RECEIPT.c.session_key == session_key)
                .order_by(RECEIPT.c.id.desc())
                .limit(1)
            ).scalar_one_or_none()
        return None if sealed is None else self._open(sealed, session_key)

    def perform(self, turn: Turn, transcript: str, effect: Effect, render: Render) -> tuple[bytes, bytes]:
        """Run ``effect`` and store what ``render`` makes of its outcome; if that is already stored, return it."""
        session_key = self._session_key(turn)
        transcript_key = blake2b(transcript.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()

        def once(connection: Connection) -> tuple[bytes, bytes]:
            # Two equal requests can meet here when Redis lost their claim: the second waits and finds the receipt.
            connection.execute(select(func.pg_advisory_xact_lock(int(session_key[:15], 16))))
            sealed = connection.execute(
                select(RECEIPT.c.sealed).where(
                    RECEIPT.c.session_key == session_key, RECEIPT.c.transcript_key == transcript_key
                )
            ).scalar_one_or_none()
            if sealed is not None:
                stored = self._open(sealed, session_key)
                return stored.state, stored.reply
            state, reply = render(self._performers[type(effect)](connection, turn, effect))
            connection.execute(
                insert(RECEIPT).values(
                    session_key=session_key,
                    transcript_key=transcript_key,
                    sealed=self._seal(StoredReply(transcript, state, reply), session_key),
                    created_at=clock.now(),
                )
            )
            return state, reply

        return self._database.retrying(once)

    def _session_key(self, turn: Turn) -> str:
        # The phone is part of the key: a session id guessed by another phone finds nothing.
        return self._keyring.index(
            f"{turn.dialect}\0{turn.service_code}\0{turn.session}\0{turn.phone}", "receipt"
        )

    def _seal(self, stored: StoredReply, session_key: str) -> bytes:
        plain = json.dumps([stored.transcript, stored.state.decode(), stored.reply.decode()]).encode()
        return self._keyring.seal(plain, f"step_receipt:{session_key}")

    def _open(self, sealed: bytes, session_key: str) -> StoredReply:
        transcript, state, reply = json.loads(self._keyring.open(sealed, f"step_receipt:{session_key}"))
        return StoredReply(transcript, state.encode(), reply.encode())


def forget_old(connection: Connection) -> int:
    """Delete some of the receipts that no retry can ask for any more; how many."""
    return drop_oldest(connection, RECEIPT.c.created_at, clock.now() - KEPT)
