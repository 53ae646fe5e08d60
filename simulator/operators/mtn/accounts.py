"""MTN's questions about accounts: what the merchant has, whether a number is a customer."""

from flask import jsonify

from simulator.operators.accounts import MERCHANT
from simulator.operators.door import door, e164
from simulator.operators.mtn.answers import Answer, Refused, enter
from simulator.world import here

routes = door("mtn", "accounts", "/<any(collection, disbursement):product>/v1_0", list)


@routes.get("/account/balance")
def balance(product: str) -> Answer:
    """What the merchant has; refunds are paid from its takings, so both products say the same."""
    enter()
    has = here().market.till.accounts.balance("mtn", MERCHANT)
    return jsonify({"availableBalance": str(has), "currency": "XOF"}), 200


@routes.get("/accountholder/<kind>/<msisdn>/active")
def active(product: str, kind: str, msisdn: str) -> Answer:
    """Is this number a customer?"""
    enter()
    return jsonify({"result": not here().market.till.accounts.closed("mtn", e164(msisdn))}), 200


@routes.errorhandler(Refused)
def _refused(refusal: Refused) -> Answer:
    return refusal.answer
