"""The four digits printed beside a document's number: derived from it, so that no table holds them."""

import hmac

# NIST SP 800-107: an HMAC key as long as the hash output.
SHORTEST_KEY = 32  # bytes
LONGEST_TYPED = 16  # characters; a code is four


def code_of(key: bytes, number: str) -> str:
    """ "4821" of a number. Even to within 1 in 10**15 (64 bits modulo 10 000). Raises ValueError for a short key."""
    if len(key) < SHORTEST_KEY:
        raise ValueError("the code key is shorter than 32 bytes")
    digest = hmac.digest(key, b"document code " + number.encode(), "sha256")
    return f"{int.from_bytes(digest[:8], 'big') % 10_000:04}"


def right(key: bytes, number: str, typed: str) -> bool:
    """Whether ``typed`` is the code of ``number``, in constant time; the number need not exist."""
    given = typed.strip()[:LONGEST_TYPED].encode()
    return hmac.compare_digest(code_of(key, number).encode(), given)
