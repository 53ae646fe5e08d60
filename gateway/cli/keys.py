"""``guichet keys``: the keys that seal, the root that vouches for them, the bundle that readers hold."""

from datetime import UTC, datetime
from pathlib import Path

import click

from gateway.cli.document_desk import document_refusals
from gateway.cli.show import dumps, table
from gateway.cli.wired import wired
from gateway.sealing import bundle as bundles
from gateway.sealing.keys import NEXT_ROOT_PEM, ROOT_PEM, ROOT_PUB, Resealed, reseal_file
from gateway.settings import Mode
from gateway.wiring import Guichet
from kernel import audit, clock
from verification.doc_type import REGISTERS
from verification.signer import FileSigner
from verification.trusted_key import TrustedKey

PASSPHRASE = click.option(
    "--passphrase-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The passphrase of the root, first line; asked for when left out.",
)
COLUMNS = ("kid", "issuer", "types", "state", "nbf", "exp", "published", "here")
ROOT_HELP = "Sealed file of the root. In a demo: keys/root.pem in the data folder."
RESEALED_HELP = "A root to reseal instead, with its own passphrase; may be given again."
FOUND = {1: "certificate of origin", 2: "birth", 3: "quittance", 4: "consular", 5: "legalisation"}


@click.group()
def keys() -> None:
    """Signing keys and the trust bundle. A new key seals once a bundle names it."""


@keys.command("new")
@click.option("--issuer", required=True, metavar="ML-APEX", help="Whose documents it seals.")
@click.option(
    "--types", required=True, metavar="co,birth", help="Kinds of documents, comma separated; `registers`."
)
def new(issuer: str, types: str) -> None:
    """A signing key of its own for ISSUER, and with `registers` the one that signs its lists."""
    with document_refusals(), wired() as guichet:
        key = _new(guichet, issuer.upper(), _numbers(guichet, types))
    click.echo(key.kid.hex())
    click.echo("not trusted yet: guichet keys bundle", err=True)


@keys.command("rotate")
@click.argument("kid")
def rotate(kid: str) -> None:
    """Make the successor of KID; with the next bundle KID seals no more, and its documents stand."""
    with document_refusals(), wired() as guichet:
        old = _found(guichet, kid)
        key = _new(guichet, old.issuer, old.doc_types)
        guichet.sealed.seals.folder.keep_card(bundles.retired(old))
        _audit(guichet, "keys.rotate", old)
    click.echo(key.kid.hex())


@keys.command("compromise")
@click.argument("kid")
@click.option("--at", "since", required=True, help="From when it was stolen: 2026-11-21T08:00 (UTC).")
def compromise(kid: str, since: str) -> None:
    """With the next bundle, nothing counts that KID sealed from that moment on."""
    try:
        at = datetime.fromisoformat(since)
    except ValueError:
        raise click.BadParameter("not a time: 2026-11-21T08:00") from None
    with document_refusals(), wired() as guichet:
        stolen = _found(guichet, kid)
        guichet.sealed.seals.folder.keep_card(
            bundles.compromised(stolen, at if at.tzinfo else at.replace(tzinfo=UTC))
        )
        _audit(guichet, "keys.compromise", stolen)
    click.echo("publish it now: guichet keys bundle", err=True)


@keys.command("reseal")
@click.option(
    "--root",
    "roots",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=RESEALED_HELP,
)
@PASSPHRASE
def reseal(roots: tuple[Path, ...], passphrase_file: Path | None) -> None:
    """Write keys of an older version (encrypted PEM) in today's form: argon2id and AES-256-GCM. Once, after an upgrade.

    The keys of the folder; with --root those roots instead. The same passphrase opens them, and no document or
    bundle changes. Destroy old copies: they are as weak as before. `keys new` and `keys rotate` do it for the folder.
    """
    with document_refusals(), wired() as guichet:
        if roots:
            passphrase = _passphrase(guichet, passphrase_file)
            found = Resealed([path.name for path in roots if reseal_file(path, passphrase)], [])
        else:
            found = guichet.sealed.seals.folder.reseal()
        with guichet.database.transaction() as connection:
            audit.append(connection, "cli", "keys.reseal", "keys", {"files": len(found.done)})
    for name in found.done:
        click.echo(name)
    if found.refused:
        raise click.ClickException(f"not opened: {', '.join(found.refused)}")
    if not found.done:
        click.echo("all are in today's form already", err=True)


