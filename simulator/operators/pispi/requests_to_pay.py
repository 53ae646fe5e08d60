"""Demandes de paiement: sent to the payer's phone, confirmed first when the payee wants to see who it is.

A ``txId`` used before is answered 200 with statut REJETE and DU03, not with an HTTP error.
"""

import re
from typing import Any

from flask import Response, jsonify, request

from simulator.operators.asked import Asked
from simulator.operators.book import Duplicate
from simulator.operators.door import door, json_body, payer_of
from simulator.operators.pispi.answers import Refused, enter, not_found, refused
from simulator.operators.pispi.body import check
from simulator.operators.pispi.view import request_to_pay
from simulator.operators.till import question
from simulator.store import Document
from simulator.world import here

CONFIRM_S = 86_400.0  # A day to confirm, and as long for the payer here: nobody waits for three months.
ALIAS = re.compile(r"\+\d{8,15}")  # Here an alias of a payer is a phone number; other kinds are unknown.


def _phones() -> list[str]:
    alias = str(json_body().get("payeurAlias") or "") if request.method == "POST" else ""
    known = here().market.book.get("pispi", str((request.view_args or {}).get("tx_id", "")))
    return [alias] if alias else payer_of(known)


routes = door("pispi", "requests", "/piz/v1/demandes-paiements", _phones)
routes.register_error_handler(Refused, refused)


@routes.post("")
def create() -> tuple[Response, int]:
    """201 with the request; its statut says whether it went out."""
    enter()
    body = json_body()
    amount, tx_id, payer = check(body), body["txId"], str(body["payeurAlias"])
    market, confirm = here().market, body.get("confirmation") is True
    if market.till.doom("pispi", tx_id, [payer]):
        raise Refused(500, "Erreur inattendue du serveur")
    if not ALIAS.fullmatch(payer) or market.till.accounts.closed("pispi", payer):
        return _rejected(body, "BE23"), 201
    try:
        payment = market.till.open(
            Asked(
                operator="pispi",
                id=tx_id,
                payer=payer,
                amount=amount,
                reference=str(body.get("refDocNumero") or tx_id),
                label=str(body.get("motif") or ""),
                details={**body, "sent": not confirm},
                expires_s=CONFIRM_S,
                push=not confirm,
            )
        )
    except Duplicate:
        return _rejected(body, "DU03"), 201
    return jsonify(request_to_pay(payment)), 201


@routes.get("/<tx_id>")
def read(tx_id: str) -> Response:
    """A request to pay."""
    enter()
    payment = _known(tx_id)
    return jsonify(request_to_pay(payment, here().market.till.odd_word(payment)))


@routes.put("/<tx_id>/confirmations")
def confirm(tx_id: str) -> Response:
    """``{decision}``: send it or not. The same decision again changes nothing, the other is 403."""
    enter()
    payment, market = _known(tx_id), here().market
    decision = json_body().get("decision")
    if not isinstance(decision, bool):
        raise Refused(400, "La requête est malformée", "decision")
    details = payment["details"]
    if details.get("decision") not in (None, decision):
        raise Refused(403, "Opération interdite")
    if "decision" not in details:
        details = {**details, "decision": decision, "sent": decision}
        payment = market.book.change(payment["key"], details=details)
        if decision:
            market.till.prompts.push(payment, question(payment))
        else:
            market.till.decide(payment["key"], "failed", "declined")
    return jsonify(request_to_pay(_known(tx_id)) | ({} if decision else {"statut": "ANNULE"}))


def _known(tx_id: str) -> Document:
    payment = here().market.book.get("pispi", tx_id)
    if not payment or payment["kind"] != "payment":
        raise not_found()
    return payment


def _rejected(body: dict[str, Any], reason: str) -> Response:
    return jsonify({**body, "statut": "REJETE", "statutRaison": reason})
