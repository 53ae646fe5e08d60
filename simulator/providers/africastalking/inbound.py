"""Incoming SMS in Africa's Talking's form: posted again each minute until the gateway answers 200."""

import uuid
from urllib.parse import urlencode

from simulator import clock
from simulator.options import Options
from simulator.providers.africastalking.reports import HEADERS
from simulator.providers.service import Incoming
from simulator.wire import Request

FORGED = "forged"  # What a forger takes for the secret in the path: nothing is signed.


def post(options: Options, incoming: Incoming) -> Request:
    """Eight fields, in the order captured on the wire. A part that comes apart says nothing of the others."""
    fields = {
        "date": clock.iso(clock.now()),
        "from": incoming.phone,
        "to": incoming.to,
        "id": incoming.id,
        "text": incoming.text,
        "linkId": str(uuid.uuid4()),
        "cost": "XOF 0.0000",
        "networkCode": incoming.network,
    }
    token = FORGED if incoming.forged else options.token
    url = f"{options.gateway}/sms/africastalking/{token}/inbound"
    return Request(url, HEADERS, urlencode(fields).encode())
