"""Moov's questions about accounts: the merchant's balance, whether a number is a customer."""

from simulator.operators.accounts import MERCHANT
from simulator.operators.door import e164
from simulator.operators.moov.codes import FAILURES, OK, Fields, Result
from simulator.world import here


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
