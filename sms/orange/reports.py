"""A delivery report as Orange posts it: ``{"deliveryInfoNotification": {"callbackData", "deliveryInfo": {...}}}``."""

from typing import Any

from sms.contract import Report
from sms.json_body import inside, required, text
from sms.orange import NAME
from sms.orange.inbound import SCHEME
from sms.orange.statuses import REPORT
from sms.sender import SENDER_MAX, phone_of

ID_MAX = 100
STATUS_MAX = 40  # The longest known word has 32 letters.
WORDS_MAX = 500


def report(body: dict[str, Any]) -> Report:
    """Raises sms.form.FieldRefused when callbackData or deliveryStatus is missing or too long to be theirs."""
    notification = inside(body, "deliveryInfoNotification")
    said = inside(notification, "deliveryInfo")
    status = required(said, "deliveryStatus", STATUS_MAX)
    address = text(said, "address", SENDER_MAX)
    return Report(
        provider=NAME,
        provider_id=required(notification, "callbackData", ID_MAX),
        status=status,
        state=REPORT.get(status),
        reason=None,
        phone=phone_of(address.removeprefix(SCHEME)),
        raw={
            "address": address,
            "deliveryStatus": status,
            "description": text(said, "description", WORDS_MAX),
        },
    )
