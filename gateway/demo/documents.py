"""The demo's documents: keys of every issuer at the first start, and examples that the worker seals once it runs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from catalogue.catalogue import Catalogue
from gateway.sealing import bundle
from gateway.sealing.keys import NEXT_ROOT_PEM, ROOT_PEM, ROOT_PUB
from gateway.sealing.lists import Lists
from gateway.seals import Seals
from kernel import clock, outbox
from kernel.outbox import Event
from verification.doc_type import REGISTERS
from verification.registry import copies, revoking
from verification.registry.request import Issued
from verification.registry.tables import SEALED_DOCUMENT
from verification.signer import FileSigner

LANE = "documents"
HOLDER = "+22370000001"
# The month that the demo tells has documents of its own: their keys are older than its first day.
KEYS_BEFORE = timedelta(days=40)


@dataclass(frozen=True, slots=True)
class Example:
    """A paper of nobody's case. ``kind`` is a code of the catalogue."""

    kind: str
    country: str
    answers: Mapping[str, str]
    revoked: bool = False


CERTIFICATE = {
    "exporter_name": "Karite du Mali SARL", "rccm": "MA.BKO.2020.B.1234", "hs6": "151590", "regime": "UEMOA",
    "destination": "SN", "consignee_name": "Dakar Import SA", "goods": "Beurre de karite", "packages": "120",
    "weight_kg": "24500", "invoice_number": "F2026-118", "criterion": "OBTENU",
}  # fmt: skip
EXAMPLES: Mapping[str, Example] = {
    "certificate": Example("co", "ML", CERTIFICATE),
    "revoked": Example("co", "ML", {**CERTIFICATE, "weight_kg": "8200", "invoice_number": "F2026-119"}, revoked=True),
    "quittance": Example(
        "quittance",
        "ML",
        {
            "number": "EXEMPLE 2026-000001", "paid_on": "2026-11-20", "amount": "1900",
            "letters": "mille neuf cents francs CFA", "payer": "Awa Traore", "label": "Acte de naissance",
            "rail": "Orange Money",
        },
    ),
}  # fmt: skip


def seed(seals: Seals) -> int:
    """Keys and bundle now, the examples as work for the lane; how many were asked for. The next start asks for none."""
    at = clock.now()
    if not keys(seals, at, since=at - KEYS_BEFORE):
        restored(seals, at)
    with seals.database.transaction() as connection:
        if connection.execute(select(func.count()).select_from(SEALED_DOCUMENT)).scalar_one():
            return 0
        for name in EXAMPLES:
            outbox.publish(connection, "document.example", name, lane=LANE)
    return len(EXAMPLES)


def handlers(seals: Seals) -> Mapping[str, Callable[[Event], None]]:
    """Topic -> handler, in demo mode."""
    return {"document.example": lambda event: _example(seals, event.subject)}


def _example(seals: Seals, name: str) -> None:
    """Seal it, and revoke the one that is to be seen revoked. It may run twice."""
    # Only the worker of the lane pays for what draws papers.
    from gateway.sealing.making import Wanted, make
    from verification.kinds import request_fields

    at, example, cause = clock.now().replace(microsecond=0), EXAMPLES[name], f"example:{name}"
    kind = seals.catalogue.documents[example.kind]
    prepared = request_fields(seals.catalogue, kind, example.answers, at, example.country)

    def listed(connection: Connection, issued: Issued) -> None:
        Lists(seals).first(connection, issued)

    wanted = Wanted(
        kind=kind, country=example.country, prepared=prepared, cause=cause, subject="exemple", holder=HOLDER
    )
    make(seals, wanted, at, listed)
    if example.revoked:
        with seals.database.transaction() as connection:
            revoking.by_evidence(connection, cause, "revoke", "exemple", at)


def keys(seals: Seals, at: datetime, since: datetime | None = None) -> int:
    """A root, its successor, and for each issuer of the catalogue a key for documents and one for registers.

    Once: 0 when there is a root already. Some 10 ms a key. They may seal from ``since`` on, the bundle is of ``at``.
    """
    folder = seals.folder
    if folder.path(ROOT_PUB).exists():
        return 0
    root, _ = bundle.new_root(folder, folder.path(ROOT_PEM), folder.passphrase)
    bundle.new_root(folder, folder.path(NEXT_ROOT_PEM), folder.passphrase)
    host = seals.settings.verify_host
    issuers = issuers_of(seals.catalogue)
    for issuer, doc_types in issuers.items():
        bundle.new_key(folder, host, issuer, doc_types, since or at)
        bundle.new_key(folder, host, issuer, frozenset({REGISTERS}), since or at)
    publish(seals, root, at)
    return 2 * len(issuers)


def publish(seals: Seals, root: FileSigner, at: datetime) -> None:
    """The first bundle."""
    with seals.database.transaction() as connection:
        bundle.publish(connection, seals.folder, root, at)


def restored(seals: Seals, at: datetime) -> None:
    """Keys without a bundle: the data folder was kept and the database was not."""
    with seals.database.transaction() as connection:
        if copies.newest_bundle(connection) is not None:
            return
    publish(seals, FileSigner.open(seals.folder.path(ROOT_PEM), seals.folder.passphrase), at)


def issuers_of(catalogue: Catalogue) -> Mapping[str, frozenset[int]]:
    """Every issuer of the catalogue, and the numbers of what it seals."""
    found: dict[str, set[int]] = {}
    for kind in catalogue.documents.values():
        for office in kind.offices.values():
            found.setdefault(office.issuer, set()).add(kind.doc_type)
    return {issuer: frozenset(numbers) for issuer, numbers in sorted(found.items())}
