"""GSMA Mobile Money API 1.2: merchant payments and reversals, asynchronous, told by PUT or asked for.

They live right below ``/operators/gsma``: the specification leaves the base path to the provider.
"""

import uuid
from typing import Any

from flask import jsonify, request

from simulator.operators.asked import Asked
from simulator.operators.book import Duplicate
from simulator.operators.door import door, e164, json_body, payer_of, whole
from simulator.operators.gsma.answers import Answer, Refused, correlation_id, duplicate, enter, not_found
from simulator.operators.gsma.view import state, transaction
from simulator.operators.numbers import number
from simulator.operators.refunds import RefundRefused
from simulator.store import Document
from simulator.world import here

OURS = "requestingOrganisationTransactionReference"
MAX_TEXT = 160
REFUSALS = {
    "not-paid": "transactionNotFound",
    "too-much": "overPaymentNotAllowed",
    "not-found": "identifierError",
}


def _phones() -> list[str]:
    debit = json_body().get("debitParty") if request.method == "POST" else None
    named = _value(debit, "msisdn")
    return [e164(named)] if named else payer_of(_by_reference(str((request.view_args or {}).get("ref", ""))))


routes = door("gsma", "transactions", "/transactions", _phones)


@routes.post("/type/<any(merchantpay, billpay):kind>")
def create(kind: str) -> Answer:
    """202 with a request state; the customer is asked on the phone."""
    enter()
    client, body = correlation_id(), json_body()
    amount, payer = _check(body)
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
    payment = _by_reference(ref)
    if not payment:
        raise not_found()
    return jsonify(transaction(payment, here().market.till.odd_word(payment))), 200


@routes.post("/<ref>/reversals")
def reverse(ref: str) -> Answer:
    """All of it, or ``amount`` of it; 202, already done when it is asked about."""
    enter()
    market, client, body = here().market, correlation_id(), json_body()
    if body.get("type") not in ("reversal", "adjustment"):
        raise Refused("validation", "formatError", "type must be reversal or adjustment.")
    payment = _by_reference(ref)
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


def _by_reference(ref: str) -> Document:
    return next(iter(here().market.book.named("gsma", f"ref:{ref}")), {})


def _check(body: dict[str, Any]) -> tuple[int, str]:
    """Amount and payer, or Refused. "5" and "5.00" are both five: the specification says both."""
    try:
        amount = whole(body.get("amount") if isinstance(body.get("amount"), str) else None)
    except ValueError:
        raise Refused("validation", "formatError", "amount") from None
    msisdn = _value(body.get("debitParty"), "msisdn")
    if not msisdn or not body.get("creditParty") or not body.get("currency"):
        raise Refused("validation", "mandatoryValueNotSupplied", "debitParty, creditParty and currency")
    if body["currency"] != "XOF":
        raise Refused("businessRule", "currencyNotSupported", "XOF only.")
    if len(str(body.get("descriptionText") or "")) > MAX_TEXT:
        raise Refused("validation", "lengthError", "descriptionText")
    return amount, e164(msisdn)


def _value(party: object, key: str) -> str:
    """The value of one identifier of a party: ``[{key, value}]``."""
    if not isinstance(party, list):
        return ""
    return next((str(each.get("value") or "") for each in party if _is(each, key)), "")


def _is(each: object, key: str) -> bool:
    return isinstance(each, dict) and each.get("key") == key
