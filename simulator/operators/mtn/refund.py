"""Disbursement: money back to who paid, under a reference id of its own. Accepted 202, asked for afterwards."""

import re

from flask import jsonify

from simulator.operators.book import Duplicate
from simulator.operators.door import door, json_body, payer_of
from simulator.operators.mtn.answers import Answer, Refused, enter, error, reference_id
from simulator.operators.mtn.request import read
from simulator.operators.refunds import RefundRefused
from simulator.store import Document
from simulator.world import here

REASONS = {"not-found": "RESOURCE_NOT_FOUND", "not-paid": "NOT_ALLOWED", "too-much": "PAYEE_LIMIT_REACHED"}


def _phones() -> list[str]:
    paid = str(json_body().get("referenceIdToRefund") or "")
    return payer_of(here().market.book.get("mtn", re.sub(r"[^0-9a-f-]", "", paid.lower())))


routes = door("mtn", "disbursement", "/disbursement", _phones)


@routes.post("/v1_0/refund", endpoint="refund_v1")
@routes.post("/v2_0/refund", endpoint="refund_v2")
def refund() -> Answer | tuple[str, int]:
    """202 even for a refund that cannot be; the status says why."""
    enter()
    id_, asked = reference_id(), read()
    market = here().market
    if market.till.doom("mtn", id_, _phones()):
        return error("INTERNAL_PROCESSING_ERROR")
    if market.book.get("mtn", id_) or here().store.get("mtn-refusal", id_):
        return error("RESOURCE_ALREADY_EXIST")
    payment = market.book.get("mtn", str(asked.body.get("referenceIdToRefund") or "").lower())
    try:
        market.refunds.refund(payment, id_, asked.amount, asked.external_id)
    except Duplicate:
        return error("RESOURCE_ALREADY_EXIST")
    except RefundRefused as refusal:
        refused = {"amount": str(asked.amount), "currency": asked.currency, "externalId": asked.external_id}
        here().store.add("mtn-refusal", {**refused, "reason": REASONS[refusal.reason]}, key=id_)
    return "", 202


@routes.get("/v1_0/refund/<id_>")
def status(id_: str) -> Answer:
    """SUCCESSFUL or FAILED."""
    enter()
    if refused := here().store.get("mtn-refusal", id_):
        return jsonify({**_fields(refused), "status": "FAILED", "reason": refused["reason"]}), 200
    done = here().market.book.get("mtn", id_)
    if not done or done["kind"] != "refund":
        return error("RESOURCE_NOT_FOUND")
    payee = {"partyIdType": "MSISDN", "partyId": done["payer"].lstrip("+")}
    body = {
        "amount": str(done["amount"]),
        "currency": done["currency"],
        "financialTransactionId": done["operator_id"],
        "externalId": done["reference"],
        "payee": payee,
        "payerMessage": "",
        "payeeNote": "",
        "status": "SUCCESSFUL",
    }
    return jsonify(body), 200


@routes.errorhandler(Refused)
def _refused(refusal: Refused) -> Answer:
    return refusal.answer


def _fields(refused: Document) -> Document:
    return {name: refused[name] for name in ("amount", "currency", "externalId")}
