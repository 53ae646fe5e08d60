"""The folder of signing keys: one sealed file and one card for each. Not who may read them: the file system's."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from verification import trusted_key
from verification.cbor import dumps, loads_strict
from verification.keys import ES256, PublicKey, from_cose
from verification.sealed_key import is_sealed
from verification.signer import FileSigner, KeyRefused, new_pem, read_pem, resealed
from verification.trusted_key import TrustedKey

ROOT_PEM, NEXT_ROOT_PEM, ROOT_PUB = "root.pem", "root-next.pem", "root.pub"
# A key, its card and a root take 1 KiB; a folder of thousands is another folder.
CARDS_MAX = 400
CARD_MAX = 4096  # bytes
# The key id: four bytes in hexadecimal. A root that somebody left in the folder has another passphrase.
KEY_FILES = "[0-9a-f]" * 8 + ".pem"


class KeyMissing(LookupError):
    """No such key in the folder. The words say which."""

    retry = True


class KeyTaken(FileExistsError):
    """A file of this name is there already: nothing is written over a key."""

    retry = False


@dataclass(frozen=True, slots=True)
class Resealed:
    """Names of files: written anew, and those that another passphrase or another account opens."""

    done: list[str]
    refused: list[str]


@dataclass(frozen=True, slots=True)
class KeyFolder:
    """``passphrase`` opens the signing keys; a root key has one of its own."""

    folder: Path
    passphrase: bytes

    def create(self) -> FileSigner:
        """A new ES256 key, not trusted by anybody yet: keep its card, then publish a bundle."""
        pem = new_pem(ES256, self.passphrase)
        signer = FileSigner.from_pem(pem, self.passphrase)
        self.write(f"{signer.kid.hex()}.pem", pem)
        return signer

    def signer(self, kid: bytes) -> FileSigner:
        """Raises KeyMissing, KeyRefused."""
        try:
            return FileSigner.open(self.folder / f"{kid.hex()}.pem", self.passphrase)
        except FileNotFoundError:
            raise KeyMissing(f"no key {kid.hex()} in the folder") from None

    def has(self, kid: bytes) -> bool:
        """Whether this machine could sign with it."""
        return (self.folder / f"{kid.hex()}.pem").is_file()

    def reseal(self) -> Resealed:
        """Write the folder's keys of the old form in today's. One that does not open stays as it is."""
        done, refused = [], []
        for path in sorted(self.folder.glob(KEY_FILES)):
            try:
                if reseal_file(path, self.passphrase):
                    done.append(path.name)
            except (KeyRefused, OSError):
                refused.append(path.name)
        return Resealed(done, refused)

    def old_form(self) -> list[str]:
        """Keys that are still sealed as an older version did, each with the command that mends it. Opens none."""
        keys = [(path, "guichet keys reseal") for path in sorted(self.folder.glob(KEY_FILES))]
        roots = [self.path(name) for name in (ROOT_PEM, NEXT_ROOT_PEM)]
        keys += [(path, f"guichet keys reseal --root {path}") for path in roots if path.exists()]
        return [f"{path.name}: {command}" for path, command in keys if not is_sealed(read_pem(path))]

    def cards(self) -> Iterator[TrustedKey]:
        """What the next bundle should say of the keys of this folder. Raises Malformed for a card that was edited."""
        for path in sorted(self.folder.glob("*.card"))[:CARDS_MAX]:
            yield trusted_key.from_wire(loads_strict(bytes.fromhex(path.read_text("ascii")[:CARD_MAX])))

    def keep_card(self, key: TrustedKey) -> None:
        """Write the card anew."""
        write_whole(self.path(f"{key.kid.hex()}.card"), dumps(trusted_key.to_wire(key)).hex())

    def root(self) -> PublicKey:
        """The root that this server believes. Raises KeyMissing."""
        try:
            return from_cose(bytes.fromhex(self.path(ROOT_PUB).read_text("ascii").strip()[:CARD_MAX]))
        except FileNotFoundError:
            raise KeyMissing(f"no {ROOT_PUB} in the folder of keys: guichet keys root new") from None

    def keep_root(self, root: PublicKey) -> None:
        """From now on this root is believed."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(self.path(ROOT_PUB), root.cose.hex() + "\n")

    def path(self, name: str) -> Path:
        """A file of the folder."""
        return self.folder / name

    def write(self, name: str, pem: bytes) -> Path:
        """A secret file, for its owner alone. Raises KeyTaken."""
        return write_secret(self.path(name), pem)


def write_secret(path: Path, pem: bytes) -> Path:
    """Mode 0600 from its first moment, on the disk before this returns. Raises KeyTaken, OSError."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise KeyTaken(f"{path} exists already") from None
    with os.fdopen(handle, "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
    return path


def write_whole(path: Path, text: str) -> None:
    """A public file (ASCII), all of it or as it was: half a root would close every door of verification."""
    draft = path.with_suffix(".draft")
    draft.write_text(text, "ascii")
    os.replace(draft, path)


def reseal_file(path: Path, passphrase: bytes) -> bool:
    """Write a key of the old form in today's, whole or not at all, for whoever might read it before.

    False when it is in today's. Raises KeyRefused, OSError.
    """
    pem = resealed(read_pem(path), passphrase)
    if pem is None:
        return False
    before, draft = path.stat(), path.with_suffix(".draft")
    draft.unlink(missing_ok=True)  # of a start that was cut off
    try:
        write_secret(draft, pem)
        FileSigner.open(draft, passphrase)
        # An administrator may do this for the account of the worker: what that one cannot read would seal nothing.
        os.chown(draft, before.st_uid, before.st_gid)
        draft.chmod(before.st_mode & 0o777)
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    return True
