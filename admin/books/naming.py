"""Operators and their books as a clerk calls them: the registers and the files keep the codes."""

from admin.doors.visitor import say
from admin.money import names

TREASURY, MERCHANT = "treasury", "_merchant"


def rail(name: str) -> str:
    """ "Orange Money, code marchand"; the Treasury writes statements too, "-" is money that no operator brought."""
    if name == TREASURY:
        return say("books.statement.treasury")
    shown = names.rail(name)
    return say("books.statement.merchant", name=shown) if name.endswith(MERCHANT) else shown


def book(name: str) -> str:
    """ "MTN MoMo, Bénin" for "mtn:BJ"."""
    operator, _, country = name.partition(":")
    return say("books.statement.of", name=rail(operator), country=say(f"books.country.{country}"))
