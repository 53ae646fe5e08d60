"""What people have at an operator: read it, decide it."""

from flask import Blueprint, Response, abort, jsonify

from simulator.operators.door import json_body
from simulator.operators.operator import OPERATORS
from simulator.store import Document
from simulator.world import here

routes = Blueprint("operator_accounts", __name__, url_prefix="/operators")


@routes.get("/<name>/accounts/<phone>")
def account(name: str, phone: str) -> Response:
    """What a phone has at this operator."""
    _ = OPERATORS.get(name) or abort(404)
    return jsonify({"phone": phone, "balance": here().market.till.accounts.balance(name, phone)})


@routes.put("/<name>/accounts/<phone>")
def set_account(name: str, phone: str) -> tuple[Response, int]:
    """``{balance, closed?}``: what a phone has, and whether it is a customer at all."""
    _ = OPERATORS.get(name) or abort(404)
    body = json_body()
    if not isinstance(body.get("balance"), int) or isinstance(body["balance"], bool):
        return jsonify({"error": "balance"}), 400
    kept: Document = here().market.till.accounts.set(name, phone, body["balance"], body.get("closed") is True)
    return jsonify({"phone": phone, "balance": kept["balance"], "closed": kept["closed"]}), 200
