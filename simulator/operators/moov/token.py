"""Moov's token: AES-256-CBC with a zero initialisation vector, in base64; in effect a password that never changes.

Merchant API V1.2. It is looked at from outside only: 16-byte blocks in base64 are well formed. The key is a
secret between Moov and its merchant that this operator does not know and does not need.
"""

import base64
import binascii

BLOCK = 16


def well_formed(token: str) -> bool:
    """Could this be a token?"""
    try:
        sealed = base64.b64decode(token, validate=True)
    except (binascii.Error, ValueError):
        return False
    return len(sealed) >= BLOCK and len(sealed) % BLOCK == 0
