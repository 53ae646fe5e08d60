"""Wave checkout sessions. There is no idempotency: the same request twice is two links that can be paid.

docs.wave.com/checkout.
"""

import secrets
from typing import Any

from flask import Response, jsonify, request, url_for

from simulator.operators.asked import Asked
from simulator.operators.door import door, json_body, payer_of, whole
from simulator.operators.refunds import RefundRefused
from simulator.operators.wave.answers import Answer, Refused, enter, not_found
from simulator.operators.wave.view import session
from simulator.store import Document
from simulator.world import here

OPEN_S = 1800.0  # A session is open half an hour.
MAX_REFERENCE = 255
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def _phones() -> list[str]:
    named = str(json_body().get("restrict_payer_mobile") or "") if request.method == "POST" else ""
    known = here().market.book.get("wave", str((request.view_args or {}).get("id_", "")))
    return [named] if named else payer_of(known)


routes = door("wave", "checkout", "/v1/checkout/sessions", _phones)


@routes.post("")
def create() -> Answer:
    """A new session, whatever was created before."""
    enter()
    body = json_body()
    amount = _check(body)
    reference = str(body.get("client_reference") or "")
    payer = str(body.get("restrict_payer_mobile") or "")
    if here().market.till.doom("wave", reference or secrets.token_hex(8), _phones()):
        raise Refused(500, "internal-server-error", "Something went wrong.")
    links = {name: body.get(name) for name in ("success_url", "error_url", "restrict_payer_mobile")}
    payment = here().market.till.open(
        Asked(
            operator="wave",
            id="cos-" + "".join(secrets.choice(ALPHABET) for _ in range(14)),
            payer=payer,
            amount=amount,
            currency="XOF",
            reference=reference,
            names=(f"reference:{reference}",) if reference else (),
            details=links,
            expires_s=OPEN_S,
            push=False,
        )
    )
    return _told(payment), 200


@routes.get("/<id_>")
def read(id_: str) -> Answer:
    """A session."""
    enter()
    return _told(_known(id_)), 200


@routes.get("/search")
def search() -> Answer:
    """Every session of a ``client_reference``, newest first."""
    enter()
    reference = request.args.get("client_reference", "")
    found = here().market.book.named("wave", f"reference:{reference}") if reference else []
    return jsonify({"result": [session(each, _launch(each)) for each in found[::-1]]}), 200


@routes.post("/<id_>/expire")
def expire(id_: str) -> Answer:
    """Close an open session; 409 once it was paid."""
    enter()
    payment = _known(id_)
    if payment["state"] == "succeeded":
        raise Refused(409, "checkout-session-completed", "The session is already complete.")
    here().market.till.decide(payment["key"], "expired", "expired")
    return _told(_known(id_)), 200


@routes.post("/<id_>/refund")
def refund(id_: str) -> Answer:
    """Give back all that is left of a paid session."""
    enter()
    payment = _known(id_)
    left = payment.get("settled_amount", 0) - payment["refunded"]
    if payment["state"] == "succeeded" and left == 0:
        return _told(payment), 200
    try:
        here().market.refunds.refund(payment, f"T_{secrets.token_hex(8)}", left, payment["reference"])
    except RefundRefused:
        raise Refused(409, "checkout-refund-failed", "The session was not paid.") from None
    return _told(_known(id_)), 200


@routes.errorhandler(Refused)
def _refused(refusal: Refused) -> Answer:
    return refusal.answer


def _check(body: dict[str, Any]) -> int:
    wrong = [name for name in ("amount", "currency", "success_url", "error_url") if not body.get(name)]
    wrong += ["client_reference"] if len(str(body.get("client_reference") or "")) > MAX_REFERENCE else []
    wrong += ["currency"] if body.get("currency") not in (None, "XOF") else []
    if wrong or not isinstance(body["amount"], str):
        raise Refused(400, "request-validation-error", f"Invalid: {', '.join(wrong) or 'amount'}")
    try:
        return whole(body["amount"])
    except ValueError:
        raise Refused(400, "request-validation-error", "Invalid: amount") from None


def _known(id_: str) -> Document:
    payment = here().market.book.get("wave", id_)
    if not payment or payment["kind"] != "payment":
        raise not_found()
    return payment


def _told(payment: Document) -> Response:
    return jsonify(session(payment, _launch(payment), here().market.till.odd_word(payment)))


def _launch(payment: Document) -> str:
    return url_for("wave_payer.page", id_=payment["id"], _external=True)
