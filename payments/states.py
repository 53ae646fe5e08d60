"""The story of one attempt to charge, as data. Who takes the edges is in `charging.py` and `settlement.py`."""

from kernel.states import Machine

ATTEMPT = Machine(
    "payment_attempt",
    {
        # Back to created: proven never sent. Straight to an end: nothing is to be sent any more.
        "created": ("claimed", "failed", "expired", "succeeded"),
        "claimed": ("created", "pending", "succeeded", "failed", "expired", "unknown"),
        "pending": ("succeeded", "failed", "expired", "unknown"),
        "unknown": ("pending", "succeeded", "failed", "expired"),
        # Late success: the operator said no, or we stopped waiting, and the money came.
        "failed": ("succeeded",),
        "expired": ("succeeded",),
        "succeeded": ("reversed",),
    },
)
# The states in which the operator may still take money: one attempt an invoice at most is in one of them.
LIVE = ("created", "claimed", "pending", "unknown")
# Claimed, so that the operator may know it: it is asked about until it answers.
ASKED = ("claimed", "pending", "unknown")
# Why a code that the payer dials himself is "expired": by our clock, or for another code, never by an operator's word.
NEVER_DIALLED, REPLACED = "never_dialled", "replaced"

INVOICE_STATES = Machine(
    "invoice",
    {
        "open": ("paid", "cancelled", "expired"),
        # A reversal by the operator takes the money back: what is due is due again. A refund that we decide closes it.
        "paid": ("open", "cancelled"),
        # Late money revives nothing by itself: it becomes a credit.
    },
)

# What became of money that arrived. ``overpaid``: a part paid an invoice, the rest is the payer's credit.
DISPOSITIONS = ("settled", "overpaid", "suspense", "credit", "refunded", "reversed")
