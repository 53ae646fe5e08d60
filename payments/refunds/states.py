"""The story of one refund, as data."""

from kernel.states import Machine

REFUND_STATES = Machine(
    "refund",
    {
        "asked": ("approved", "refused"),
        "approved": ("sent", "failed"),
        # Back to approved: proven never to have arrived, the same key may be sent again.
        "sent": ("approved", "unknown", "done", "failed"),
        "unknown": ("approved", "done", "failed"),
        # Two persons may try again under a new key; a statement may show that it went after all.
        "failed": ("approved", "done"),
    },
)
# What holds a part of the receipt's balance until it is decided.
PENDING = ("asked", "approved", "sent", "unknown")
# The operator may have it: it is asked about.
ASKED_ABOUT = ("sent", "unknown")
# Decided: the money goes back, or has gone.
GOING = ("approved", *ASKED_ABOUT, "done")
# From these a statement line may prove that the money went.
PROVABLE = ("sent", "unknown", "failed")
