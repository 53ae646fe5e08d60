"""Reads the body of a GSMA merchant payment."""

from typing import Any

from simulator.operators.door import e164, whole
from simulator.operators.gsma.answers import Refused

OURS = "requestingOrganisationTransactionReference"
MAX_TEXT = 160  # Characters of descriptionText.


def check(body: dict[str, Any]) -> tuple[int, str]:
    """Amount and payer, or Refused. "5" and "5.00" are both five: the specification says both."""
    try:
        amount = whole(body.get("amount") if isinstance(body.get("amount"), str) else None)
    except ValueError:
        raise Refused("validation", "formatError", "amount") from None
    msisdn = value(body.get("debitParty"), "msisdn")
    if not msisdn or not body.get("creditParty") or not body.get("currency"):
        raise Refused("validation", "mandatoryValueNotSupplied", "debitParty, creditParty and currency")
    if body["currency"] != "XOF":
        raise Refused("validation", "currencyNotSupported", "XOF only.")
    if len(str(body.get("descriptionText") or "")) > MAX_TEXT:
        raise Refused("validation", "lengthError", "descriptionText")
    return amount, e164(msisdn)


def value(party: object, key: str) -> str:
    """The value of one identifier of a party: ``[{key, value}]``."""
    if not isinstance(party, list):
        return ""
    return next((str(each.get("value") or "") for each in party if _is(each, key)), "")


def _is(each: object, key: str) -> bool:
    return isinstance(each, dict) and each.get("key") == key
