"""How this room seals phones and texts, so that writer and reader cannot disagree on a context."""

from uuid import UUID

from kernel.crypto import Keyring


def seal(keyring: Keyring, table: str, column: str, row: UUID, text: str) -> bytes:
    """``text`` bound to its table, column and row."""
    return keyring.seal(text.encode(), f"{table}.{column}:{row}")


def unseal(keyring: Keyring, table: str, column: str, row: UUID, sealed: bytes) -> str:
    """The text. Raises kernel.crypto.SealBroken or KeyMissing."""
    return keyring.open(sealed, f"{table}.{column}:{row}").decode()


def phone_index(keyring: Keyring, phone: str) -> str:
    """The blind index of a phone (E.164) or other sender: one for the room, so that its tables meet."""
    return keyring.index(phone, "sms.phone")
