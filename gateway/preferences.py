"""What a phone prefers, kept for good: its language."""

from sqlalchemy import Column, Connection, DateTime, String, Table, select
from sqlalchemy.dialects.postgresql import insert

from kernel import clock
from kernel.crypto import Keyring
from kernel.database import METADATA, Database

PREFERENCE = Table(
    "phone_preference",
    METADATA,
    Column("phone_index", String(32), primary_key=True),
    Column("language", String(3), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
)


class Preferences:
    """The conversation's LanguagePort."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._keyring = keyring

    def language(self, phone: str) -> str | None:
        """The language that this phone chose, or None."""
        with self._database.transaction() as connection:
            return self.language_in(connection, phone)

    def language_in(self, connection: Connection, phone: str) -> str | None:
        """The same on the caller's connection: a handler that took a second one could starve the pool."""
        found: str | None = connection.execute(
            select(PREFERENCE.c.language).where(PREFERENCE.c.phone_index == self._index(phone))
        ).scalar_one_or_none()
        return found

    def set_language(self, connection: Connection, phone: str, language: str) -> None:
        """Remember ``language`` for ``phone`` in the caller's transaction."""
        row = {"phone_index": self._index(phone), "language": language, "updated_at": clock.now()}
        connection.execute(
            insert(PREFERENCE).values(row).on_conflict_do_update(index_elements=["phone_index"], set_=row)
        )

    def _index(self, phone: str) -> str:
        return preference_index(self._keyring, phone)


def preference_index(keyring: Keyring, phone: str) -> str:
    """The blind index under which a phone's preference is kept."""
    return keyring.index(phone, "preference")
