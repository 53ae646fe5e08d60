"""Orange's words for a web payment, and ours. Source: Orange Money Web Payment, "Getting started"."""

from payments.contract import Word

# INITIATED waits for the payer, PENDING has the payer's confirmation.
TRANSACTION: dict[str, Word] = {
    "INITIATED": "pending",
    "PENDING": "pending",
    "SUCCESS": "succeeded",
    "FAILED": "failed",
    "EXPIRED": "expired",
}
# An abandoned page says this for ever.
ABANDONED = "INITIATED"

# ``code`` of a refusal, which says more than its HTTP status.
ERRORS = {
    23: "missing_body_field",
    24: "invalid_body_field",
    25: "missing_header",
    26: "invalid_header",
    40: "missing_credentials",
    41: "invalid_credentials",
    42: "expired_credentials",
    50: "access_denied",
    51: "forbidden_requester",
    52: "forbidden_user",
    60: "not_found",
}
