"""Delivery reports: what Africa's Talking tells the gateway about a message it sent."""

from urllib.parse import urlencode

from simulator.handset.phones import phone
from simulator.options import Options
from simulator.providers.reports import Vocabulary, Write
from simulator.wire import Request

HEADERS = (("User-Agent", "at-sms-api/1.0"), ("Content-Type", "application/x-www-form-urlencoded"))
# Which interim status a network's centre gives; both mean "not final".
INTERIM = {"61002": "Sent", "61001": "Submitted", "61602": "Submitted", "61603": "Sent"}
FAILED = "Failed"


def words(number: str) -> Vocabulary:
    """The statuses this network's reports hold. ParkedAtBorder does not exist."""
    return Vocabulary(INTERIM.get(phone(number).network, "Sent"), "Success", FAILED, "ParkedAtBorder")


def writer(options: Options, number: str) -> Write:
    """Reports about a message to ``number``."""

    def write(message_id: str, status: str) -> Request:
        network = phone(number).network
        fields = {"id": message_id, "status": status, "phoneNumber": number, "networkCode": network}
        if status == FAILED:
            fields["failureReason"] = "DeliveryFailure"
        url = f"{options.gateway}/sms/africastalking/{options.token}/reports"
        return Request(url, HEADERS, urlencode(fields).encode())

    return write
