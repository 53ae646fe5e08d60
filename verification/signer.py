"""What signs: a key in an encrypted PEM file here, a key inside a PKCS#11 token in `pkcs11`. Nothing else does."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from verification.keys import EDDSA, ES256, PrivateKey, PublicKey, public_key

PEM_MAX = 8192  # bytes; one encrypted P-256 key is about 300
# RFC 6979: no signature depends on a random number being good, and the vectors of docs/seal.md can be made again.
_ES256 = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)


_NEW: dict[int, Callable[[], PrivateKey]] = {
    ES256: lambda: ec.generate_private_key(ec.SECP256R1()),
    EDDSA: Ed25519PrivateKey.generate,
}


class KeyRefused(ValueError):
    """The key cannot be used. ``reason_code``: large, plain (not encrypted), passphrase, kind. Permanent."""

    retry = False

    def __init__(self, reason_code: str) -> None:
        super().__init__(reason_code)
        self.reason_code = reason_code


class Signer(Protocol):
    """``sign`` returns the 64 bytes of a COSE signature over ``data``, or raises `SigningFailed`."""

    @property
    def kid(self) -> bytes: ...
    @property
    def alg(self) -> int: ...
    @property
    def public(self) -> PublicKey: ...
    def sign(self, data: bytes) -> bytes: ...


class SigningFailed(Exception):
    """The key did not sign, or not what it was asked to. Ask again."""

    retry = True


class FileSigner:
    """ES256 or Ed25519 with a private key in memory."""

    def __init__(self, private: PrivateKey) -> None:
        self._private = private
        self.public = public_key(private)
        self.kid, self.alg = self.public.kid, self.public.alg

    @classmethod
    def open(cls, path: Path, passphrase: bytes) -> "FileSigner":
        """From an encrypted PKCS#8 file. Raises KeyRefused, OSError."""
        with path.open("rb") as file:
            return cls.from_pem(file.read(PEM_MAX + 1), passphrase)

    @classmethod
    def from_pem(cls, pem: bytes, passphrase: bytes) -> "FileSigner":
        """Raises KeyRefused; a PEM that is not encrypted is refused too."""
        if len(pem) > PEM_MAX:
            raise KeyRefused("large")
        try:
            private = serialization.load_pem_private_key(pem, passphrase)
        except TypeError:
            raise KeyRefused("plain") from None
        except ValueError:
            raise KeyRefused("passphrase") from None
        if not isinstance(private, ec.EllipticCurvePrivateKey | Ed25519PrivateKey):
            raise KeyRefused("kind")
        try:
            return cls(private)
        except ValueError:
            raise KeyRefused("kind") from None

    def sign(self, data: bytes) -> bytes:
        if isinstance(self._private, Ed25519PrivateKey):
            return self._private.sign(data)
        r, s = utils.decode_dss_signature(self._private.sign(data, _ES256))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def new_pem(alg: int, passphrase: bytes) -> bytes:
    """A new key, encrypted PKCS#8. ``alg`` is ES256 or EDDSA; raises ValueError without a passphrase."""
    if not passphrase:
        raise ValueError("a signing key is never stored without a passphrase")
    private = _NEW[alg]()
    return private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(passphrase),
    )
