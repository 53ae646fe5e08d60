"""MTN's callback: the status body, by PUT or POST, once, unsigned."""

import json

from simulator.operators.address import inside
from simulator.operators.mtn.view import view
from simulator.options import Options
from simulator.store import Document
from simulator.wire import Request

HEADERS = (("Content-Type", "application/json"), ("User-Agent", "MTN MoMo"))


def callback(options: Options, payment: Document, forged: bool) -> Request | None:
    """To the X-Callback-Url of the request; nothing when it had none. A forger writes the same."""
    if not payment["callback"]:
        return None
    url = inside(options, payment["callback"], f"/payments/mtn/{options.token}/callback")
    body = json.dumps(view(options, payment)).encode()
    return Request(url, HEADERS, body, "PUT" if payment["serial"] % 2 else "POST")
