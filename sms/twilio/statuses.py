"""Twilio's words and numbers for what became of a message, and ours. An unknown word is never guessed.

Source: twilio.com/docs/api/errors, and the Message resource's status values.
"""

# The recipient wrote STOP to Twilio, which now refuses for us. It says so to the request, or in a report: either way
# it is written down as an opt-out.
OPTED_OUT = "recipient_opted_out"

# What the caller does next with the ``code`` of an error answer, or the ``error_code`` of a created message:
# permanent (this message never leaves), opted_out (nor does another) or retry (nothing was sent, and what stands in
# the way goes away).
ERROR = {
    14107: ("too_many", "retry"),
    20003: ("credentials", "retry"),
    20005: ("account_not_active", "retry"),
    20404: ("account_not_found", "retry"),
    20429: ("too_many", "retry"),
    21211: ("invalid_phone_number", "permanent"),
    21212: ("invalid_sender_id", "permanent"),
    21266: ("same_number", "permanent"),
    21408: ("region_not_enabled", "permanent"),
    21602: ("no_text", "permanent"),
    21604: ("no_recipient", "permanent"),
    21606: ("invalid_sender_id", "permanent"),
    21608: ("unverified_number", "permanent"),
    21610: (OPTED_OUT, "opted_out"),
    21611: ("sender_queue_full", "retry"),
    21612: ("could_not_route", "permanent"),
    21614: ("unsupported_number_type", "permanent"),
    21617: ("text_too_long", "permanent"),
    21659: ("invalid_sender_id", "permanent"),
    21660: ("invalid_sender_id", "permanent"),
    63038: ("daily_limit", "retry"),
}

# Of a message just created. A failed one never left (fault row 21).
CREATED = frozenset({"queued", "accepted", "scheduled", "sending", "sent", "delivered"})
NOT_CREATED = frozenset({"failed", "undelivered", "canceled"})

REPORT = {
    "accepted": "sent",
    "scheduled": "sent",
    "queued": "sent",
    "sending": "sent",
    "sent": "sent",
    # One of several recipients: the others are still to come.
    "partially_delivered": "sent",
    "delivered": "delivered",
    "read": "delivered",
    "undelivered": "failed",
    "failed": "failed",
    "canceled": "failed",
}
FAILURE = {
    "21610": OPTED_OUT,
    "30001": "queue_overflow",
    "30002": "account_suspended",
    "30003": "unreachable_phone",
    "30004": "blocked",
    "30005": "user_does_not_exist",
    "30006": "unreachable_network",
    "30007": "filtered",
    "30008": "delivery_failure",
    "30036": "too_late",
}
# The message outlived its ValidityPeriod: expired in our words, though Twilio's status says failed.
EXPIRED = "30036"
