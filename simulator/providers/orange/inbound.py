"""Incoming SMS in Orange's JSON, to the one address that Orange was given, unsigned."""

import json

from simulator import clock
from simulator.options import Options
from simulator.providers.orange.reports import HEADERS
from simulator.providers.service import Incoming
from simulator.wire import Request

FORGED = "forged"  # What a forger takes for the secret in the path.


def post(options: Options, incoming: Incoming) -> Request:
    """``inboundSMSMessageNotification``; Orange joins long messages itself."""
    message = {
        "dateTime": clock.iso(clock.now()),
        "destinationAddress": f"tel:{incoming.to}",
        "messageId": incoming.id,
        "message": incoming.text,
        "senderAddress": f"tel:{incoming.phone}",
    }
    notice = {"inboundSMSMessageNotification": {"callbackData": "", "inboundSMSMessage": message}}
    token = FORGED if incoming.forged else options.token
    body = json.dumps(notice, ensure_ascii=False).encode()
    return Request(f"{options.gateway}/sms/orange/{token}/inbound", HEADERS, body)
