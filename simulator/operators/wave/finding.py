"""A checkout session by its id, and as Wave tells it."""

from flask import Response, jsonify, url_for

from simulator.operators.wave.answers import not_found
from simulator.operators.wave.view import session
from simulator.store import Document
from simulator.world import here


def known(id_: str) -> Document:
    """The session, or Refused."""
    payment = here().market.book.get("wave", id_)
    if not payment or payment["kind"] != "payment":
        raise not_found()
    return payment


def told(payment: Document) -> Response:
    """The session as JSON."""
    return jsonify(session(payment, launch(payment), here().market.till.odd_word(payment)))


def launch(payment: Document) -> str:
    """The page the payer opens."""
    return url_for("wave_payer.page", id_=payment["id"], _external=True)