@keys.command("list")
@click.option("--json", "as_json", is_flag=True, help="A JSON array.")
def list_(as_json: bool) -> None:
    """Every key: published, or in the folder of this machine."""
    with document_refusals(), wired() as guichet, guichet.database.transaction() as connection:
        folder = guichet.sealed.seals.folder
        published = bundles.current(connection, folder) if folder.path(ROOT_PUB).exists() else None
        known = {key.kid: key for key in published.keys} if published else {}
        rows = [
            {
                "kid": key.kid.hex(), "issuer": key.issuer, "state": key.state.name.lower(), "nbf": key.nbf,
                "types": ", ".join(FOUND.get(number, "registers") for number in sorted(key.doc_types)),
                "exp": key.exp, "published": known.get(key.kid) == key, "here": folder.has(key.kid),
            }
            for key in (known | {card.kid: card for card in folder.cards()}).values()
        ]  # fmt: skip
    table(rows, as_json=as_json, empty="No key yet: guichet keys root new.", columns=COLUMNS)


@keys.command("bundle")
@click.option("--root", type=click.Path(exists=True, dir_okay=False, path_type=Path), help=ROOT_HELP)
@PASSPHRASE
def bundle(root: Path | None, passphrase_file: Path | None) -> None:
    """Sign and publish the next trust bundle. The announced next root may sign it, and is believed from then on."""
    with document_refusals(), wired() as guichet:
        folder = guichet.sealed.seals.folder
        path = root or _demo_file(guichet, ROOT_PEM, "--root")
        signer = FileSigner.open(path, _passphrase(guichet, passphrase_file))
        with guichet.database.transaction() as connection:
            made = bundles.publish(connection, folder, signer, clock.now())
        bundles.believe(folder, signer.public)
    click.echo(
        dumps({"number": made.number, "keys": len(made.keys), "exp": made.exp, "root": signer.kid.hex()})
    )


@keys.group("root")
def root_() -> None:
    """The root: it signs bundles and nothing else, and is kept apart from every server."""


@root_.command("new")
@click.option("--file", type=click.Path(dir_okay=False, path_type=Path), help="Where it goes, sealed.")
@PASSPHRASE
def root_new(file: Path | None, passphrase_file: Path | None) -> None:
    """The first root, or the one that comes after: each bundle names the hash of the next."""
    with document_refusals(), wired() as guichet:
        folder = guichet.sealed.seals.folder
        name = NEXT_ROOT_PEM if folder.path(ROOT_PUB).exists() else ROOT_PEM
        path = file or _demo_file(guichet, name, "--file")
        signer, first = bundles.new_root(folder, path, _passphrase(guichet, passphrase_file, confirm=True))
        with guichet.database.transaction() as connection:
            audit.append(connection, "cli", "keys.root", f"root:{signer.kid.hex()}", {"first": first})
    click.echo(signer.public.thumbprint.hex())
    click.echo("believed from now on" if first else "announced: the next bundle names it", err=True)


def _new(guichet: Guichet, issuer: str, doc_types: frozenset[int]) -> TrustedKey:
    seals = guichet.sealed.seals
    seals.folder.reseal()
    key = bundles.new_key(seals.folder, seals.settings.verify_host, issuer, doc_types, clock.now())
    _audit(guichet, "keys.new", key)
    return key


def _found(guichet: Guichet, kid: str) -> TrustedKey:
    with guichet.database.transaction() as connection:
        known = bundles.known_keys(connection, guichet.sealed.seals.folder)
    found = next((key for key in known.values() if key.kid.hex() == kid.lower()), None)
    if found is None:
        raise click.BadParameter(f"no key {kid}; see guichet keys list")
    return found


def _numbers(guichet: Guichet, types: str) -> frozenset[int]:
    """Exit 2 for a kind that the catalogue does not have."""
    kinds = {code: kind.doc_type for code, kind in guichet.catalogue.documents.items()} | {
        "registers": REGISTERS
    }
    wanted = [name.strip() for name in types.split(",") if name.strip()]
    unknown = [name for name in wanted if name not in kinds]
    if unknown or not wanted:
        raise click.BadParameter(f"kinds are {', '.join(sorted(kinds))}")
    if "registers" in wanted and len(wanted) > 1:
        raise click.BadParameter("a key seals documents, or registers: not both")
    return frozenset(kinds[name] for name in wanted)


def _audit(guichet: Guichet, act: str, key: TrustedKey) -> None:
    with guichet.database.transaction() as connection:
        said = {"issuer": key.issuer, "doc_types": sorted(key.doc_types)}
        audit.append(connection, "cli", act, f"key:{key.kid.hex()}", said)


def _demo_file(guichet: Guichet, name: str, option: str) -> Path:
    if guichet.settings.mode is not Mode.DEMO:
        raise click.UsageError(f"say where: {option}. The root is kept apart from every server")
    return guichet.sealed.seals.folder.path(name)


def _passphrase(guichet: Guichet, file: Path | None, *, confirm: bool = False) -> bytes:
    if file is not None:
        return file.read_text("utf-8").partition("\n")[0].encode()
    if guichet.settings.mode is Mode.DEMO:
        return guichet.sealed.seals.folder.passphrase
    typed: str = click.prompt("Passphrase of the root", hide_input=True, confirmation_prompt=confirm)
    return typed.encode()


COMMANDS = (keys,)
