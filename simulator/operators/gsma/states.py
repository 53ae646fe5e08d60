"""The GSMA questions about a request: its state, whether it ever arrived, whether the service lives."""

from flask import jsonify, request

from simulator import clock
from simulator.operators.accounts import MERCHANT
from simulator.operators.door import door, payer_of
from simulator.operators.gsma.answers import Answer, Refused, enter, not_found
from simulator.operators.gsma.finding import by_server
from simulator.operators.gsma.view import state
from simulator.operators.numbers import number
from simulator.world import here


def _phones() -> list[str]:
    args = request.view_args or {}
    known = by_server(str(args.get("server", "")))
    return payer_of(known or here().market.book.get("gsma", str(args.get("client", ""))))


routes = door("gsma", "states", "", _phones)


@routes.get("/requeststates/<server>")
def request_state(server: str) -> Answer:
    """Where a request has got to."""
    enter()
    payment = by_server(server)
    if not payment:
        raise not_found()
    return jsonify(state(payment, here().market.till.odd_word(payment))), 200


@routes.get("/responses/<client>")
def response(client: str) -> Answer:
    """``{link}`` to what a correlation id made, or 404: the clean "did it arrive?"."""
    enter()
    payment = here().market.book.get("gsma", client.lower())
    if not payment:
        raise not_found()
    return jsonify({"link": f"/transactions/{number(payment)}"}), 200


@routes.get("/heartbeat")
def heartbeat() -> Answer:
    """Available; a fault says otherwise."""
    return jsonify({"serviceStatus": "available", "delay": 0, "heartbeatDate": clock.iso(clock.now())}), 200


@routes.get("/accounts/<path:account>/balance")
def balance(account: str) -> Answer:
    """What the merchant has."""
    enter()
    has = str(here().market.till.accounts.balance("gsma", MERCHANT))
    return jsonify({"currentBalance": has, "currency": "XOF", "accountStatus": "available"}), 200


@routes.errorhandler(Refused)
def _refused(refusal: Refused) -> Answer:
    return refusal.answer
