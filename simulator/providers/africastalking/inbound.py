"""Incoming SMS: what a person wrote, posted to the gateway until it answers 200."""

import uuid
from urllib.parse import urlencode

from simulator import clock
from simulator.courier import Courier
from simulator.handset.phones import Phone
from simulator.options import Options
from simulator.providers.africastalking.reports import HEADERS
from simulator.wire import Request


class Inbound:
    """The way up from a phone to the gateway."""

    def __init__(self, options: Options, courier: Courier) -> None:
        self._options = options
        self._courier = courier

    def post(self, sender: Phone, to: str, text: str) -> str:
        """Hand one SMS over; gives its id. Re-posted every minute until HTTP 200, for 12 hours."""
        message_id = str(uuid.uuid4())
        fields = {
            "date": clock.iso(clock.now()),
            "from": sender.number,
            "to": to,
            "id": message_id,
            "text": text,
            "linkId": str(uuid.uuid4()),
            "cost": "XOF 0.0000",
            "networkCode": sender.network,
        }
        url = f"{self._options.gateway}/sms/africastalking/{self._options.token}/inbound"
        self._courier.push("inbound", message_id, Request(url, HEADERS, urlencode(fields).encode()))
        return message_id
