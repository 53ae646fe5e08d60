"""Kannel's answers and report types, and ours. An unknown one is never guessed.

Source: Kannel user guide, "SMS push (send-SMS) response" and "Delivery reports"; smsbox.c of 1.4.5, which is
where the texts come from.
"""

# How a 202 begins. "Sent." is smsbox with ``immediate-sendsms-reply``.
ACCEPTED = ("0: Accepted", "3: Queued", "Sent.")
# What the caller does next: permanent (this message never leaves) or retry (nothing was sent). One 403 speaks
# of our account and another of the number, so the text decides.
REFUSAL = {
    "Authorization failed for sendsms": ("credentials", "retry"),
    "Not routable. Do not try again.": ("could_not_route", "permanent"),
    "Temporal failure, try again later.": ("temporal_failure", "retry"),
    "Number(s) has/have been denied by white- and/or black-lists.": ("denied_by_list", "permanent"),
    "Sender missing and no global set, rejected": ("invalid_sender_id", "permanent"),
}

# dlr-mask 31 asks for all of them. They come in any order: 1 before 8 was seen with its own fake centre.
DELIVERED, FAILED, QUEUED, ACCEPTED_BY_CENTRE, REJECTED = "1", "2", "4", "8", "16"
ALL_REPORTS = "31"
REPORT = {
    DELIVERED: "delivered",
    FAILED: "failed",
    QUEUED: "sent",
    ACCEPTED_BY_CENTRE: "sent",
    REJECTED: "failed",
}
# The message state in an SMPP receipt ("id:... stat:EXPIRED err:..."), SMPP 3.4 appendix B.
RECEIPT = {
    "DELIVRD": "delivered",
    "ACCEPTD": "accepted",
    "EXPIRED": "too_late",
    "DELETED": "deleted",
    "UNDELIV": "delivery_failure",
    "UNKNOWN": "unknown",
    "REJECTD": "rejected",
}
EXPIRED = "EXPIRED"
