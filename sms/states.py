"""The life of one outgoing message, as data. Not how a provider words it (see its ``statuses.py``)."""

from kernel.states import Machine

# ``unknown``: we handed it over and no answer came back. Africa's Talking cannot be asked about it; a late
# report still settles it, and only a purpose for which twice is better than never goes back to ``queued``.
MESSAGE = Machine(
    "message",
    {
        "queued": ("handed", "expired", "failed"),
        "handed": ("sent", "failed", "unknown", "queued"),
        "unknown": ("sent", "delivered", "failed", "expired", "queued"),
        "sent": ("delivered", "failed", "expired"),
    },
)
