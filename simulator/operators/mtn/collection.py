"""Collections: requesttopay, its status, balances. Accepted means 202 and no body, whatever comes of it.

momodeveloper.mtn.com/api-documentation; the quirks are those seen on the platform in production.
"""

from flask import jsonify, request

from simulator.operators.asked import Asked
from simulator.operators.book import Duplicate
from simulator.operators.door import door, e164, json_body, payer_of
from simulator.operators.mtn.answers import Answer, Refused, callback_url, enter, error, reference_id
from simulator.operators.mtn.request import SANDBOX, read
from simulator.operators.mtn.sandbox import FOREVER, SLOW, SLOW_S, fate
from simulator.operators.mtn.view import view
from simulator.store import Document
from simulator.world import here

DECADE_S = 10 * 365 * 86_400.0  # The sandbox's 453 stays PENDING for ever.
MAX_NOTICE = 160  # Characters of the SMS, one part.


def _phones() -> list[str]:
    payer = json_body().get("payer") if request.method == "POST" else None
    if isinstance(payer, dict):
        return [e164(str(payer.get("partyId", "")))]
    return payer_of(here().market.book.get("mtn", str((request.view_args or {}).get("id_", ""))))


routes = door("mtn", "collection", "/collection", _phones)


@routes.post("/v1_0/requesttopay")
def request_to_pay() -> Answer | tuple[str, int]:
    """202; 409 when the X-Reference-Id is known, which means that it was accepted before."""
    enter()
    id_, callback, asked = reference_id(), callback_url(), read()
    if here().market.till.doom("mtn", id_, _phones()):
        return error("INTERNAL_PROCESSING_ERROR")
    payer = _phones()[0] if _phones() else ""
    sandbox = request.headers["X-Target-Environment"] == SANDBOX
    try:
        payment = here().market.till.open(
            Asked(
                operator="mtn",
                id=id_,
                payer=payer,
                amount=asked.amount,
                currency=asked.currency,
                reference=asked.external_id,
                callback=callback,
                details=asked.notes,
                expires_s=DECADE_S if sandbox else here().options.prompt_s,
                push=not sandbox,
            )
        )
    except Duplicate:
        return error("RESOURCE_ALREADY_EXIST")
    if sandbox:
        _play(payment)
    return "", 202


@routes.get("/v1_0/requesttopay/<id_>")
def status(id_: str) -> Answer:
    """200 for failures too; 404 when the request never was accepted."""
    enter()
    payment = here().market.book.get("mtn", id_)
    if not payment or payment["kind"] != "payment":
        return error("RESOURCE_NOT_FOUND")
    odd = here().market.till.odd_word(payment)
    return jsonify(view(here().options, payment, odd)), 200


@routes.post("/v1_0/requesttopay/<id_>/deliverynotification")
def notify(id_: str) -> Answer | tuple[str, int]:
    """MTN sends the payer an SMS about a payment that went through."""
    enter()
    payment = here().market.book.get("mtn", id_)
    if not payment or payment["state"] != "succeeded":
        return error("RESOURCE_NOT_FOUND")
    text = str(json_body().get("notificationMessage") or "")[:MAX_NOTICE]
    here().inbox.receive(payment["payer"], "MobileMoney", text)
    return "", 200


@routes.errorhandler(Refused)
def _refused(refusal: Refused) -> Answer:
    return refusal.answer


def _play(payment: Document) -> None:
    """The sandbox asks nobody: a test number has its fate, any other accepts at once."""
    till, end = here().market.till, fate(payment["payer"])
    if end == SLOW:
        till.later(SLOW_S, payment["key"], "succeeded", rich=True)
    elif end != FOREVER:
        till.later(0.0, payment["key"], "failed" if end else "succeeded", end, rich=True)
