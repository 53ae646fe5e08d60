"""The life of a broadcast, as data. Not that of one of its messages (see ``sms/states.py``)."""

from kernel.states import Machine

# ``draft``: its recipients are being written, or a second person is awaited.
# ``done``: every message has left our hands.
BROADCAST = Machine(
    "broadcast",
    {
        "draft": ("approved", "stopped"),
        "approved": ("running", "stopped"),
        "running": ("done", "stopped"),
    },
)
# The states in which the feeder looks at it.
FED = ("approved", "running")
