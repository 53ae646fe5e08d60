"""Operators, regies, accounts and operators' codes in words, and amounts that a line never breaks."""

from admin.doors import visitor
from admin.parts import parts
from catalogue.catalogue import Catalogue
from kernel import money
from payments.contract import Rail
from payments.invoices import plain_label

# What an operator or we noted as the reason of an end and that has words of ours (``money.reason.<word>``).
REASONS = frozenset({
    "not_sent", "rail_gone", "invoice_closed", "absent", "never_dialled", "replaced", "not_on_statement", "abandoned",
    "reversed", "not_supported", "APPROVAL_REJECTED", "NOT_ENOUGH_FUNDS", "PAYER_LIMIT_REACHED", "PAYER_NOT_FOUND",
    "TRANSACTION_CANCELED", "timeout", "EXPIRED", "PAYER_REJECTION", "not_approved", "payer_locked",
})  # fmt: skip
# What Moov, GSMA, Wave and PI-SPI say of the same (`payments/*/statuses.py`, `payments/gsma/refusals.py`).
SAME = {
    "insufficient_funds": "NOT_ENOUGH_FUNDS", "insufficientFunds": "NOT_ENOUGH_FUNDS",
    "insufficient-funds": "NOT_ENOUGH_FUNDS", "AM04": "NOT_ENOUGH_FUNDS",
    "requestDeclined": "PAYER_REJECTION", "CUST": "PAYER_REJECTION", "ARFR": "PAYER_REJECTION",
    "quoteHasExpired": "EXPIRED", "AEXR": "EXPIRED",
    "payer_not_registered": "PAYER_NOT_FOUND", "payer_not_valid": "PAYER_NOT_FOUND",
    "identifierError": "PAYER_NOT_FOUND", "AC04": "PAYER_NOT_FOUND", "BE23": "PAYER_NOT_FOUND",
    "payer_inactive": "payer_locked", "blocked-account": "payer_locked", "AC06": "payer_locked",
    "amount_too_high": "PAYER_LIMIT_REACHED", "daily_amount_reached": "PAYER_LIMIT_REACHED",
    "monthly_amount_reached": "PAYER_LIMIT_REACHED", "payer-limit-exceeded": "PAYER_LIMIT_REACHED",
    "dailyValueLimitExceeded": "PAYER_LIMIT_REACHED", "AM02": "PAYER_LIMIT_REACHED",
    "AM14": "PAYER_LIMIT_REACHED", "AM21": "PAYER_LIMIT_REACHED",
}  # fmt: skip
# Rails that citizens never choose have their name here, not in the catalogue.
OWN_RAILS = frozenset({"biller", "credit"})


def francs(amount: int | str) -> str:
    """``7000`` as "7 000 F" with blanks that do not break."""
    return money.show(int(amount)).replace(" ", "\N{NO-BREAK SPACE}")


def rail(name: str) -> str:
    """The operator as citizens know it; the code itself for one that is not in the catalogue any more."""
    if name in OWN_RAILS:
        return visitor.say(f"money.rail.{name}")
    try:
        return parts().catalogue.text(f"rail.{name}", visitor.language())
    except KeyError:
        return name


def rails() -> list[str]:
    """Every rail that has an account: what a list may be filtered by."""
    return sorted({account.rail for account in parts().money.accounting.accounts if account.rail})


def titles(catalogue: Catalogue, language: str) -> dict[str, str]:
    """What an invoice is for as operators take it ("Certificat d origine"), and as people write it."""
    services = catalogue.services.values()
    return {plain_label(each.title.of("fr")): each.title.of(language) for each in services}


def ours(name: str) -> Rail | None:
    """The rail itself, None when it is switched off."""
    return parts().money.rails.get(name)


def regie(code: str | None) -> str:
    """Its name as the act that founded it says."""
    found = parts().money.accounting.regies.get(code or "")
    return found.name if found else code or "-"


def account(code: str) -> str:
    """Its label in the plan, "" for one that is not in it any more."""
    return next((each.label for each in parts().money.accounting.accounts if each.code == code), "")


def reason(code: str | None) -> str:
    """Why something ended: in our words, else the operator's own code."""
    if not code:
        return ""
    code = SAME.get(code, code)
    if code in REASONS:
        return visitor.say(f"money.reason.{code}")
    return visitor.say("money.reason.other", code=code)
