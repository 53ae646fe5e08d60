"""What the register holds of a phone, as its owner may see it: their papers, and what they looked up by it."""

from typing import Any

from sqlalchemy import Connection, select

from kernel.crypto import Keyring
from kernel.personal import ROWS_MAX, Rows
from verification.registry import seals
from verification.registry.check_tables import DOCUMENT_CHECK, REFUSAL_PROOF
from verification.registry.tables import DOCUMENT_EVENT, SEALED_DOCUMENT

_PAPER = (
    "number", "kind", "copy_kind", "state", "issuer", "subject", "service", "issued_at", "expires_at", "replaces",
    "replaced_by",
)  # fmt: skip


def papers(connection: Connection, keyring: Keyring, phone: str) -> Rows:
    """Newest first, each with what it ``shows``, its ``events`` and when it was refused somewhere."""
    row = SEALED_DOCUMENT.c
    query = select(SEALED_DOCUMENT).where(row.holder_index == seals.holder_index(keyring, phone))
    found = connection.execute(query.order_by(row.issued_at.desc()).limit(ROWS_MAX)).all()
    return [
        {
            **{name: getattr(each, name) for name in _PAPER},
            "shows": seals.unseal_print(keyring, each.id, each.print_sealed),
            "file_bytes": len(each.pdf_sealed) if each.pdf_sealed else 0,
            "events": _events(connection, each.id),
            "refused": _refusals(connection, each.id),
        }
        for each in found
    ]


def checks_by_phone(connection: Connection, keyring: Keyring, phone: str) -> Rows:
    """When this phone asked by USSD or SMS whether a paper is genuine. No index leads there: one walk."""
    check = DOCUMENT_CHECK.c
    query = select(check.at, check.channel, check.verdict, check.place, check.purpose).where(
        check.checker_index == seals.checker_index(keyring, phone)
    )
    rows = connection.execute(query.order_by(check.at.desc()).limit(ROWS_MAX))
    return [dict(row) for row in rows.mappings()]


def _events(connection: Connection, document_id: str) -> list[dict[str, Any]]:
    event = DOCUMENT_EVENT.c
    query = select(event.at, event.act, event.state).where(event.document_id == document_id)
    return [dict(row) for row in connection.execute(query.order_by(event.id)).mappings()]


def _refusals(connection: Connection, document_id: str) -> list[dict[str, Any]]:
    proof = REFUSAL_PROOF.c
    query = select(proof.at, proof.verdict).where(proof.document_id == document_id)
    return [dict(row) for row in connection.execute(query.order_by(proof.at)).mappings()]
