"""What a citizen is told of a payment that failed: each word an operator or we give as the reason, as a key of texts.

Operators' tables are in ``payments/<rail>/``; a test walks them, so that none of their words is forgotten here.
"""

from collections.abc import Mapping

# Nobody typed the PIN, or the answer came too late.
EXPIRED, UNCONFIRMED = "expired", "unconfirmed"
# "operator": nothing that the payer did, and nothing that trying at once mends. "other" says no more than we know.
OPERATOR, OTHER = "operator", "other"

_OURS: Mapping[str, str] = {
    "not_sent": "unsent", "rail_gone": OPERATOR, "invoice_closed": "closed", "absent": EXPIRED,
    "abandoned": EXPIRED, "not_on_statement": "unpaid", "not_supported": OPERATOR, "failed": OTHER,
    # Any rail's: our account or settings at the operator (``payments/carrier.py``).
    "credentials": OPERATOR, "forbidden": OPERATOR, "proxy": OPERATOR, "platform_gone": OPERATOR,
    "invalid": OPERATOR, "not_found": OPERATOR, "conflict": OPERATOR, "bad_request": OPERATOR,
}  # fmt: skip
_MTN: Mapping[str, str] = {
    "APPROVAL_REJECTED": "refused", "TRANSACTION_CANCELED": "refused", "PAYER_REJECTION": "refused",
    "PAYMENT_NOT_APPROVED": UNCONFIRMED,
    "EXPIRED": EXPIRED, "COULD_NOT_PERFORM_TRANSACTION": EXPIRED, "PAYER_DELAYED": EXPIRED,
    # INTERNAL_PROCESSING_ERROR is what an empty purse mostly gives.
    "NOT_ENOUGH_FUNDS": "funds", "INTERNAL_PROCESSING_ERROR": "funds",
    "PAYER_LIMIT_REACHED": "limit", "PAYER_NOT_FOUND": "account",
    # The payee is the service.
    "PAYEE_NOT_FOUND": OPERATOR, "PAYEE_NOT_ALLOWED_TO_RECEIVE": OPERATOR, "INVALID_CURRENCY": OPERATOR,
    "NOT_ALLOWED": OPERATOR, "NOT_ALLOWED_TARGET_ENVIRONMENT": OPERATOR, "INVALID_CALLBACK_URL_HOST": OPERATOR,
    "SERVICE_UNAVAILABLE": OPERATOR, "RESOURCE_NOT_FOUND": OPERATOR, "OTHER": OTHER,
}  # fmt: skip
_MOOV: Mapping[str, str] = {
    # 92: the prompt was cancelled, or nobody answered it; Moov does not say which.
    "not_approved": UNCONFIRMED, "insufficient_funds": "funds",
    "payer_not_registered": "account", "payer_not_valid": "account",
    "payer_locked": "locked", "payer_inactive": "locked",
    "amount_too_high": "limit", "daily_amount_reached": "limit", "monthly_amount_reached": "limit",
    "daily_count_reached": "limit", "monthly_count_reached": "limit", "payer_daily_count_reached": "limit",
    "payer_monthly_count_reached": "limit",
    "amount_too_low": OPERATOR, "payee_not_allowed": OPERATOR, "payee_amount_too_low": OPERATOR,
    "payee_balance_full": OPERATOR, "method_not_allowed": OPERATOR, "transaction_not_allowed": OPERATOR,
    "unauthorised": OPERATOR, "parameters": OPERATOR, "token": OPERATOR,
}  # fmt: skip
# docs.wave.com/checkout, "last_payment_error".
_WAVE: Mapping[str, str] = {
    "insufficient-funds": "funds", "blocked-account": "locked", "payer-mobile-mismatch": "account",
    "payer-limit-exceeded": "limit", "kyb-limits-exceeded": OPERATOR, "cross-border-payment-not-allowed": OPERATOR,
    "customer-age-restricted": OPERATOR, "payment-failure": OPERATOR,
}  # fmt: skip
_ORANGE: Mapping[str, str] = {
    "duplicate_order": OPERATOR, "missing_body_field": OPERATOR, "invalid_body_field": OPERATOR,
    "missing_header": OPERATOR, "invalid_header": OPERATOR, "missing_credentials": OPERATOR,
    "invalid_credentials": OPERATOR, "expired_credentials": OPERATOR, "access_denied": OPERATOR,
    "forbidden_requester": OPERATOR, "forbidden_user": OPERATOR,
}  # fmt: skip
_GSMA: Mapping[str, str] = {
    "insufficientFunds": "funds", "requestDeclined": "refused", "quoteHasExpired": EXPIRED,
    "identifierError": "account", "identification": "account",
    "dailyVolumeLimitExceeded": "limit", "dailyValueLimitExceeded": "limit", "weeklyVolumeLimitExceeded": "limit",
    "weeklyValueLimitExceeded": "limit", "monthlyVolumeLimitExceeded": "limit",
    "monthlyValueLimitExceeded": "limit", "accountMaxTotalVolumeExceeded": "limit",
    "accountMaxTotalValueExceeded": "limit", "greaterThanTransactionMaxValue": "limit",
    # The balance that would be too high is the service's.
    "maxBalanceExceeded": OPERATOR, "lessThanTransactionMinValue": OPERATOR, "samePartiesError": OPERATOR,
    "incorrectState": OPERATOR, "underPaymentNotAllowed": OPERATOR, "overPaymentNotAllowed": OPERATOR,
    "noMandateAuthority": OPERATOR, "linkViolation": OPERATOR, "countryofOriginNotPermitted": OPERATOR,
    "nationalityNotPermitted": OPERATOR, "idDocumentNotSupported": OPERATOR,
    "issuingCountryNotSupported": OPERATOR, "transactionTypeError": OPERATOR, "lengthError": OPERATOR,
    "formatError": OPERATOR, "negativeValue": OPERATOR, "currencyNotSupported": OPERATOR,
    "mandatoryValueNotSupplied": OPERATOR, "invalidOffset": OPERATOR, "clientAuthorisationError": OPERATOR,
    "servicingPartyAuthorisationError": OPERATOR, "requestingPartyAuthorisationError": OPERATOR,
    "businessRule": OPERATOR, "validation": OPERATOR, "authorisation": OPERATOR, "genericError": OTHER,
}  # fmt: skip
# ISO 20022 external status reasons, as PI-SPI has them.
_PISPI: Mapping[str, str] = {
    "AM04": "funds", "CUST": "refused", "ARFR": "refused", "AEXR": EXPIRED,
    "AC04": "account", "BE23": "account", "AC06": "locked",
    "AM02": "limit", "AM14": "limit", "AM21": "limit",
    # AB: the transfer broke off between two banks. AC03, AC07: the account that receives.
    "AB03": OPERATOR, "AB04": OPERATOR, "AB08": OPERATOR, "AB09": OPERATOR, "AC03": OPERATOR, "AC07": OPERATOR,
    "AG01": OPERATOR, "AG03": OPERATOR, "AG10": OPERATOR, "AG11": OPERATOR, "AM09": OPERATOR, "ARJR": OPERATOR,
    "BE01": OPERATOR, "BE05": OPERATOR, "DU03": OPERATOR, "FR01": OPERATOR, "IRNR": OPERATOR, "MD06": OPERATOR,
    "RR04": OPERATOR, "RR07": OPERATOR, "rejected": OPERATOR,
    # Paid or accepted before, they say, of a request that they refuse: more than that nobody knows.
    "APAR": OTHER, "ALAC": OTHER, "other": OTHER,
}  # fmt: skip
FAILURES: Mapping[str, str] = {**_OURS, **_MTN, **_MOOV, **_WAVE, **_ORANGE, **_GSMA, **_PISPI}
# What begins the words that end in a status or in what kept a call from leaving (``http_404``, ``egress_host``).
STEMS = frozenset({"http", "token", "egress"})
# Without a reason the state may say enough: a request that the payer let pass.
STATES: Mapping[str, str] = {"expired": EXPIRED}


def word(state: str | None, reason: str | None) -> str:
    """The key below ``failure.`` for an attempt that ended in ``state``; "other" for what nobody has described."""
    known = FAILURES.get(reason or "")
    if known is None and reason is not None and reason.partition("_")[0] in STEMS:
        known = OPERATOR
    return known or STATES.get(state or "", OTHER)
