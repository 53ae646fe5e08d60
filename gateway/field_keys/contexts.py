"""Under which context each sealed column is sealed, from the columns of its row. A new one without a line fails a test.

The rooms write and read these themselves; here they stand side by side for what walks them all.
"""

from collections.abc import Iterable, Mapping

from sqlalchemy import ColumnElement, Table

from admin.people.tables import STAFF
from kernel.database import METADATA

# table -> {sealed column: its context}; the words in braces are columns of the row.
CONTEXTS: Mapping[str, Mapping[str, str]] = {
    "case_file": {
        "phone_sealed": "case_file.phone:{id}",
        "answers_sealed": "case_file.answers:{id}",
        "code_sealed": "case_file.code:{id}",
    },
    "case_event": {"note_sealed": "case_event.note:{case_id}"},
    "case_note": {"body_sealed": "case_note.body:{case_id}"},
    "shown_screen": {"text_sealed": "shown_screen.text:{session}"},
    "step_receipt": {"sealed": "step_receipt:{session_key}"},
    "partner_event": {"raw_sealed": "partner_event.raw:{administration}:{source}:{event_id}"},
    "sms_message": {
        "phone_sealed": "sms_message.phone_sealed:{id}",
        "body_sealed": "sms_message.body_sealed:{id}",
    },
    "sms_report": {"raw_sealed": "sms_report.raw_sealed:{id}"},
    "sms_inbound": {
        "phone_sealed": "sms_inbound.phone_sealed:{id}",
        "body_sealed": "sms_inbound.body_sealed:{id}",
    },
    "sms_dialogue": {
        "state_sealed": "sms_dialogue.state_sealed:{phone_index}",
        "part_sealed": "sms_dialogue.part_sealed:{phone_index}",
    },
    "sms_broadcast_recipient": {
        "phone_sealed": "sms_broadcast_recipient.phone_sealed:{broadcast_id}:{number}"
    },
    "invoice": {"payer_sealed": "invoice.payer:{id}"},
    "payment_attempt": {
        "payer_sealed": "payment_attempt.payer:{id}",
        "tokens_sealed": "payment_attempt.tokens:{id}",
    },
    "payment_callback": {"raw_sealed": "payment_callback.raw:{rail}:{body_hash}"},
    "money_receipt": {"payer_sealed": "money_receipt.payer:{id}"},
    "quittance": {
        "code_sealed": "quittance.code:{document_number}",
        "payer_sealed": "quittance.payer:{document_number}",
    },
    "statement_line": {"payer_sealed": "statement_line.payer:{file_id}:{number}"},
    "statement_upload": {"body_sealed": "statement_upload.body:{sha256}"},
    "sealed_document": {
        "token_sealed": "sealed_document.token:{id}",
        "print_sealed": "sealed_document.print:{id}",
        "pdf_sealed": "sealed_document.pdf:{id}",
        "holder_sealed": "sealed_document.holder:{id}",
    },
    "refusal_proof": {"proof_sealed": "sealed_document.proof:{id}"},
    "staff": {"totp_sealed": "staff.totp:{name}"},
    # Bound to whom it is for: it becomes that person's own seal.
    "staff_reset": {"totp_sealed": "staff.totp:{staff_name}"},
}


def tables() -> Iterable[Table]:
    """Those with sealed columns, small and large, in the order of the schema."""
    return [table for table in METADATA.sorted_tables if table.name in CONTEXTS]


def beside(table: Table) -> list[ColumnElement[object]]:
    """What a context needs that stands in another row."""
    if table.name != "staff_reset":
        return []
    return [
        STAFF.select()
        .with_only_columns(STAFF.c.name)
        .where(STAFF.c.id == table.c.staff_id)
        .scalar_subquery()
        .label("staff_name")
    ]
