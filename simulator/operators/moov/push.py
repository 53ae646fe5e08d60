"""Moov's push: asked on the phone, answered once the payer has, or after some 25 s with 95 and "pending".

Merchant API V1.2. Each operation gives its result fields in the order of the wire.
"""

from simulator.operators.asked import Asked
from simulator.operators.book import Duplicate
from simulator.operators.door import e164, whole
from simulator.operators.moov.codes import (
    FAILURES,
    ODD,
    PARAMETERS,
    PENDING,
    UNKNOWN,
    WAITING,
    Fields,
    Result,
    code,
)
from simulator.operators.moov.soap import BadCall
from simulator.operators.numbers import number
from simulator.world import here

DUPLICATE = (91, "Duplicate externaldata1")


def push_with_pending(fields: Fields) -> Result:
    """PushWithPending: the prompt is on the phone at once; the answer waits for the payer."""
    market, ours = here().market, fields.get("externaldata1", "")
    try:
        payer, amount = e164(fields["msisdn"]), whole(fields["amount"])
    except (KeyError, ValueError):
        return _push(PARAMETERS, "", ours)
    if not ours:
        return _push(PARAMETERS, "", ours)
    if objection := market.till.objection("moov", payer, amount):
        return _push(FAILURES[objection], "", ours)
    if market.till.doom("moov", ours, [payer]):
        raise BadCall("Fault occurred while processing.")
    asked = Asked("moov", ours, payer, amount, reference=ours, expires_s=here().options.prompt_s)
    try:
        payment = market.till.open(asked)
    except Duplicate:
        return _push(DUPLICATE, "", ours)
    payment = market.till.wait("moov", payment["id"], here().options.moov_push_s)
    return _push(code(payment), number(payment), ours)


def push(fields: Fields) -> Result:
    """Push: the same, but what waits is plainly 95."""
    return push_with_pending(fields)


def status(fields: Fields) -> Result:
    """getTransactionStatusImmediate, by our own id (``transid``)."""
    ours = fields.get("transid", "")
    payment = here().market.book.get("moov", ours)
    if not payment:
        return _push(UNKNOWN, "", ours)
    told_code = ODD if here().market.till.odd_word(payment) else code(payment)
    # What waits is 95 in one version and 100 in the other.
    status_code, words = PENDING if told_code == WAITING and payment["serial"] % 2 else told_code
    told: Result = {
        "description": words,
        "referenceid": number(payment),
        "status": status_code,
        "transid": ours,
    }
    if payment["state"] == "succeeded":
        told["amount"] = payment["settled_amount"]
    return told


def _push(answer: tuple[int, str], moov_id: str, ours: str) -> Result:
    return {"description": answer[1], "referenceid": moov_id, "status": answer[0], "transid": ours}
