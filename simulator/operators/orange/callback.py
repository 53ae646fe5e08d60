"""Orange's notifications: three fields, no order, no amount, no signature, and nothing about expiry.

What a payer sends by dialling a merchant code is announced too: a notice of the same poor kind, about money
nobody asked for. Its fields are this simulator's; Orange documents none.
"""

import json
from datetime import datetime

from simulator.operators.address import inside
from simulator.operators.operator import OPERATORS
from simulator.options import Options
from simulator.store import Document
from simulator.wire import Request

HEADERS = (("Content-Type", "application/json"), ("Accept", "application/json"))
STATES = {"succeeded": "SUCCESS", "failed": "FAILED"}


def callback(options: Options, payment: Document, forged: bool) -> Request | None:
    """To the notif_url of the payment; nothing when it expired. A forger guesses the token."""
    if payment["state"] not in STATES:
        return None
    url = inside(options, payment["callback"], f"/payments/orange/{options.token}/notify")
    body = _merchant(payment) if payment["kind"] == "merchant" else _web(payment, forged)
    return Request(url, HEADERS, json.dumps(body).encode())


def _web(payment: Document, forged: bool) -> Document:
    token = payment["details"]["notif_token"]
    return {
        "status": STATES[payment["state"]],
        "notif_token": token[::-1] if forged else token,
        "txnid": payment["operator_id"],
    }


def _merchant(payment: Document) -> Document:
    return {
        "status": STATES[payment["state"]],
        "type": "MERCHANT_PAYMENT",
        "txnid": payment["operator_id"],
        "merchant": payment["details"]["merchant"],
    }


def transaction(payment: Document) -> Document:
    """A merchant-code payment as the merchant's own reads tell it: payer, amount, instant; no reference."""
    at = datetime.fromtimestamp(payment["settled"], OPERATORS[payment["operator"]].zone)
    return {
        "txnid": payment["operator_id"],
        "merchant": payment["details"]["merchant"],
        "msisdn": payment["payer"].lstrip("+"),
        "amount": payment["settled_amount"],
        "currency": payment["settled_currency"],
        "status": "SUCCESS",
        "date": at.isoformat(timespec="seconds"),
    }
