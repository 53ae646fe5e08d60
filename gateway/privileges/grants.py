"""Who may do what on each table: every table has its line here, and a new one without a line does not pass the tests.

S read, I add, U change, D remove. A table that nobody here changes or removes from is history.
"""

from collections.abc import Mapping

from gateway.privileges.grant import Grant

GRANTS: Mapping[str, Grant] = {
    # kernel: the trail and the news
    "audit_log": Grant("SI", "SI"),
    "outbox": Grant("SIU", "SIUD"),
    # cases
    "case_file": Grant("SIU", "SIU"),
    "case_event": Grant("SI", "SI"),
    "case_note": Grant("SI", ""),
    "shown_screen": Grant("SI", "SD"),
    "phone_preference": Grant("SIU", "SIU", operator="D"),
    "step_receipt": Grant("SI", "SD"),
    "ussd_event": Grant("SI", "SD"),
    "partner_event": Grant("SI", "SUD"),
    # messages
    "sms_message": Grant("SIU", "SIU"),
    "sms_report": Grant("SIU", "SIU"),
    "sms_inbound": Grant("SI", "SU", changes=("body_sealed",)),
    "sms_answer": Grant("S", "SIUD"),
    "sms_dialogue": Grant("S", "SIUD"),
    "sms_optout": Grant("SID", "SID"),
    "sms_spending": Grant("S", "SIUD"),
    "sms_provider_weight": Grant("S", "SIUD"),
    "sms_broadcast": Grant("S", "SU", operator="I"),
    "sms_broadcast_recipient": Grant("S", "SUD", operator="I"),
    # money
    "invoice": Grant("SIU", "SIU"),
    "payment_attempt": Grant("SIU", "SIU"),
    "payment_callback": Grant("SIU", "SUD"),
    "money_receipt": Grant("SIU", "SIU"),
    "bill_payment": Grant("SIU", "S"),
    "credit_spent": Grant("SI", "SI"),
    "refund": Grant("SIU", "SIU"),
    "suspense_claim": Grant("SI", "SI"),
    "suspense_match": Grant("SIU", "SIU"),
    "statement_file": Grant("S", "SIU", operator="IU"),
    "statement_line": Grant("SU", "SIU"),
    "statement_upload": Grant("SI", "SU"),
    "difference": Grant("SIU", "S"),
    # the books
    "ledger_journal": Grant("SI", "SI"),
    "ledger_entry": Grant("SI", "SI"),
    "ledger_carried": Grant("SI", "SI"),
    "ledger_unsealed": Grant("SI", "SID"),
    "ledger_seal": Grant("S", "SI"),
    "ledger_snapshot": Grant("S", "SI"),
    "day_closing": Grant("SI", "S"),
    "quittance": Grant(
        "SIU", "SIU", changes=("duplicata", "voided_at", "void_reason", "wrong_codes", "wrong_codes_since")
    ),
    "quittance_counter": Grant("SIU", "SIU", changes=("last",)),
    # sealed documents
    "sealed_document": Grant(
        "SIU", "SIU", changes=("state", "replaced_by", "pdf_sealed"), erased=("holder_index",),
        audited=("token_sealed",),
    ),
    "document_proposal": Grant("SIU", "S", changes=("decided_by", "decided_at", "approved")),
    "document_event": Grant("SI", "SI"),
    "document_check": Grant("SI", "SID"),
    "document_tries": Grant("SIU", "SIUD"),
    "document_alarm": Grant("SU", "SI"),
    "refusal_proof": Grant("SI", "SI"),
    "status_range": Grant("SU", "SIU"),
    "register_copy": Grant("S", "SID"),
    "trust_bundle": Grant("S", "S", operator="I"),
    # people: what works unattended never reads who may come in
    "staff": Grant("SIU", ""),
    "staff_session": Grant("SIUD", ""),
    "staff_recovery_code": Grant("SIUD", ""),
    "staff_reset": Grant("SIU", ""),
    "person_erasure": Grant("", "", operator="SIU"),
    # figures
    "overview_day": Grant("S", "SIUD"),
    "overview_figure": Grant("S", "SIUD"),
}  # fmt: skip
