"""The GSMA's words, and ours. Source: GSMA Mobile Money API Specification 1.2.0, requestStateObject, errorObject.

Its 38 error codes by what they say of a charge: no (permanent), ours (to mend), busy (try again, nothing
was done). A code that is not here is judged by its category.
"""

from payments.contract import Word

REQUEST: dict[str, Word] = {"pending": "pending", "completed": "succeeded", "failed": "failed"}
# ``transactionStatus`` is free text in 1.2.0; these are the words of the specification's examples and tests.
TRANSACTION: dict[str, Word] = {
    "pending": "pending",
    "processing": "pending",
    "received": "pending",
    "accepted": "pending",
    "authorised": "pending",
    "completed": "succeeded",
    "failed": "failed",
    "declined": "failed",
    "rejected": "failed",
    "cancelled": "failed",
    "expired": "expired",
    # Taken and given back before we asked: nothing is left of it.
    "reversed": "failed",
}
DUPLICATE = "duplicateRequest"
ERROR: dict[str, str] = {
    "dailyVolumeLimitExceeded": "no",
    "dailyValueLimitExceeded": "no",
    "weeklyVolumeLimitExceeded": "no",
    "weeklyValueLimitExceeded": "no",
    "monthlyVolumeLimitExceeded": "no",
    "monthlyValueLimitExceeded": "no",
    "accountMaxTotalVolumeExceeded": "no",
    "accountMaxTotalValueExceeded": "no",
    "lessThanTransactionMinValue": "no",
    "greaterThanTransactionMaxValue": "no",
    "maxBalanceExceeded": "no",
    "samePartiesError": "no",
    "insufficientFunds": "no",
    "incorrectState": "no",
    "underPaymentNotAllowed": "no",
    "overPaymentNotAllowed": "no",
    "noMandateAuthority": "no",
    "linkViolation": "no",
    "countryofOriginNotPermitted": "no",
    "nationalityNotPermitted": "no",
    "idDocumentNotSupported": "no",
    "issuingCountryNotSupported": "no",
    "quoteHasExpired": "no",
    "identifierError": "no",
    "requestDeclined": "no",
    "rateLimitError": "busy",
    "transactionTypeError": "ours",
    "lengthError": "ours",
    "formatError": "ours",
    "negativeValue": "ours",
    "currencyNotSupported": "ours",
    "mandatoryValueNotSupplied": "ours",
    "invalidOffset": "ours",
    "clientAuthorisationError": "ours",
    "servicingPartyAuthorisationError": "ours",
    "requestingPartyAuthorisationError": "ours",
}
# genericError says nothing by itself. What is not here (internal, serviceUnavailable) leaves it open.
CATEGORY: dict[str, str] = {
    "businessRule": "no",
    "validation": "ours",
    "authorisation": "ours",
    "identification": "no",
}
HEARTBEAT = frozenset({"available", "unavailable", "degraded"})
