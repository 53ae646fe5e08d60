"""The token that stands in every Moov request: user and password under a shared key. It opens no session.

The initial vector is sixteen zero bytes, so the token never changes: it is as secret as the password.
"""

from base64 import b64encode

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.padding import PKCS7

KEY_BYTES = 32  # AES-256; Moov hands the key out as 32 ASCII characters.
ZERO_IV = bytes(16)


def token(user: str, password: str, key: str) -> str:
    """base64(AES-256-CBC("0:<user>:<password>")), Merchant API V1.2. Raises ValueError for another key size."""
    raw = key.encode()
    if len(raw) != KEY_BYTES:
        raise ValueError("the Moov key has exactly 32 characters")
    padder = PKCS7(AES256.block_size).padder()
    padded = padder.update(f"0:{user}:{password}".encode()) + padder.finalize()
    encryptor = Cipher(AES256(raw), CBC(ZERO_IV)).encryptor()
    return b64encode(encryptor.update(padded) + encryptor.finalize()).decode()
