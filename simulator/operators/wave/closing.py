"""The end of a Wave session by the merchant's hand: expired while open, refunded once paid."""

import secrets

from flask import request

from simulator.operators.door import door, payer_of
from simulator.operators.refunds import RefundRefused
from simulator.operators.wave.answers import Answer, Refused, enter
from simulator.operators.wave.finding import known, told
from simulator.world import here


def _phones() -> list[str]:
    return payer_of(here().market.book.get("wave", str((request.view_args or {}).get("id_", ""))))


routes = door("wave", "closing", "/v1/checkout/sessions", _phones)


@routes.post("/<id_>/expire")
def expire(id_: str) -> Answer:
    """Close an open session; 409 once it was paid."""
    enter()
    payment = known(id_)
    if payment["state"] == "succeeded":
        raise Refused(409, "checkout-session-completed", "The session is already complete.")
    here().market.till.decide(payment["key"], "expired", "expired")
    return told(known(id_)), 200


@routes.post("/<id_>/refund")
def refund(id_: str) -> Answer:
    """Give back all that is left of a paid session."""
    enter()
    payment = known(id_)
    left = payment.get("settled_amount", 0) - payment["refunded"]
    if payment["state"] == "succeeded" and left == 0:
        return told(payment), 200
    try:
        here().market.refunds.refund(payment, f"T_{secrets.token_hex(8)}", left, payment["reference"])
    except RefundRefused:
        raise Refused(409, "checkout-refund-failed", "The session was not paid.") from None
    return told(known(id_)), 200


@routes.errorhandler(Refused)
def _refused(refusal: Refused) -> Answer:
    return refusal.answer
