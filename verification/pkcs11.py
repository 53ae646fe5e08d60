"""Signing with a key that never leaves its HSM. The session is the caller's: python-pkcs11's fits in ten lines."""

import threading
from typing import Protocol

from verification.keys import PublicKey, from_point
from verification.signer import SigningFailed

# A session has one operation at a time (PKCS #11 2.40, C_SignInit: CKR_OPERATION_ACTIVE), the lane of documents eight
# threads. Several keys may share a session, so the turn is everybody's; a signature takes some milliseconds.
_TURN = threading.Lock()


class TokenKey(Protocol):
    """``point`` is CKA_EC_POINT without its OCTET STRING; ``sign`` is CKM_ECDSA_SHA256, 64 bytes r || s."""

    @property
    def point(self) -> bytes: ...
    def sign(self, data: bytes) -> bytes: ...


class TokenSession(Protocol):
    """A logged-in session. ``find`` raises LookupError when there is not exactly one P-256 key of that CKA_LABEL."""

    def find(self, label: str) -> TokenKey: ...


class Pkcs11Signer:
    """ES256 with the key labelled ``label``. Raises LookupError."""

    def __init__(self, session: TokenSession, label: str) -> None:
        self._key = session.find(label)
        self.public: PublicKey = from_point(self._key.point)
        self.kid, self.alg = self.public.kid, self.public.alg

    def sign(self, data: bytes) -> bytes:
        """Looked at before it leaves: a wrong slot or a faulty token must not be found out at a border post."""
        with _TURN:
            signature = self._key.sign(data)
        if not self.public.verify(signature, data):
            raise SigningFailed("the signature does not fit the key")
        return signature
