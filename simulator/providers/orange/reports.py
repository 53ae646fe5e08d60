"""Delivery notifications: JSON to the one address that Orange was given, unsigned."""

import json

from simulator.options import Options
from simulator.providers.reports import Vocabulary, Write
from simulator.wire import Request

HEADERS = (("Content-Type", "application/json"), ("Accept", "application/json"))
WORDS = Vocabulary("DeliveredToNetwork", "DeliveredToTerminal", "DeliveryImpossible", "ParkedAtBorder")


def writer(options: Options, phone: str) -> Write:
    """Notifications about a message to ``phone``; ``callbackData`` is the id in the resourceURL."""

    def write(message_id: str, status: str) -> Request:
        info = {"address": f"tel:{phone}", "deliveryStatus": status}
        notice = {"callbackData": message_id, "deliveryInfo": info}
        body = json.dumps({"deliveryInfoNotification": notice}).encode()
        return Request(f"{options.gateway}/sms/orange/{options.token}/reports", HEADERS, body)

    return write
