"""GSMA reversals: all of a transaction, or a part of it, given back and told."""

import uuid

from flask import jsonify, request

from simulator.operators.book import Duplicate
from simulator.operators.door import door, json_body, payer_of, whole
from simulator.operators.gsma.answers import Answer, Refused, correlation_id, duplicate, enter, not_found
from simulator.operators.gsma.body import OURS
from simulator.operators.gsma.finding import by_reference
from simulator.operators.gsma.view import state
from simulator.operators.numbers import number
from simulator.operators.refunds import RefundRefused
from simulator.store import Document
from simulator.world import here

REFUSALS = {
    "not-paid": "incorrectState",
    "too-much": "overPaymentNotAllowed",
    # A refund is no payment: there is nothing to reverse.
    "not-found": "incorrectState",
}


def _phones() -> list[str]:
    return payer_of(by_reference(str((request.view_args or {}).get("ref", ""))))


routes = door("gsma", "reversals", "/transactions", _phones)


@routes.post("/<ref>/reversals")
def reverse(ref: str) -> Answer:
    """All of it, or ``amount`` of it; 202, already done when it is asked about."""
    enter()
    market, client, body = here().market, correlation_id(), json_body()
    if body.get("type") not in ("reversal", "adjustment"):
        raise Refused("validation", "formatError", "type must be reversal or adjustment.")
    payment = by_reference(ref)
    if not payment:
        raise not_found()
    left = payment.get("settled_amount", 0) - payment["refunded"]
    try:
        amount = whole(body["amount"]) if "amount" in body else left
        refund = market.refunds.refund(payment, client, amount, str(body.get(OURS) or ""))
    except ValueError:
        raise Refused("validation", "formatError", "amount") from None
    except Duplicate:
        raise duplicate() from None
    except RefundRefused as refusal:
        raise Refused(
            "businessRule", REFUSALS[refusal.reason], "The transaction cannot be reversed."
        ) from None
    refund = _dress(refund, payment, ref)
    market.till.tell_soon(refund)
    return jsonify(state({**refund, "state": "pending"})), 202


@routes.errorhandler(Refused)
def _refused(refusal: Refused) -> Answer:
    return refusal.answer


def _dress(refund: Document, payment: Document, ref: str) -> Document:
    """Give a refund what a transaction object needs, and its names."""
    market, server = here().market, str(uuid.uuid4())
    sides = {"debitParty": payment["details"]["creditParty"], "creditParty": payment["details"]["debitParty"]}
    details = {**refund["details"], **sides, "type": "reversal", "server": server, "original": ref}
    if payment["amount"] == refund["amount"]:
        market.book.change(payment["key"], reversed=True)
    callback = request.headers.get("X-Callback-URL", "")
    market.book.change(refund["key"], details=details, callback=callback)
    market.book.name(refund["key"], f"server:{server}")
    market.book.name(refund["key"], f"ref:{number(refund)}")
    return market.book.get("gsma", refund["id"])
