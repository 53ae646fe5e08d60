"""What signs: a key in a file here (`sealed_key` opens it), a key inside a PKCS#11 token in `pkcs11`. Nothing else."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

from verification import sealed_key
from verification.keys import EDDSA, ES256, PrivateKey, PublicKey, public_key

PEM_MAX = 8192  # bytes; one sealed P-256 key is about 350
# RFC 6979: no signature depends on a random number being good, and the vectors of docs/seal.md can be made again.
_ES256 = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)


_NEW: dict[int, Callable[[], PrivateKey]] = {
    ES256: lambda: ec.generate_private_key(ec.SECP256R1()),
    EDDSA: Ed25519PrivateKey.generate,
}


class KeyRefused(ValueError):
    """The key cannot be used. ``reason_code``: large, plain (not encrypted), passphrase, kind, version. Permanent."""

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
        """From a sealed file, or an encrypted PKCS#8 file of before. Raises KeyRefused, OSError."""
        return cls.from_pem(read_pem(path), passphrase)

    @classmethod
    def from_pem(cls, pem: bytes, passphrase: bytes) -> "FileSigner":
        """Raises KeyRefused; a PEM that is not encrypted is refused too."""
        private = _opened(pem, passphrase)
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
    """A new key, sealed. ``alg`` is ES256 or EDDSA; raises ValueError without a passphrase."""
    return _sealed(_NEW[alg](), passphrase)


def resealed(pem: bytes, passphrase: bytes) -> bytes | None:
    """The same key in today's form, None when it has it already. Raises KeyRefused.

    An encrypted PKCS#8 file is PBKDF2 of 2,048 rounds and AES-CBC: nobody who copied it should have it that easy.
    """
    signer = FileSigner.from_pem(pem, passphrase)
    return None if sealed_key.is_sealed(pem) else _sealed(signer._private, passphrase)


def read_pem(path: Path) -> bytes:
    """What may be a key: one byte more than any has, at most. Raises OSError."""
    with path.open("rb") as file:
        return file.read(PEM_MAX + 1)


def _sealed(private: PrivateKey, passphrase: bytes) -> bytes:
    if not passphrase:
        raise ValueError("a signing key is never stored without a passphrase")
    der = private.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return sealed_key.seal(der, passphrase)


def _opened(pem: bytes, passphrase: bytes) -> PrivateKeyTypes:
    if len(pem) > PEM_MAX:
        raise KeyRefused("large")
    try:
        if sealed_key.is_sealed(pem):
            return serialization.load_der_private_key(sealed_key.unseal(pem, passphrase), None)
        return serialization.load_pem_private_key(pem, passphrase)
    except KeyError:
        raise KeyRefused("version") from None
    except TypeError:
        raise KeyRefused("plain") from None
    except ValueError:
        raise KeyRefused("passphrase") from None
