"""Everything about one phone's money, read once."""

from dataclasses import dataclass

from admin.search.citizen.bills import Bill, bills
from admin.search.citizen.claims import Claim, claims
from admin.search.citizen.money import Money, money
from admin.search.citizen.refunds import Back, refunds
from admin.search.citizen.sentence import Sentence
from admin.search.citizen.told import of_claim, of_money, of_refund, of_try
from admin.search.citizen.tries import Try, tries
from admin.search.look import Look
from payments.seals import payer_index


@dataclass(frozen=True, slots=True)
class Payments:
    """Each newest first."""

    bills: list[Bill]
    tries: list[Try]
    money: list[Money]
    refunds: list[Back]
    claims: list[Claim]


def payments(look: Look, phone: str) -> Payments:
    """Five statements at most."""
    payer = payer_index(look.keyring, phone)
    owed = bills(look, payer)
    came = money(look, payer, owed)
    return Payments(owed, tries(look, payer, owed), came, refunds(look, came), claims(look, payer))


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list. ``number`` is the operator's transaction, ``reason`` its code for an end, or ""."""

    told: Sentence
    reference: str
    number: str = ""
    reason: str = ""


def lines(look: Look, paid: Payments) -> list[Line]:
    """Newest first. A try that brought its money is one line with it."""
    brought = {each.attempt_id for each in paid.money}
    found = [
        *(Line(of_money(look, each), each.reference, each.operator_id) for each in paid.money),
        *(Line(of_try(look, each), each.reference, "", each.reason) for each in paid.tries if each.id not in brought),
        *(Line(of_refund(each), each.reference) for each in paid.refunds),
        *(Line(of_claim(each), each.reference) for each in paid.claims),
    ]  # fmt: skip
    return sorted(found, key=lambda line: line.told.at, reverse=True)
