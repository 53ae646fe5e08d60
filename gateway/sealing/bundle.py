"""The next trust bundle: what was published, brought up to date by the cards of the folder, signed by the root."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from gateway.sealing.keys import ROOT_PUB, KeyFolder, KeyMissing, write_secret, write_whole
from kernel import audit
from verification import bundle
from verification.bundle import TrustBundle
from verification.doc_type import REGISTERS
from verification.keys import ES256, PublicKey
from verification.registry import copies
from verification.signer import FileSigner, Signer, new_pem
from verification.trusted_key import KeyState, TrustedKey

NEXT_ROOT_HASH = "root-next.hash"
# Readers renew daily, and go on for a year and a month: a root that cannot be reached must not close borders.
TTL_S = 86_400
LIFE = timedelta(days=400)
# A year of sealing and a month to hand over; the documents stand for as long as they say themselves.
KEY_LIFE = timedelta(days=400)


def list_uri(host: str, kid: bytes) -> str:
    """Where readers find the revocation list of a key: printed nowhere, named by the bundle."""
    return f"https://{host}/.well-known/guichet/revocations/{kid.hex()}"


def new_key(folder: KeyFolder, host: str, issuer: str, doc_types: frozenset[int], at: datetime) -> TrustedKey:
    """A key of ``issuer`` for these numbers of documents (0: its registers), trusted from the next bundle on."""
    if not doc_types or (REGISTERS in doc_types and len(doc_types) > 1):
        raise ValueError("a key seals documents, or the registers of other keys: not both")
    signer = folder.create()
    key = TrustedKey(
        public=signer.public, issuer=issuer, doc_types=doc_types, nbf=at.replace(microsecond=0),
        exp=at.replace(microsecond=0) + KEY_LIFE, list_uri=list_uri(host, signer.kid),
    )  # fmt: skip
    folder.keep_card(key)
    return key


def known_keys(connection: Connection, folder: KeyFolder) -> dict[bytes, TrustedKey]:
    """Every key of the published bundle, as the cards of this folder change them, and the folder's new ones."""
    published = current(connection, folder)
    found = {key.kid: key for key in published.keys} if published else {}
    return found | {key.kid: key for key in folder.cards()}


def current(connection: Connection, folder: KeyFolder) -> TrustBundle | None:
    """The published bundle, None before the first. Raises BundleForged, KeyMissing."""
    body = copies.newest_bundle(connection)
    return bundle.open_sealed(body, folder.root()) if body else None


def retired(key: TrustedKey) -> TrustedKey:
    """It seals no more; what it sealed stands."""
    return replace(key, state=KeyState.RETIRED)


def compromised(key: TrustedKey, since: datetime) -> TrustedKey:
    """What is dated from ``since`` on does not count."""
    return replace(key, state=KeyState.COMPROMISED, compromised_at=since.replace(microsecond=0))


def new_root(folder: KeyFolder, file: Path, passphrase: bytes) -> tuple[FileSigner, bool]:
    """A root in ``file``: the first is believed from now on, a later one is announced as the next. (root, first).

    Raises KeyTaken.
    """
    pem = new_pem(ES256, passphrase)
    write_secret(file, pem)
    signer = FileSigner.from_pem(pem, passphrase)
    first = not folder.path(ROOT_PUB).exists()
    if first:
        folder.keep_root(signer.public)
    else:
        write_whole(folder.path(NEXT_ROOT_HASH), signer.public.thumbprint.hex() + "\n")
    return signer, first


def publish(connection: Connection, folder: KeyFolder, root: Signer, at: datetime) -> TrustBundle:
    """Sign and publish the next bundle. The announced next root may sign it, and is believed from then on.

    Raises KeyMissing without the hash of a next root, RegistryRefused, BundleForged for a root that is nobody's.
    """
    before = current(connection, folder)
    following = _next_root(folder)
    if following == root.public.thumbprint:
        raise KeyMissing(
            "this root was announced as the next one: make the one after it (guichet keys root new)"
        )
    made = TrustBundle(
        number=before.number + 1 if before else 1, keys=tuple(known_keys(connection, folder).values()),
        next_root_hash=following, iat=at.replace(microsecond=0), ttl=TTL_S, exp=at.replace(microsecond=0) + LIFE,
        root=root.public,
    )  # fmt: skip
    copies.keep_bundle(connection, bundle.seal(made, root), folder.root(), at)
    audit.append(connection, "cli", "keys.bundle", f"bundle:{made.number}", {"keys": len(made.keys)})
    return made


def believe(folder: KeyFolder, root: PublicKey) -> None:
    """After the commit of a bundle that the next root signed."""
    if folder.root() != root:
        folder.keep_root(root)


def _next_root(folder: KeyFolder) -> bytes:
    try:
        return bytes.fromhex(folder.path(NEXT_ROOT_HASH).read_text("ascii").strip())
    except FileNotFoundError:
        raise KeyMissing("no next root is announced: guichet keys root new --file FILE, once more") from None
