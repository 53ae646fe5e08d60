"""Quittance: the receipt of public money as code passes it around, opened. Not its sheet nor its SMS."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from kernel import ids, money
from kernel.crypto import Keyring
from payments.quittances.letters import letters


@dataclass(frozen=True, slots=True)
class Quittance:
    """``number`` has no gap within (``regie``, ``exercice``); ``duplicata`` counts the copies given since.

    ``document_number`` (12 digits) and ``check_code`` (4) are what a desk types to check it.
    """

    id: int
    regie: str
    exercice: int
    number: int
    document_number: str
    check_code: str = field(repr=False)
    invoice_id: str
    journal_id: int | None
    amount_xof: int
    issued_at: datetime
    revenue_line: str | None
    label: str | None
    rail: str | None
    operator_ref: str | None
    payer_name: str | None = field(repr=False)
    duplicata: int = 0
    voided_at: datetime | None = None
    void_reason: str | None = None

    @property
    def shown_number(self) -> str:
        """ "2026-000123", as the registers and the sheet print it."""
        return f"{self.exercice}-{self.number:06}"

    def fields(self) -> Mapping[str, str]:
        """What a text of the catalogue may name. Dates are the caller's: they are written in a language."""
        return {
            "regie": self.regie,
            "number": self.shown_number,
            "document": ids.spaced(self.document_number),
            "code": self.check_code,
            "amount": money.show(self.amount_xof),
            "letters": letters(self.amount_xof),
            "label": self.label or "",
            "line": self.revenue_line or "",
            "rail": self.rail or "",
            "operator_ref": self.operator_ref or "",
            "duplicata": str(self.duplicata),
        }


def seal(keyring: Keyring, what: str, document_number: str, plain: str) -> bytes:
    """``what``: "code" or "payer"; it opens only for the same document."""
    return keyring.seal(plain.encode(), f"quittance.{what}:{document_number}")


def unseal(keyring: Keyring, what: str, document_number: str, sealed: bytes) -> str:
    """Raises kernel.crypto.SealBroken or KeyMissing."""
    return keyring.open(sealed, f"quittance.{what}:{document_number}").decode()


def opened(keyring: Keyring, row: Row[Any]) -> Quittance:
    """A row of the table ``quittance``."""
    document = row.document_number
    payer = row.payer_sealed
    return Quittance(
        id=row.id, regie=row.regie, exercice=row.exercice, number=row.number, document_number=document,
        check_code=unseal(keyring, "code", document, row.code_sealed), invoice_id=str(row.invoice_id),
        journal_id=row.journal_id, amount_xof=row.amount_xof, issued_at=row.issued_at,
        revenue_line=row.revenue_line, label=row.label, rail=row.rail, operator_ref=row.operator_ref,
        payer_name=None if payer is None else unseal(keyring, "payer", document, payer),
        duplicata=row.duplicata, voided_at=row.voided_at, void_reason=row.void_reason,
    )  # fmt: skip
