"""Orange's words for what became of a message, and ours. An unknown word is never guessed.

Source: developer.orange.com/apis/sms; error ids of GSMA OneAPI 3.0, on which the API is built.
"""

# ``requestError``: what the caller does next. Permanent (this message never leaves) or retry (nothing was sent).
ERROR = {
    "SVC0001": ("service_error", "retry"),
    "SVC0002": ("invalid_input", "permanent"),
    "SVC0003": ("invalid_input", "permanent"),
    "SVC0004": ("invalid_phone_number", "permanent"),
    "SVC0280": ("text_too_long", "permanent"),
    "POL0001": ("policy_error", "retry"),
    # The bundle of messages is used up: it is bought anew within hours and the citizen still waits.
    "POL1102": ("bundle_used_up", "retry"),
}

# None of the middle ones is final: DeliveredToNetwork is what a phone of another network ends with, and a phone
# that was off (MessageWaiting) may still get its message.
REPORT = {
    "DeliveredToNetwork": "sent",
    "DeliveryUncertain": "sent",
    "MessageWaiting": "sent",
    "DeliveryNotificationNotSupported": "sent",
    "DeliveredToTerminal": "delivered",
    "DeliveryImpossible": "failed",
}
