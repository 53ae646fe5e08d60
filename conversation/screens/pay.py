"""The menu of paying. Its digits are published like those of the main menu."""

from collections.abc import Hashable

from conversation.context import Context
from conversation.moves import Move, Push
from conversation.screen import Screen
from conversation.session import Session
from conversation.tax import TAXES
from conversation.view import Option, View

# 2 in the main menu, which no country and no deployment moves (DESIGN 7).
DIGIT = "2"
CHOICES = ("bills", "bill_reference", "tax", "claim_reference")


class PayMenu(Screen):
    """Own invoices, a reference, the local tax where there is one, a payment made without us."""

    name = "pay"

    def shared(self, session: Session, context: Context) -> Hashable:
        return session.frame.arg

    def show(self, session: Session, context: Context) -> View:
        labels = {choice: _label(choice, session, context) for choice in CHOICES}
        options = tuple(
            Option(labels[choice], choice, str(digit))
            for digit, choice in enumerate(CHOICES, 1)
            if labels[choice]
        )
        return View(context.say(session.language, "pay.title"), options)

    def choose(self, session: Session, context: Context, value: str) -> Move:
        return Push(value, str(TAXES[context.country]) if value == "tax" else "")


def pay_code(context: Context) -> str:
    """What to dial to come here at once: "*384*2#"."""
    return f"{context.service_code.removesuffix('#')}*{DIGIT}#"


def _label(choice: str, session: Session, context: Context) -> str:
    """ "" for the tax of a country that has none: the digits of the others stay."""
    if choice != "tax":
        return context.say(session.language, f"pay.{choice}")
    service = context.catalogue.services.get(TAXES.get(context.country, 0))
    return service.title.of(session.language) if service else ""
