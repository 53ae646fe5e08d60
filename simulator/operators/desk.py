"""The back office of an operator: its transactions, what it can do to them, its statement, its accounts."""

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from simulator.operators.accounts import MERCHANT
from simulator.operators.door import json_body
from simulator.operators.operator import OPERATORS, Operator
from simulator.operators.refunds import RefundRefused
from simulator.operators.statement import today
from simulator.world import here

SHOWN = 200  # Transactions on the page.
STATES = {"pending": "en attente", "succeeded": "réussi", "failed": "échoué", "expired": "expiré"}
REASONS = {
    "funds": "solde insuffisant",
    "declined": "refusé par le payeur",
    "expired": "sans réponse",
    "wrong-pin": "PIN incorrect",
    "not-found": "pas de compte",
    "below": "montant trop petit",
    "above": "montant trop grand",
}
KINDS = {"payment": "demandé", "merchant": "code marchand", "refund": "remboursement"}

routes = Blueprint("operators", __name__, url_prefix="/operators")


@routes.get("/")
def listing() -> str:
    """The operators."""
    return render_template("operators.html", operators=OPERATORS.values())


@routes.get("/<name>/")
def desk(name: str, message: str = "") -> str | Response:
    """The newest transactions, as a page or as JSON."""
    operator = _operator(name)
    payments = here().market.book.newest(name, SHOWN)
    if request.accept_mimetypes.best_match(["application/json", "text/html"]) != "text/html":
        return jsonify({"payments": payments})
    return render_template(
        "operator.html",
        operator=operator,
        payments=payments,
        states=STATES,
        kinds=KINDS,
        reasons=REASONS,
        day=today(name).isoformat(),
        balance=here().market.till.accounts.balance(name, MERCHANT),
        message=message,
        # MTN, Orange, Wave, GSMA and PI tell; Moov never does.
        tells=name != "moov",
    )


@routes.post("/<name>/payments/<id_>")
def act(name: str, id_: str) -> BaseResponse | tuple[Response, int]:
    """Form or JSON ``{act: reverse | again | forge}``."""
    _operator(name)
    payment = here().market.book.get(name, id_) or abort(404)
    wanted = str(json_body().get("act") or request.form.get("act", ""))
    market = here().market
    try:
        if wanted == "reverse":
            market.refunds.reverse(payment)
        elif wanted == "again":
            market.callbacks.again(payment)
        elif wanted == "forge":
            market.callbacks.forge(payment)
        else:
            abort(400)
    except RefundRefused as refusal:
        return jsonify({"error": refusal.reason}), 409
    if request.is_json:
        return jsonify(market.book.get(name, id_)), 200
    return redirect(url_for("operators.desk", name=name), 303)


def _operator(name: str) -> Operator:
    return OPERATORS.get(name) or abort(404)
