"""Orange Money Web Payment: a link for the payer's browser, answered 201.

Orange developer "Web Payment, getting started"; ``dev`` pays in OUV, ``ml`` in XOF.
"""

import secrets
from typing import Any

from flask import jsonify, request, url_for

from simulator.operators.asked import Asked
from simulator.operators.door import bearer_refused, door, json_body, whole
from simulator.operators.orange.answers import Answer, error, missing, unauthorised
from simulator.world import here

LINK_S = 600.0  # A pay_token lives ten minutes.
CURRENCIES = {"dev": "OUV", "ml": "XOF"}
LIMITS = {"order_id": 30, "return_url": 120, "cancel_url": 120, "notif_url": 120, "reference": 30}
FIELDS = ("merchant_key", "currency", "order_id", "amount", "return_url", "cancel_url", "notif_url")


routes = door("orange", "webpayment", "/orange-money-webpay/<any(dev, ml):country>/v1", list)


@routes.post("/webpayment")
def web_payment(country: str) -> Answer:
    """201 with pay_token, payment_url, notif_token."""
    if bearer_refused("orange"):
        return unauthorised()
    body, till = json_body(), here().market.till
    if wrong := _wrong(body, country):
        return missing(wrong)
    order = body["order_id"]
    if till.doom("orange", order, []):
        return error(1, "Internal error", 500)
    if here().market.book.named("orange", f"order:{order}"):
        return error(24, "Invalid body field", 400, "The order_id is already used.")
    pay_token, notif_token = secrets.token_hex(32), secrets.token_hex(16)
    details = {name: body[name] for name in ("return_url", "cancel_url")}
    till.open(
        Asked(
            operator="orange",
            id=pay_token,
            payer="",
            amount=whole(body["amount"]),
            currency=body["currency"],
            reference=order,
            label=str(body.get("reference") or ""),
            callback=body["notif_url"],
            names=(f"order:{order}",),
            details={**details, "notif_token": notif_token, "stage": "INITIATED"},
            expires_s=LINK_S,
            push=False,
        )
    )
    link = url_for("orange_payer.page", token=pay_token, _external=True)
    answer = {"status": 201, "message": "OK", "pay_token": pay_token, "payment_url": link}
    return jsonify({**answer, "notif_token": notif_token}), 201


def _wrong(body: dict[str, Any], country: str) -> str:
    """The first field that is missing, too long, or of another country."""
    if name := next((each for each in FIELDS if not body.get(each)), ""):
        return name
    if name := next((each for each, most in LIMITS.items() if len(str(body.get(each, ""))) > most), ""):
        return name
    try:
        whole(body["amount"])
    except ValueError:
        return "amount"
    bad = isinstance(body["amount"], str) or request.mimetype != "application/json"
    return "amount" if bad else "" if body["currency"] == CURRENCIES[country] else "currency"
