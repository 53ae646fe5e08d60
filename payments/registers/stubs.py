"""The stub book (souche): every quittance of a regie by number, the voided ones in their place."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, text

from payments.registers.reading import stream

_STUBS = text("""
SELECT number, document_number, issued_at, amount_xof, revenue_line, rail, operator_ref, journal_id, duplicata,
       voided_at, void_reason
FROM quittance WHERE regie = :regie AND exercice = :exercice ORDER BY number
""")


@dataclass(frozen=True, slots=True)
class Stub:
    """One number. ``voided_at`` is None while it is in force."""

    number: int
    document_number: str
    issued_at: datetime
    amount_xof: int
    revenue_line: str | None
    rail: str | None
    operator_ref: str | None
    journal_id: int | None
    duplicata: int
    voided_at: datetime | None
    void_reason: str | None


def stubs(connection: Connection, regie: str, exercice: int) -> Iterator[Stub]:
    """The whole book of an exercice: 1, 2, 3 ... without a gap."""
    return stream(connection, Stub, _STUBS, {"regie": regie, "exercice": exercice})
