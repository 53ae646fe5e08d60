"""The parts that concern sealed documents, made once a process: keys, hosts, what readers are judged by."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from catalogue.catalogue import Catalogue
from gateway import production
from gateway.part import part
from gateway.sealing.keys import KeyFolder, KeyMissing
from gateway.settings import Settings
from kernel.crypto import Keyring
from kernel.database import Database
from kernel.limits import Limits
from verification.bundle import TrustBundle
from verification.doc_type import REGISTERS
from verification.registry.holdings import Holdings, NoBundle
from verification.signer import Signer
from verification.trusted_key import KeyState, TrustedKey


class NoKey(LookupError):
    """No key that readers trust may seal this, or its file is not on this machine: make one, publish a bundle."""

    retry = True


class NotMade(Exception):
    """Number or place was taken five times in a row: try again."""

    retry = True


# Why something that needs a key cannot be done yet.
AWAY = (NoKey, NoBundle, KeyMissing)


@dataclass
class Seals:
    """Everything sealing needs of the wiring. The keys are opened when something is sealed, never before."""

    settings: Settings
    database: Database
    keyring: Keyring
    limits: Limits
    catalogue: Catalogue
    reference_key: bytes = field(repr=False)
    _signers: dict[bytes, Signer] = field(default_factory=dict, repr=False)

    @part
    def code_key(self) -> bytes:
        return production.key_bytes(self.settings.seal_code_key.get_secret_value())

    @part
    def our_hosts(self) -> frozenset[str]:
        """The host that is printed now, and those of before."""
        before = self.settings.verify_hosts_before.lower().split(",")
        return frozenset({self.settings.verify_host, *(host.strip() for host in before)}) - {""}

    @part
    def folder(self) -> KeyFolder:
        folder = self.settings.seal_keys_dir or self.settings.data_dir / "keys"
        return KeyFolder(folder, self.settings.seal_passphrase.get_secret_value().encode())

    @part
    def holdings(self) -> Holdings:
        """What this server reads by. Raises KeyMissing while there is no root."""
        return Holdings(self.folder.root())

    def bundle(self, connection: Connection) -> TrustBundle:
        """The published bundle. Raises NoBundle, KeyMissing."""
        return self.holdings.known(connection, b"")[0].bundle

    def signer(self, connection: Connection, issuer: str, doc_type: int, at: datetime) -> Signer:
        """The newest key of ``issuer`` that may seal ``doc_type`` (0: its registers). Raises NoKey, NoBundle."""
        return self._open(_usable(self.bundle(connection).keys, issuer, doc_type, at), issuer, doc_type)

    def trusted(self, connection: Connection, kid: bytes) -> TrustedKey:
        """What the bundle says of a key. Raises NoKey, NoBundle."""
        found = self.bundle(connection).key(kid)
        if found is None:
            raise NoKey(f"{kid.hex()} is in no bundle")
        return found

    def registers_of(self, connection: Connection, kid: bytes, at: datetime) -> Signer:
        """What signs the lists of ``kid``: the register key of its issuer. Raises NoKey, NoBundle."""
        return self.signer(connection, self.trusted(connection, kid).issuer, REGISTERS, at)

    def _open(self, keys: Iterable[TrustedKey], issuer: str, doc_type: int) -> Signer:
        for key in keys:
            if key.kid in self._signers:
                return self._signers[key.kid]
            if self.folder.has(key.kid):
                return self._signers.setdefault(key.kid, self.folder.signer(key.kid))
        raise NoKey(f"no key of {issuer} for documents of type {doc_type}")


def _usable(keys: Iterable[TrustedKey], issuer: str, doc_type: int, at: datetime) -> list[TrustedKey]:
    """Newest first."""
    found = [
        key for key in keys
        if key.issuer == issuer and doc_type in key.doc_types and key.state is KeyState.ACTIVE and key.trusted_at(at)
    ]  # fmt: skip
    return sorted(found, key=lambda key: key.nbf, reverse=True)
