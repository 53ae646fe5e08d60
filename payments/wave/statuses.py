"""Wave's words for a session, and ours. Source: docs.wave.com/checkout, "checkout session object".

A session has two: whether it can still be paid, and what became of the last try to pay it. A failed try
leaves the session open, so only the pair decides.
"""

from payments.contract import Word

SESSION: dict[tuple[str, str], Word] = {
    ("open", "processing"): "pending",
    ("open", "cancelled"): "pending",
    ("open", "succeeded"): "succeeded",
    ("complete", "processing"): "pending",
    ("complete", "cancelled"): "failed",
    ("complete", "succeeded"): "succeeded",
    # The money may still be on its way when the session closes.
    ("expired", "processing"): "pending",
    ("expired", "cancelled"): "expired",
    ("expired", "succeeded"): "succeeded",
}
# The best of several sessions under one reference: the one that took money, then the one that may.
PREFERENCE = ("succeeded", "pending", "failed", "expired")
# Events that speak of a checkout; others are kept and wait for a person.
EVENTS = frozenset({"checkout.session.completed", "checkout.session.payment_failed"})
