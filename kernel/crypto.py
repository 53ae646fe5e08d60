"""Sealing of personal values at rest, and blind indexes to find them again.

Not for signatures of documents (see `verification/`) nor for passwords.
"""

import hmac
import os
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_KEY_BYTES = 32  # AES-256.
_NONCE_BYTES = 12  # NIST SP 800-38D 8.2: 96 bits, the only size GCM uses without hashing it first.
_TAG_BYTES = 16  # NIST SP 800-38D 5.2.1.2: the full 128-bit tag.
_MAX_KEY_ID_BYTES = 255  # One length byte precedes the key id.
_MIN_INDEX_KEY_BYTES = 32  # RFC 2104 3: a key shorter than the hash output weakens HMAC.
_INDEX_BYTES = 16  # 128 bits: a collision is expected after 2**64 values only.


class SealBroken(ValueError):
    """The sealed value was altered, cut, or moved to another row. Permanent."""

    retry = False


class KeyMissing(LookupError):
    """The value needs a key that is not configured. It opens again once the key is given back."""

    retry = False

    def __init__(self, key_id: str) -> None:
        super().__init__(f"no field key with id {key_id!r}")
        self.key_id = key_id


class Keyring:
    """Field keys by id. Every key reads; only the active one writes, so that keys rotate without a stop.

    A random nonce is safe for 2**32 seals a key (NIST SP 800-38D 8.3): rotate long before.
    """

    def __init__(self, field_keys: Mapping[str, bytes], active: str, index_key: bytes) -> None:
        """Raises KeyMissing when `active` is not among the keys, ValueError for a key of a wrong size."""
        if active not in field_keys:
            raise KeyMissing(active)
        if len(index_key) < _MIN_INDEX_KEY_BYTES:
            raise ValueError(f"index key needs at least {_MIN_INDEX_KEY_BYTES} bytes")
        self.active = active
        self._ciphers = {_key_id(name): _cipher(name, key) for name, key in field_keys.items()}
        encoded = _key_id(active)
        self._seal = self._ciphers[encoded].encrypt
        self._prefix = bytes([len(encoded)]) + encoded
        self._index = hmac.new(index_key, digestmod="sha256")

    @property
    def key_ids(self) -> tuple[str, ...]:
        return tuple(key_id.decode() for key_id in self._ciphers)

    def seal(self, plain: bytes, context: str) -> bytes:
        """AES-256-GCM: length of key id (1 byte), key id, nonce (12), ciphertext and tag (16).

        `context` names table, column and row. It is authenticated and not stored, so a value copied to
        another row does not open.
        """
        nonce = os.urandom(_NONCE_BYTES)
        return self._prefix + nonce + self._seal(nonce, plain, context.encode())

    def open(self, sealed: bytes, context: str) -> bytes:
        """The plain bytes. Raises SealBroken, or KeyMissing naming the key id."""
        key_id, rest = _split(sealed)
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            raise KeyMissing(key_id.decode("utf-8", "backslashreplace"))
        try:
            return cipher.decrypt(rest[:_NONCE_BYTES], rest[_NONCE_BYTES:], context.encode())
        except InvalidTag:
            # The original exception says nothing more; "from None" keeps the ciphertext out of traces.
            raise SealBroken("sealed value was altered or belongs elsewhere") from None

    def is_current(self, sealed: bytes) -> bool:
        """True when the active key sealed it; False means a rotation should seal it again."""
        return sealed.startswith(self._prefix)

    def index(self, value: str, purpose: str) -> str:
        """Blind index: HMAC-SHA256 cut to 32 hex characters. One value has unrelated indexes per purpose."""
        mac = self._index.copy()
        # The length of the purpose goes first, so that ("a", "bc") and ("ab", "c") never meet.
        encoded = purpose.encode()
        mac.update(len(encoded).to_bytes(2, "big") + encoded + value.encode())
        return mac.digest()[:_INDEX_BYTES].hex()


def _key_id(name: str) -> bytes:
    encoded = name.encode()
    if not 1 <= len(encoded) <= _MAX_KEY_ID_BYTES:
        raise ValueError(f"a key id has 1 to {_MAX_KEY_ID_BYTES} bytes")
    return encoded


def _cipher(name: str, key: bytes) -> AESGCM:
    if len(key) != _KEY_BYTES:
        raise ValueError(f"field key {name!r} needs exactly {_KEY_BYTES} bytes")
    return AESGCM(key)


def _split(sealed: bytes) -> tuple[bytes, bytes]:
    """Key id, then nonce with ciphertext. psycopg may hand a memoryview, hence bytes()."""
    value = bytes(sealed)
    end = 1 + (value[0] if value else 0)
    if end == 1 or len(value) < end + _NONCE_BYTES + _TAG_BYTES:
        raise SealBroken("sealed value is cut short")
    return value[1:end], value[end:]
