"""A private key at rest: AES-256-GCM under argon2id of a passphrase, one PEM block a file. What signs: `signer`.

The block is labelled ``GUICHET SEALED KEY``. Its bytes: version (1), salt (16), nonce (12), then ciphertext and tag
(16) of the key as PKCS#8 DER. The label, version and salt are authenticated. The version fixes the cost.
"""

import os
import threading
from base64 import b64decode, encodebytes
from collections.abc import Mapping
from functools import lru_cache

from argon2 import Parameters
from argon2.low_level import hash_secret_raw
from argon2.profiles import RFC_9106_LOW_MEMORY
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

# RFC 9106 section 4, second choice: argon2id, 64 MiB, 3 passes, 4 lanes, a hash of 32 bytes. About 0.1 s.
COSTS: Mapping[int, Parameters] = {1: RFC_9106_LOW_MEMORY}
VERSION = 1
_BEGIN, _END = b"-----BEGIN GUICHET SEALED KEY-----\n", b"-----END GUICHET SEALED KEY-----\n"
_SALT_BYTES = 16  # RFC 9106 3.1: enough for each passphrase to have its own.
_NONCE_BYTES = 12  # NIST SP 800-38D 8.2.
_HEAD_BYTES = 1 + _SALT_BYTES
# One passphrase opens the folder, another a root: a process knows two, with the salts of the machines before it.
_KNOWN_MAX = 16
# A lane that wakes asks eight times for the same answer, and each asking takes 64 MiB: the first finds it for all.
_ONE = threading.Lock()


class NotOpened(ValueError):
    """Another passphrase, or not the bytes that were written. Permanent."""

    retry = False


def is_sealed(pem: bytes) -> bool:
    """Whether it is of this form, whatever is inside."""
    return pem.startswith(_BEGIN)


def seal(der: bytes, passphrase: bytes) -> bytes:
    """The file of a key: text, about 350 bytes for a P-256 key."""
    head, nonce = bytes([VERSION]) + _own_salt(passphrase), os.urandom(_NONCE_BYTES)
    body = head + nonce + _cipher(head, passphrase).encrypt(nonce, der, _BEGIN + head)
    return _BEGIN + encodebytes(body) + _END


def unseal(pem: bytes, passphrase: bytes) -> bytes:
    """PKCS#8 DER. Raises NotOpened, and KeyError for a version that is not of today."""
    body = _body(pem)
    head, rest = body[:_HEAD_BYTES], body[_HEAD_BYTES:]
    try:
        return _cipher(head, passphrase).decrypt(rest[:_NONCE_BYTES], rest[_NONCE_BYTES:], _BEGIN + head)
    except (InvalidTag, ValueError):
        # ValueError: too short for a nonce. Neither says more, and neither belongs in a trace.
        raise NotOpened from None


def _body(pem: bytes) -> bytes:
    text = pem.removeprefix(_BEGIN).removesuffix(_END)
    try:
        body = b64decode(b"".join(text.split()), validate=True)
    except ValueError:
        raise NotOpened from None
    if len(body) <= _HEAD_BYTES + _NONCE_BYTES:
        raise NotOpened
    return body


@lru_cache(_KNOWN_MAX)
def _own_salt(passphrase: bytes) -> bytes:
    """One for all that a process seals under a passphrase: forty keys then open at the cost of one.

    Each has a random nonce; NIST SP 800-38D 8.3 allows 2**32 under one key.
    """
    return os.urandom(_SALT_BYTES)


def _cipher(head: bytes, passphrase: bytes) -> AESGCM:
    with _ONE:
        return AESGCM(_stretched(head[0], head[1:], passphrase))


@lru_cache(_KNOWN_MAX)
def _stretched(version: int, salt: bytes, passphrase: bytes) -> bytes:
    cost = COSTS[version]
    return hash_secret_raw(
        passphrase,
        salt,
        cost.time_cost,
        cost.memory_cost,
        cost.parallelism,
        cost.hash_len,
        cost.type,
        cost.version,
    )
