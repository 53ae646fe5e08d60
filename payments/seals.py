"""The sealing contexts and blind indexes of charging: a value copied to another row does not open."""

import json
from collections.abc import Mapping

from kernel.crypto import Keyring

# One purpose for invoices, attempts and receipts: money is matched to what is due by its payer.
PAYER = "payment.payer"
HINT = "payment_attempt.hint"


def payer_index(keyring: Keyring, phone: str) -> str:
    """The blind index under which a payer's invoices, attempts and receipts are found."""
    return keyring.index(phone, PAYER)


def hint_index(keyring: Keyring, rail: str, hint: str) -> str:
    """The blind index of what a callback names."""
    return keyring.index(hint, f"{HINT}:{rail}")


def seal(keyring: Keyring, column: str, row_id: str, words: str) -> bytes:
    """``words`` for a column "invoice.payer", "payment_attempt.payer" or "money_receipt.payer" of this row."""
    return keyring.seal(words.encode(), f"{column}:{row_id}")


def unseal(keyring: Keyring, column: str, row_id: str, sealed: bytes) -> str:
    """The inverse of ``seal``. Raises SealBroken, KeyMissing."""
    return keyring.open(sealed, f"{column}:{row_id}").decode()


def seal_tokens(keyring: Keyring, attempt_id: str, tokens: Mapping[str, str]) -> bytes | None:
    """What the operator gave at the request, None when it gave nothing."""
    if not tokens:
        return None
    words = json.dumps(dict(tokens), ensure_ascii=False, separators=(",", ":"))
    return seal(keyring, "payment_attempt.tokens", attempt_id, words)


def unseal_tokens(keyring: Keyring, attempt_id: str, sealed: bytes | None) -> dict[str, str]:
    """The tokens as they were given."""
    if sealed is None:
        return {}
    tokens: dict[str, str] = json.loads(unseal(keyring, "payment_attempt.tokens", attempt_id, sealed))
    return tokens
