"""What a merchant may read of the money that came by its code: one transaction, or those of a day.

Orange publishes no such API for Mali; paths and fields are this simulator's, and as poor as the SMS and the
portal statement they stand for. ``/operators/orange/orange-money-merchant/ml/v1/...``
"""

from flask import jsonify, request

from simulator.operators.door import bearer_refused, door, payer_of
from simulator.operators.operator import OPERATORS
from simulator.operators.orange.answers import Answer, error, unauthorised
from simulator.operators.orange.callback import transaction
from simulator.store import Document
from simulator.world import here

LISTED = 1000  # Transactions in one answer.


def _phones() -> list[str]:
    args = request.view_args or {}
    return payer_of(_find(str(args.get("merchant", "")), str(args.get("txnid", ""))))


routes = door("orange", "merchant", "/orange-money-merchant/ml/v1", _phones)


@routes.get("/merchants/<merchant>/transactions/<txnid>")
def one(merchant: str, txnid: str) -> Answer:
    """The transaction of that number, or 404."""
    if bearer_refused("orange"):
        return unauthorised()
    found = _find(merchant, txnid)
    return (jsonify(_told(found)), 200) if found else error(60, "Resource not found", 404)


@routes.get("/merchants/<merchant>/transactions")
def listing(merchant: str) -> Answer:
    """Those of ``day`` (YYYY-MM-DD, Bamako), oldest first; all of them without a day."""
    if bearer_refused("orange"):
        return unauthorised()
    day, zone = request.args.get("day", ""), OPERATORS["orange"]
    paid = [each for each in _of(merchant) if day in ("", zone.day(each["settled"]).isoformat())]
    return jsonify({"transactions": [_told(each) for each in paid[:LISTED]]}), 200


def _told(payment: Document) -> Document:
    told = transaction(payment)
    return {**told, "status": "ODD_STATE"} if here().market.till.odd_word(payment) else told


def _of(merchant: str) -> list[Document]:
    named = here().market.book.named("orange", f"merchant:{merchant}")
    return [each for each in named if each["state"] == "succeeded"]


def _find(merchant: str, txnid: str) -> Document:
    return next((each for each in _of(merchant) if each["operator_id"] == txnid), {})
