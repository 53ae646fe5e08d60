"""The GSMA callback: PUT of the transaction, or of the error, under the client's own correlation id."""

import json

from simulator.operators.address import inside
from simulator.operators.gsma.view import FAILURES, problem, transaction
from simulator.options import Options
from simulator.store import Document
from simulator.wire import Request


def callback(options: Options, payment: Document, forged: bool) -> Request | None:
    """To the X-Callback-URL; nothing when there was none. Success is a transaction, failure an error."""
    if not payment["callback"]:
        return None
    url = inside(options, payment["callback"], f"/payments/gsma/{options.token}/callback")
    paid = payment["state"] == "succeeded"
    body = transaction(payment) if paid else problem(*FAILURES[payment["reason"]])
    headers = (("Content-Type", "application/json"), ("X-CorrelationID", payment["id"]))
    return Request(url, headers, json.dumps(body, ensure_ascii=False).encode(), "PUT")
