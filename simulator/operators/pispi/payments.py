"""Paiements received: one, its state, the list to reconcile with, and money given back."""

from flask import Response, jsonify, request

from simulator.operators.door import door, payer_of
from simulator.operators.numbers import number
from simulator.operators.pispi.answers import Refused, enter, not_found, refused
from simulator.operators.pispi.view import paid
from simulator.operators.refunds import RefundRefused
from simulator.store import Document
from simulator.world import here

PAGE = 100  # Payments in one answer.
MOST = 5_000  # The newest ones a list looks at.


def _phones() -> list[str]:
    return payer_of(_find(str((request.view_args or {}).get("e2e", ""))))


routes = door("pispi", "payments", "/piz/v1/paiements", _phones)
routes.register_error_handler(Refused, refused)


@routes.get("")
def listing() -> Response:
    """Filters ``dateIrrevocabilite[gte]``, ``[lte]``, ``statut``, ``txId``; ``page`` from 1, ``size`` to 100."""
    enter()
    after = request.args.get("dateIrrevocabilite[gte]", "")
    before = request.args.get("dateIrrevocabilite[lte]", "") or "9999"
    wanted, tx_id = request.args.get("statut", "IRREVOCABLE"), request.args.get("txId", "")
    found = [paid(each) for each in _all() if tx_id in ("", each["id"])]
    found = [
        each for each in found if after <= each["dateIrrevocabilite"] <= before and wanted == each["statut"]
    ]
    size = min(max(request.args.get("size", PAGE, type=int), 1), PAGE)
    start = (max(request.args.get("page", 1, type=int), 1) - 1) * size
    meta = {"total": len(found), "page": start // size + 1, "size": size}
    return jsonify({"data": found[start : start + size], "meta": meta})


@routes.get("/<e2e>")
@routes.get("/<e2e>/statuts", endpoint="state")
def read(e2e: str) -> Response:
    """A payment received."""
    enter()
    return jsonify(paid(_known(e2e)))


@routes.put("/<e2e>/retours")
def give_back(e2e: str) -> Response:
    """All of it goes back; once done, the same answer."""
    enter()
    payment = _known(e2e)
    try:
        here().market.refunds.refund(
            payment, f"retour-{payment['id']}", payment["settled_amount"], payment["id"]
        )
    except RefundRefused:
        if not payment["refunded"]:
            raise Refused(403, "Opération interdite") from None
    return jsonify(paid(_known(e2e)))


@routes.post("/<e2e>/annulations")
def ask_back(e2e: str) -> Response:
    """A cancellation may be asked by who paid; here the payee is the merchant: forbidden."""
    enter()
    _known(e2e)
    raise Refused(403, "Interdiction d'effectuer la demande d'annulation")


def _all() -> list[Document]:
    newest = here().market.book.newest("pispi", MOST)[::-1]
    return [each for each in newest if each["state"] == "succeeded" and each["kind"] == "payment"]


def _find(e2e: str) -> Document:
    newest = here().market.book.newest("pispi", MOST)
    return next((each for each in newest if e2e and number(each) == e2e and each["kind"] == "payment"), {})


def _known(e2e: str) -> Document:
    payment = _find(e2e)
    if not payment or payment["state"] != "succeeded":
        raise not_found()
    return payment
