"""The status of an Orange web payment, answered 201 like the payment itself."""

from flask import jsonify

from simulator import clock
from simulator.operators.door import bearer_refused, door, json_body, payer_of, whole
from simulator.operators.orange.answers import Answer, error, unauthorised
from simulator.store import Document
from simulator.world import here

ODD = "IN_REVIEW"


def _phones() -> list[str]:
    return payer_of(here().market.book.get("orange", str(json_body().get("pay_token") or "")))


routes = door("orange", "status", "/orange-money-webpay/<any(dev, ml):country>/v1", _phones)


@routes.post("/transactionstatus")
def transaction_status(country: str) -> Answer:
    """201; the pay_token alone is not enough: order and amount must be the same."""
    if bearer_refused("orange"):
        return unauthorised()
    body = json_body()
    payment = here().market.book.get("orange", str(body.get("pay_token") or ""))
    try:
        same = payment and payment["reference"] == body.get("order_id")
        same = same and payment["amount"] == whole(body.get("amount"))
    except ValueError:
        same = False
    if not same:
        return error(60, "Resource not found", 404)
    told = {"status": status(payment), "order_id": payment["reference"], "txnid": payment["operator_id"]}
    if here().market.till.odd_word(payment):
        told["status"] = ODD
    return jsonify({name: value for name, value in told.items() if value}), 201


def status(payment: Document) -> str:
    """An abandoned payment stays INITIATED for ever; only one the payer confirmed can expire."""
    if payment["state"] in ("pending", "expired"):
        stage = str(payment["details"]["stage"])
        return "EXPIRED" if stage == "PENDING" and clock.epoch() > payment["expires"] else stage
    return {"succeeded": "SUCCESS", "failed": "FAILED"}[payment["state"]]
