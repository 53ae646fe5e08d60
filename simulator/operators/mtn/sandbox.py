"""The test numbers of MTN's sandbox: prefix 46733123, one fate each.

momodeveloper.mtn.com/api-documentation/testing.
"""

PREFIX = "+46733123"
FOREVER = "PENDING"  # 453 never answers.
SLOW = "SLOW"  # 454 succeeds after about 30 s.
SLOW_S = 30.0
FATES = {
    "450": "INTERNAL_PROCESSING_ERROR",
    "451": "APPROVAL_REJECTED",
    "452": "EXPIRED",
    "453": FOREVER,
    "454": SLOW,
    "455": "PAYER_NOT_FOUND",
    "456": "PAYEE_NOT_ALLOWED_TO_RECEIVE",
    "457": "NOT_ALLOWED",
    "458": "NOT_ALLOWED_TARGET_ENVIRONMENT",
    "459": "INVALID_CALLBACK_URL_HOST",
    "460": "INVALID_CURRENCY",
    "461": "INTERNAL_PROCESSING_ERROR",
    "462": "SERVICE_UNAVAILABLE",
    "463": "COULD_NOT_PERFORM_TRANSACTION",
}


def fate(payer: str) -> str:
    """What the sandbox does with this number; nothing special when empty."""
    return FATES.get(payer.removeprefix(PREFIX), "") if payer.startswith(PREFIX) else ""
