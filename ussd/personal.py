"""What this room holds of a person: nothing by which one is found. See kernel/personal.py."""

from kernel.personal import Personal

PERSONAL = Personal(
    nobody={
        "ussd_event": "a session by a keyed hash with its day, the name of its last screen, no phone and no text"
    }
)
