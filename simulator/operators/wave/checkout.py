"""Wave checkout sessions. There is no idempotency: the same request twice is two links that can be paid.

docs.wave.com/checkout.
"""

import secrets
from typing import Any

from flask import jsonify, request

from simulator.operators.asked import Asked
from simulator.operators.door import door, json_body, payer_of, whole
from simulator.operators.wave.answers import Answer, Refused, enter
from simulator.operators.wave.finding import known, launch, told
from simulator.operators.wave.view import session
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
    return told(payment), 200


@routes.get("/<id_>")
def read(id_: str) -> Answer:
    """A session."""
    enter()
    return told(known(id_)), 200


@routes.get("/search")
def search() -> Answer:
    """Every session of a ``client_reference``, newest first."""
    enter()
    reference = request.args.get("client_reference", "")
    found = here().market.book.named("wave", f"reference:{reference}") if reference else []
    return jsonify({"result": [session(each, launch(each)) for each in found[::-1]]}), 200


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
