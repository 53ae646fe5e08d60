"""Giving a quittance its number, in the transaction that settles the payment; voids and copies."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, text, update

from kernel.crypto import Keyring
from payments.quittances.numbering import NUMBERING, draw
from payments.quittances.quittance import Quittance, opened
from payments.quittances.tables import QUITTANCE

COPIES_MAX = 1000  # a payer asks a few copies in a life; a thousand is a script
# A random number of 8 digits is taken already once in a hundred issues after a million of the year: five tries
# in a row then fail once in 10**10.
TRIES_MAX = 5

_NUMBERED = NUMBERING.format(given="TRUE", journal=":journal_id")
_ISSUE = text(f"WITH {_NUMBERED} SELECT id, number FROM numbered")  # noqa: S608 - constants only


def issue(
    connection: Connection,
    keyring: Keyring,
    reference_key: bytes,
    *,
    regie: str,
    exercice: int,
    invoice_id: str,
    amount_xof: int,
    at: datetime,
    payer_name: str | None = None,
    revenue_line: str | None = None,
    label: str | None = None,
    rail: str | None = None,
    operator_ref: str | None = None,
    journal_id: int | None = None,
) -> Quittance:
    """The next quittance of (``regie``, ``exercice``); the one in force when the invoice has it already.

    Call it last, just before the commit: other settlements of the regie wait from here until then. A rolled
    back transaction gives its number back. One round trip.
    """
    said: dict[str, Any] = {
        "regie": regie, "exercice": exercice, "invoice_id": invoice_id, "journal_id": journal_id,
        "amount_xof": amount_xof, "issued_at": at, "revenue_line": revenue_line, "label": label, "rail": rail,
        "operator_ref": operator_ref,
    }  # fmt: skip
    for _ in range(TRIES_MAX):
        drawn = draw(keyring, reference_key, at.year, payer_name)
        row = connection.execute(_ISSUE, {**said, **drawn.values, "due_xof": amount_xof}).one_or_none()
        if row is not None:
            return Quittance(
                id=row.id, number=row.number, document_number=drawn.document_number,
                check_code=drawn.check_code, payer_name=payer_name, **said,
            )  # fmt: skip
        known = of_invoice(connection, keyring, invoice_id)
        if known is not None:
            return known
    raise LookupError("no free document number was found")


def of_invoice(connection: Connection, keyring: Keyring, invoice_id: str) -> Quittance | None:
    """The quittance in force of an invoice."""
    row = connection.execute(
        select(QUITTANCE).where(QUITTANCE.c.invoice_id == invoice_id, QUITTANCE.c.voided_at.is_(None))
    ).one_or_none()
    return None if row is None else opened(keyring, row)


def find(connection: Connection, keyring: Keyring, quittance_id: int) -> Quittance | None:
    """A quittance by its id (what "invoice.paid" carries), voided or not."""
    row = connection.execute(select(QUITTANCE).where(QUITTANCE.c.id == quittance_id)).one_or_none()
    return None if row is None else opened(keyring, row)


def void(connection: Connection, quittance_id: int, *, reason: str, at: datetime) -> bool:
    """Take it out of force; its number stays, marked. False when it is voided already or unknown."""
    changed = connection.execute(
        update(QUITTANCE)
        .where(QUITTANCE.c.id == quittance_id, QUITTANCE.c.voided_at.is_(None))
        .values(voided_at=at, void_reason=reason)
    )
    return changed.rowcount == 1


def duplicata(connection: Connection, quittance_id: int) -> int:
    """Count one more copy, which says DUPLICATA and this number. Raises LookupError for none to give."""
    count: int | None = connection.execute(
        update(QUITTANCE)
        .where(
            QUITTANCE.c.id == quittance_id,
            QUITTANCE.c.voided_at.is_(None),
            QUITTANCE.c.duplicata < COPIES_MAX,
        )
        .values(duplicata=QUITTANCE.c.duplicata + 1)
        .returning(QUITTANCE.c.duplicata)
    ).scalar()
    if count is None:
        raise LookupError("no quittance in force, or too many copies of it")
    return count
