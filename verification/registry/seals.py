"""The sealing contexts and blind indexes of the register: a value copied to another row does not open."""

import json
from collections.abc import Mapping

from kernel.crypto import Keyring

_TABLE = "sealed_document"


def seal(keyring: Keyring, column: str, row_id: str, plain: bytes) -> bytes:
    """``column``: "token", "print", "pdf" or "holder" of this document; "proof" of this refusal."""
    return keyring.seal(plain, f"{_TABLE}.{column}:{row_id}")


def unseal(keyring: Keyring, column: str, row_id: str, sealed: bytes) -> bytes:
    """The inverse of ``seal``. Raises SealBroken, KeyMissing."""
    return keyring.open(sealed, f"{_TABLE}.{column}:{row_id}")


def seal_print(keyring: Keyring, row_id: str, shown: Mapping[str, str]) -> bytes:
    """What the paper shows, in its order."""
    words = json.dumps(dict(shown), ensure_ascii=False, separators=(",", ":"))
    return seal(keyring, "print", row_id, words.encode())


def unseal_print(keyring: Keyring, row_id: str, sealed: bytes) -> dict[str, str]:
    """Raises SealBroken, KeyMissing."""
    shown: dict[str, str] = json.loads(unseal(keyring, "print", row_id, sealed))
    return shown


def holder_index(keyring: Keyring, phone: str) -> str:
    """The blind index under which a holder's documents are found."""
    return keyring.index(phone, f"{_TABLE}.holder")


def number_index(keyring: Keyring, number: str) -> str:
    """What the log of checks has in the place of a number."""
    return keyring.index(number, "document_check.number")


def checker_index(keyring: Keyring, who: str) -> str:
    """What the log of checks has in the place of a phone, an address or an officer."""
    return keyring.index(who, "document_check.checker")
