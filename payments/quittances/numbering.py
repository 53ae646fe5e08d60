"""The SQL that numbers a quittance, and the document number and code drawn for one. Runs nothing."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kernel import ids
from kernel.crypto import Keyring
from payments.quittances.quittance import seal

# Common table expressions, so that settlement numbers in the statement that posts: if ``{given}`` holds, for the
# journal row ``{journal}``. The counter moves only when the invoice has no quittance in force and the document
# number is free. Two settlements of one invoice at one moment wait for each other at the counter, and the unique
# index refuses the later: no number is lost.
NUMBERING = """
counter AS (
    INSERT INTO quittance_counter (regie, exercice, last)
    SELECT :regie, :exercice, 1
    WHERE {given} AND NOT EXISTS (
        SELECT FROM quittance WHERE invoice_id = CAST(:invoice_id AS uuid) AND voided_at IS NULL
    ) AND NOT EXISTS (SELECT FROM quittance WHERE document_number = :document_number)
    ON CONFLICT (regie, exercice) DO UPDATE SET last = quittance_counter.last + 1
    RETURNING last
), numbered AS (
    INSERT INTO quittance (regie, exercice, number, document_number, code_sealed, invoice_id, journal_id,
                           amount_xof, issued_at, revenue_line, label, rail, operator_ref, payer_sealed)
    SELECT :regie, :exercice, last, :document_number, :code_sealed, CAST(:invoice_id AS uuid), {journal},
           :due_xof, :issued_at, :revenue_line, :label, :rail, :operator_ref, :name_sealed
    FROM counter RETURNING id, number
)"""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A document number and check code nobody has yet, for one quittance. ``values`` are of ``NUMBERING``."""

    document_number: str
    check_code: str = field(repr=False)
    values: Mapping[str, Any] = field(repr=False)


def draw(keyring: Keyring, reference_key: bytes, year: int, payer_name: str | None = None) -> Drawn:
    """Random, not counted: it tells nobody how many there are, and costs no round trip to a sequence."""
    document, code = ids.reference(secrets.randbelow(ids.SERIALS), year, reference_key), ids.new_code()
    return Drawn(
        document, code,
        {
            "document_number": document,
            "code_sealed": seal(keyring, "code", document, code),
            "name_sealed": seal(keyring, "payer", document, payer_name) if payer_name else None,
        },
    )  # fmt: skip
