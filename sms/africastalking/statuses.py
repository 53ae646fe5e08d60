"""Africa's Talking's words for what became of a message, and ours. An unknown word is never guessed.

Source: developers.africastalking.com, SMS sending and delivery reports.
"""

# What the caller does next with a recipient's ``statusCode``: accepted, permanent (this message never leaves)
# or retry (nothing was sent, and what stands in the way goes away).
RECIPIENT = {
    100: ("processed", "accepted"),
    101: ("sent", "accepted"),
    102: ("queued", "accepted"),
    401: ("risk_hold", "permanent"),
    402: ("invalid_sender_id", "permanent"),
    403: ("invalid_phone_number", "permanent"),
    404: ("unsupported_number_type", "permanent"),
    # Permanent on their side; but the account is topped up within hours and the citizen still waits.
    405: ("insufficient_balance", "retry"),
    406: ("user_in_blacklist", "permanent"),
    407: ("could_not_route", "permanent"),
    409: ("do_not_disturb", "permanent"),
    500: ("internal_server_error", "retry"),
    501: ("gateway_error", "retry"),
    502: ("rejected_by_gateway", "permanent"),
}
# ``Recipients`` may be empty with the reason in ``Message`` only, in the words of the recipients' ``status``.
MESSAGE = {
    "RiskHold": 401,
    "InvalidSenderId": 402,
    "InvalidPhoneNumber": 403,
    "UnsupportedNumberType": 404,
    "InsufficientBalance": 405,
    "UserInBlacklist": 406,
    "CouldNotRoute": 407,
    "DoNotDisturbRejection": 409,
    "InternalServerError": 500,
    "GatewayError": 501,
    "RejectedByGateway": 502,
}

# AbsentSubscriber (the phone is off) is not called final: a Success or an Expired may follow.
REPORT = {
    "Sent": "sent",
    "Submitted": "sent",
    "Buffered": "sent",
    "AbsentSubscriber": "sent",
    "Success": "delivered",
    "Rejected": "failed",
    "Failed": "failed",
    "Expired": "expired",
}
FAILURE = {
    "InsufficientCredit": "insufficient_credit",
    "InvalidLinkId": "invalid_link_id",
    "UserIsInactive": "user_inactive",
    "UserInBlackList": "user_in_blacklist",
    "UserAccountSuspended": "user_suspended",
    "NotNetworkSubcriber": "not_network_subscriber",  # Their own spelling.
    "NotNetworkSubscriber": "not_network_subscriber",
    "UserNotSubscribedToProduct": "not_subscribed",
    "UserDoesNotExist": "user_does_not_exist",
    "DeliveryFailure": "delivery_failure",
    "DoNotDisturbRejection": "do_not_disturb",
}
