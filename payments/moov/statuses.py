"""Moov's status codes and ours. Source: Merchant API V1.2, annex of codes, and what two clients observed.

``verdict`` is what the code says of a push: done, pending, no (permanent), absent, ours (our account or
settings) or open (the outcome is not known). A code that is not here is open and reported.
"""

CODES: dict[str, tuple[str, str]] = {
    "0": ("done", "completed"),
    "100": ("pending", "pending"),
    "1": ("ours", "method_not_allowed"),
    "2": ("ours", "transaction_not_allowed"),
    "3": ("no", "payer_not_valid"),
    "4": ("ours", "unauthorised"),
    "6": ("no", "payee_not_allowed"),
    "7": ("no", "payer_locked"),
    # One source reads "user name or password wrong", another "balance too low": neither is believed.
    "8": ("open", "ambiguous_8"),
    "9": ("no", "payer_inactive"),
    "10": ("no", "insufficient_funds"),
    "11": ("no", "amount_too_high"),
    "12": ("no", "amount_too_low"),
    "13": ("no", "daily_amount_reached"),
    "14": ("no", "monthly_amount_reached"),
    "15": ("no", "daily_count_reached"),
    "16": ("no", "monthly_count_reached"),
    "17": ("no", "payee_amount_too_low"),
    "18": ("no", "payee_balance_full"),
    "19": ("no", "payer_daily_count_reached"),
    "20": ("no", "payer_monthly_count_reached"),
    "91": ("ours", "parameters"),
    "92": ("no", "not_approved"),
    "94": ("absent", "absent"),
    "98": ("ours", "token"),
    "99": ("open", "internal"),
    "-1": ("open", "internal"),
    "555": ("no", "payer_not_registered"),
}
# 95 is "waiting for the PIN" when its text says so, and a failure otherwise.
WAITING_OR_FAILED = "95"
WAITING_WORD = "pending"
# However it is numbered, a repeated ``externaldata1`` is a push that was taken before.
REPEATED_WORD = "duplicate"


def verdict(code: str, description: str) -> tuple[str, str] | None:
    """(verdict, reason) of one answer; None for a code nobody has described."""
    if REPEATED_WORD in description.lower():
        return "pending", "duplicate"
    if code == WAITING_OR_FAILED:
        return ("pending", "pending") if WAITING_WORD in description.lower() else ("no", "failed")
    return CODES.get(code)
