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
    "TRANSACTION_CANCELED", "timeout", "EXPIRED", "insufficientFunds", "PAYER_REJECTION",
})  # fmt: skip
# Codes of one operator that say what another says in words (`payments/moov/statuses.py`).
SAME = {
    ("moov", "10"): "NOT_ENOUGH_FUNDS", ("moov", "13"): "PAYER_LIMIT_REACHED", ("moov", "14"): "PAYER_LIMIT_REACHED",
    ("moov", "92"): "APPROVAL_REJECTED", ("moov", "555"): "PAYER_NOT_FOUND",
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


def reason(code: str | None, rail_name: str = "") -> str:
    """Why something ended: in our words, else the operator's own code. ``rail_name``: whose code it is."""
    if not code:
        return ""
    code = SAME.get((rail_name, code), code)
    if code in REASONS:
        return visitor.say(f"money.reason.{code}")
    return visitor.say("money.reason.other", code=code)
