"""What this room holds of a person: what administrations pushed, for a while. See kernel/personal.py."""

from kernel.personal import Personal

PERSONAL = Personal(
    kept={
        "partner_event.raw_sealed": "found by no phone; deleted 90 days after it was settled",
        "partner_event.source": "the system that sent it",
        "partner_event.event_id": "its own number of what it sent",
    }
)
