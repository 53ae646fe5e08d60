"""The sealing context of each personal column of a case: a value copied to another row does not open."""

import json
from collections.abc import Mapping

from kernel.crypto import Keyring

PHONE_INDEX = "case_file.phone"


def phone_index(keyring: Keyring, phone: str) -> str:
    """The blind index under which a phone's cases are found."""
    return keyring.index(phone, PHONE_INDEX)


def seal(keyring: Keyring, column: str, case_id: str, words: str) -> bytes:
    """``words`` for a column "case_file.phone", "case_file.code" or "case_event.note" of this case."""
    return keyring.seal(words.encode(), f"{column}:{case_id}")


def unseal(keyring: Keyring, column: str, case_id: str, sealed: bytes) -> str:
    """The inverse of ``seal``. Raises SealBroken, KeyMissing."""
    return keyring.open(sealed, f"{column}:{case_id}").decode()


def seal_answers(keyring: Keyring, case_id: str, answers: Mapping[str, str]) -> bytes:
    """What the citizen answered, by question."""
    words = json.dumps(dict(answers), ensure_ascii=False, separators=(",", ":"))
    return seal(keyring, "case_file.answers", case_id, words)


def unseal_answers(keyring: Keyring, case_id: str, sealed: bytes) -> dict[str, str]:
    """The answers as they were given."""
    answers: dict[str, str] = json.loads(unseal(keyring, "case_file.answers", case_id, sealed))
    return answers


def seal_note(keyring: Keyring, case_id: str, words: str) -> bytes:
    """A sentence for the citizen, as ``lifecycle.advance`` takes it."""
    return seal(keyring, "case_event.note", case_id, words)


def unseal_note(keyring: Keyring, case_id: str, sealed: bytes | None) -> str | None:
    """The sentence, None when there is none."""
    return None if sealed is None else unseal(keyring, "case_event.note", case_id, sealed)
