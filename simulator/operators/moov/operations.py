"""What Moov's merchant service can do. Every operation gives its result fields in the order of the wire.

Merchant API V1.2: a push answers once the payer has, or after some 25 s with 95 and "pending".
"""

import uuid
from collections.abc import Callable

from simulator.operators.accounts import MERCHANT
from simulator.operators.asked import Asked
from simulator.operators.book import Duplicate
from simulator.operators.door import e164, whole
from simulator.operators.moov.codes import FAILURES, ODD, OK, PARAMETERS, PENDING, UNKNOWN, WAITING, code
from simulator.operators.moov.soap import BadCall
from simulator.operators.numbers import number
from simulator.operators.refunds import RefundRefused
from simulator.store import Document
from simulator.world import here

Fields = dict[str, str]
Result = dict[str, object]


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
        return _push((91, "Duplicate externaldata1"), "", ours)
    payment = market.till.wait("moov", payment["id"], here().options.moov_push_s)
    return _push(code(payment), _moov_id(payment), ours)


def push(fields: Fields) -> Result:
    """Push: the same, but what waits is plainly 95."""
    return push_with_pending(fields)


def status(fields: Fields) -> Result:
    """getTransactionStatusImmediate, by our own id (``transid``)."""
    ours = fields.get("transid", "")
    payment = here().market.book.get("moov", ours)
    if not payment:
        number, words = UNKNOWN
        return {"description": words, "referenceid": "", "status": number, "transid": ours}
    number, words = ODD if here().market.till.odd_word(payment) else code(payment)
    number, words = PENDING if (number, words) == WAITING and payment["serial"] % 2 else (number, words)
    told: Result = {"description": words, "referenceid": _moov_id(payment), "status": number, "transid": ours}
    if payment["state"] == "succeeded":
        told["amount"] = payment["settled_amount"]
    return told


def transfer(fields: Fields) -> Result:
    """transferFlooz: money out. Here ``transactionid`` is ours and ``referenceid`` Moov's: the push's inverse."""
    market, ours = (
        here().market,
        fields.get("transactionid") or fields.get("referenceid") or str(uuid.uuid4()),
    )
    try:
        payee, amount = e164(fields.get("destination") or fields["msisdn"]), whole(fields["amount"])
        paid = market.book.get("moov", fields.get("extendeddata1", ""))
        if paid:
            done = market.refunds.refund(paid, ours, amount, ours)
        else:
            done = market.refunds.pay_out(Asked("moov", ours, payee, amount, reference=ours, kind="refund"))
    except (KeyError, ValueError, RefundRefused):
        return {"message": PARAMETERS[1], "referenceid": "", "status": PARAMETERS[0], "transactionid": ours}
    except Duplicate:
        return {"message": "Duplicate referenceid", "referenceid": "", "status": 91, "transactionid": ours}
    number, words = OK
    return {"message": words, "referenceid": done["operator_id"], "status": number, "transactionid": ours}


def balance(fields: Fields) -> Result:
    """getBalance of the merchant."""
    number, words = OK
    has = here().market.till.accounts.balance("moov", MERCHANT)
    return {"balance": has, "message": words, "status": number}


def account_status(fields: Fields) -> Result:
    """getMobileAccountStatus: the real one gives the customer's identity away; this one invents nobody."""
    closed = here().market.till.accounts.closed("moov", e164(fields.get("msisdn", "")))
    number, words = FAILURES["not-found"] if closed else OK
    return {
        "accounttype": "Subscriber",
        "message": words,
        "msisdn": fields.get("msisdn", ""),
        "status": number,
    }


def _push(answer: tuple[int, str], moov_id: str, ours: str) -> Result:
    return {"description": answer[1], "referenceid": moov_id, "status": answer[0], "transid": ours}


def _moov_id(payment: Document) -> str:
    """Moov numbers a push when it arrives, long before anybody pays."""
    return number(payment)


OPERATIONS: dict[str, Callable[[Fields], Result]] = {
    "PushWithPending": push_with_pending,
    "Push": push,
    "getTransactionStatusImmediate": status,
    "getTransactionStatus": status,
    "transferFlooz": transfer,
    "getBalance": balance,
    "getMobileAccountStatus": account_status,
}
