"""GSMA Mobile Money API 1.2: merchant payments and reversals, asynchronous, told by PUT or asked for.

They live right below ``/operators/gsma``: the specification leaves the base path to the provider.
"""

import uuid

from flask import jsonify, request

from simulator.operators.asked import Asked
from simulator.operators.book import Duplicate
from simulator.operators.door import door, e164, json_body, payer_of
from simulator.operators.gsma.answers import Answer, Refused, correlation_id, duplicate, enter, not_found
from simulator.operators.gsma.body import OURS, check, value
from simulator.operators.gsma.finding import by_reference
from simulator.operators.gsma.view import state, transaction
from simulator.operators.numbers import number
from simulator.world import here


def _phones() -> list[str]:
    debit = json_body().get("debitParty") if request.method == "POST" else None
    named = value(debit, "msisdn")
    return [e164(named)] if named else payer_of(by_reference(str((request.view_args or {}).get("ref", ""))))


routes = door("gsma", "transactions", "/transactions", _phones)


@routes.post("/type/<any(merchantpay, billpay):kind>")
def create(kind: str) -> Answer:
    """202 with a request state; the customer is asked on the phone."""
    enter()
    client, body = correlation_id(), json_body()
    amount, payer = check(body)
    if here().market.till.doom("gsma", client, [payer]):
        raise Refused("internal", "genericError", "An internal error occurred.")
    server = str(uuid.uuid4())
    details = {name: body.get(name) for name in ("debitParty", "creditParty")}
    try:
        payment = here().market.till.open(
            Asked(
                operator="gsma",
                id=client,
                payer=payer,
                amount=amount,
                currency=str(body["currency"]),
                reference=str(body.get(OURS) or ""),
                label=str(body.get("descriptionText") or ""),
                callback=request.headers.get("X-Callback-URL", ""),
                names=(f"server:{server}",),
                details={**details, "type": kind, "server": server},
                expires_s=here().options.prompt_s,
            )
        )
    except Duplicate:
        raise duplicate() from None
    here().market.book.name(payment["key"], f"ref:{number(payment)}")
    return jsonify(state(payment)), 202


@routes.get("/<ref>")
def read(ref: str) -> Answer:
    """The transaction of that transactionReference."""
    enter()
    payment = by_reference(ref)
    if not payment:
        raise not_found()
    return jsonify(transaction(payment, here().market.till.odd_word(payment))), 200


@routes.errorhandler(Refused)
def _refused(refusal: Refused) -> Answer:
    return refusal.answer
